/** Calls of ambient to hosts outside: through the waypoint of a ServiceEntry, or past it. */
import { evaluate } from '../../../src/evaluate/evaluate';
import type { Mesh } from '../../../src/policy/model';
import type { Caller, Request } from '../../../src/policy/request';
import { meshOf } from '../../../src/policy/synthesized';

const BASE = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: v1
kind: Namespace
metadata: { name: old, labels: { istio-injection: enabled } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec:
  template:
    metadata: { labels: { app: orders } }
    spec: { serviceAccountName: orders, containers: [{ name: main }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: batch, namespace: old }
spec:
  template:
    metadata: { labels: { app: batch } }
    spec: { serviceAccountName: batch, containers: [{ name: main }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: infra }
spec:
  gatewayClassName: istio-waypoint
  listeners: [{ name: mesh, port: 15008, protocol: HBONE, allowedRoutes: { namespaces: { from: All } } }]
`;
const LABELS = 'istio.io/use-waypoint: egress, istio.io/use-waypoint-namespace: infra';
const ENTRY = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: pay, namespace: shop, labels: { ${LABELS} } }
spec:
  hosts: [pay.example.com]
  addresses: [240.240.0.1]
  location: MESH_EXTERNAL
  resolution: DNS
  ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 443 }]
`;
const POLICY = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: pay, namespace: shop }
spec:
  targetRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: pay }]
  rules:
    - from: [{ source: { principals: [cluster.local/ns/shop/sa/orders] } }]
      to: [{ operation: { methods: [POST] } }]
`;
const service = (name: string): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }
`;
const ORDERS = { kind: 'workload', workload: { namespace: 'shop', name: 'orders' } } as const;

function verdictOn(manifests: readonly string[], method: string, from: Caller = ORDERS, port = 80): unknown {
  const mesh = meshOf([BASE, ...manifests].join('---\n'));
  const http = { method, path: '/', host: 'pay.example.com', headers: [], tokens: [] };
  const { because: _, ...verdict } = evaluate(mesh, {
    from,
    to: { kind: 'host', host: 'pay.example.com', port },
    http,
  });
  return verdict;
}

test('policies of a ServiceEntry decide at its waypoint, in the namespace of another', () => {
  expect(verdictOn([ENTRY, POLICY], 'POST')).toEqual({ verdict: 'allow', point: 'waypoint', by: 'shop/pay#0' });
  expect(verdictOn([ENTRY, POLICY], 'GET')).toMatchObject({ verdict: 'deny', point: 'waypoint', status: 403 });
});

test('an identity comes there as its workload does', () => {
  const identity = (name: string): Caller => ({ kind: 'mtls', identity: `cluster.local/ns/shop/sa/${name}` });
  expect(verdictOn([ENTRY, POLICY], 'POST', identity('orders'))).toMatchObject({ verdict: 'allow', point: 'waypoint' });
  expect(verdictOn([ENTRY, POLICY], 'POST', identity('web'))).toMatchObject({ verdict: 'deny', point: 'waypoint' });
});

test('a policy for another ServiceEntry, or for a Service of the name, is no policy for it', () => {
  for (const other of [
    POLICY.replace('name: pay }]', 'name: other }]'),
    POLICY.replace('kind: ServiceEntry, name', 'kind: Service, name'),
  ]) {
    expect(verdictOn([ENTRY, other], 'GET')).toEqual({ verdict: 'allow', point: 'waypoint' });
  }
});

test('without waypoint nobody decides, and sidecars go past one', () => {
  const batch = { kind: 'workload', workload: { namespace: 'old', name: 'batch' } } as const;
  expect(verdictOn([ENTRY.replace(LABELS, ''), POLICY], 'GET')).toEqual({ verdict: 'allow' });
  expect(verdictOn([ENTRY, POLICY], 'GET', batch)).toEqual({ verdict: 'allow' });
});

test('a gateway goes past it, and where a label sends it there, that is not followed', () => {
  const gateway = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: gw, namespace: old }
spec:
  template:
    metadata: { labels: { app: gw }, annotations: { inject.istio.io/templates: gateway } }
    spec: { serviceAccountName: gw, containers: [{ name: istio-proxy }] }
`;
  const from = { kind: 'workload', workload: { namespace: 'old', name: 'gw' } } as const;
  const sent = ENTRY.replace(LABELS, `${LABELS}, istio.io/ingress-use-waypoint: 'true'`);
  expect(verdictOn([ENTRY, POLICY, gateway], 'GET', from)).toEqual({ verdict: 'allow' });
  expect(verdictOn([sent, POLICY, gateway], 'GET', from)).toEqual({ verdict: 'undecided' });
});

test('the waypoint itself must be let out, to the port where the host is', () => {
  const lock = (port: number): string => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: out, namespace: infra }
spec: { podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: ${port} }] }] }
`;
  expect(verdictOn([ENTRY, POLICY, lock(443)], 'POST')).toMatchObject({ verdict: 'allow' });
  expect(verdictOn([ENTRY, POLICY, lock(80)], 'POST')).toEqual({ verdict: 'deny', layer: 'network' });
});

test('a short name is none of a host, and what nobody declares is said to be so', () => {
  const mesh = meshOf([BASE, service('orders')].join('---\n'));
  const becauseOf = (host: string): readonly string[] =>
    evaluate(mesh, { from: ORDERS, to: { kind: 'host', host, port: 80 } }).because;
  expect(becauseOf('orders')).toEqual(['`orders` may be Service `shop/orders`; write its whole host']);
  expect(becauseOf('other.example.com')).toEqual(['nobody declares `other.example.com`']);
});

test('the waypoint of one ServiceEntry decides, and of two for the host nobody knows which', () => {
  const mesh = (...entries: readonly string[]): Mesh => meshOf([BASE, POLICY, ...entries].join('---\n'));
  const from = { kind: 'mtls', identity: 'cluster.local/ns/shop/sa/orders' } as const;
  const http = { method: 'POST', path: '/', host: 'pay.example.com', headers: [], tokens: [] };
  const request: Request = { from, to: { kind: 'host', host: 'pay.example.com', port: 80 }, http };
  expect(evaluate(mesh(ENTRY), request)).toMatchObject({ verdict: 'allow', point: 'waypoint' });
  expect(evaluate(mesh(ENTRY, ENTRY.replace('name: pay', 'name: twin')), request)).toMatchObject({
    verdict: 'undecided',
    because: ['`pay.example.com` is declared more than once'],
  });
});

test('what the manifests do not tell is not decided', () => {
  const route = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: pay, namespace: shop }
spec: { hosts: [pay.example.com], http: [{ route: [{ destination: { host: other.example.com } }] }] }
`;
  expect(verdictOn([ENTRY, POLICY, route], 'POST')).toEqual({ verdict: 'undecided' });
  expect(verdictOn([ENTRY, POLICY, route], 'GET')).toMatchObject({ verdict: 'deny', point: 'waypoint' });
  expect(verdictOn([ENTRY.replace('addresses: [240.240.0.1]', ''), POLICY], 'POST')).toEqual({ verdict: 'undecided' });
  expect(verdictOn([ENTRY, POLICY], 'POST', ORDERS, 81)).toEqual({ verdict: 'undecided' });
});
