/** A waypoint may send calls on to other workloads than those behind the Service that is called. */
import { evaluator } from '../../src/evaluate/evaluate';
import { meshOf } from '../../src/policy/synthesized';
import { analystOf } from '../../src/reach/analyst';
import { neverReaches } from '../../src/reach/invariants/never-reaches';
import { prove } from '../../src/reach/prove';

const workload = (name: string, namespace: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { serviceAccountName: ${name}, containers: [{ name: main, image: main, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace}, labels: { istio.io/use-waypoint: ${name}-way } }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
`;
const BASE = `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: v1
kind: Namespace
metadata: { name: mall, labels: { istio.io/dataplane-mode: ambient } }
${workload('api', 'shop')}${workload('web', 'mall')}${workload('other', 'mall')}---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: other-way, namespace: mall }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  rules: [{ from: [{ source: { principals: [cluster.local/ns/mall/sa/other-way] } }] }]
`;
const detour = (from: string, to: string) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: detour, namespace: mall }
spec: { hosts: [${from}], http: [{ route: [{ destination: { host: ${to}, port: { number: 80 } } }] }] }
`;
const ENTRY = `---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: outside, namespace: mall, labels: { istio.io/use-waypoint: other-way } }
spec:
  hosts: [api.example.com]
  addresses: [10.9.9.9]
  ports: [{ number: 80, name: http, protocol: HTTP }]
  resolution: STATIC
  endpoints: [{ address: 192.0.2.1 }]
`;
const API = 'api.shop.svc.cluster.local';

function proofOf(manifests: string, from = 'mall/web') {
  const never = neverReaches({ name: 'never', from: { workload: from }, to: { workload: 'shop/api' } });
  return prove(meshOf(BASE + manifests), [never], { analystOf, judgeOf: evaluator })[0]?.proof;
}

test('where no route leads, who is not allowed never gets there', () => {
  expect(proofOf('')).toEqual({ kind: 'holds' });
  expect(proofOf(ENTRY)).toEqual({ kind: 'holds' });
});

test('a route of a Service with a waypoint that leads there is not passed over', () => {
  expect(proofOf(detour('other', API))).toEqual({
    kind: 'undecided',
    because: [expect.stringContaining('decides where the waypoint sends calls to `mall/other`')],
  });
});

test('nor one of a host outside with a waypoint', () => {
  expect(proofOf(ENTRY + detour('api.example.com', API))).toEqual({
    kind: 'undecided',
    because: [expect.stringContaining('decides where the waypoint sends calls to `api.example.com`')],
  });
});

test('a route that leads elsewhere says nothing of it', () => {
  expect(proofOf(detour('other', 'web.mall.svc.cluster.local'))).toEqual({ kind: 'holds' });
});

test('what the waypoint itself denies goes nowhere', () => {
  const lock = `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: lock, namespace: mall }
spec: { targetRefs: [{ kind: Service, group: '', name: other }] }
`;
  expect(proofOf(detour('other', API) + lock)).toEqual({ kind: 'holds' });
});
