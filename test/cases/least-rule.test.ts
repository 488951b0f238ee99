import { parse } from 'yaml';
import { readCase } from '../../src/policy/read-case';
import { leastRule } from '../../src/cases/least-rule';
import { evaluate } from '../../src/evaluate/evaluate';
import type { Denied } from '../../src/evaluate/verdict';
import type { JsonObject } from '../../src/policy/json-object';
import { readAuthorizationPolicy } from '../../src/policy/read-authorization-policy';
import { meshOf } from '../../src/policy/synthesized';
import { yamlLines } from '../../src/policy/yaml-text';
import { CHARGE, REFUND, SHOP } from '../jest/shop';

const mesh = meshOf(SHOP);

function grantOf(call: JsonObject, there = mesh) {
  const request = readCase(call);
  const verdict = evaluate(there, request);
  expect(verdict.verdict).toBe('deny');
  return { grant: leastRule(there, request, verdict as Denied), request };
}

/** The verdict on a call when the policy is applied, too. */
function withGrant(policy: JsonObject, call: JsonObject): string {
  const authorizationPolicies = [...mesh.authorizationPolicies, readAuthorizationPolicy(policy)];
  return evaluate({ ...mesh, authorizationPolicies }, readCase(call)).verdict;
}

test('the rule grants the call and no other: not another method, path, port or caller', () => {
  const call = { ...CHARGE, request: { method: 'PUT', path: '/charges/a%2db?x=1' } };
  const { grant } = grantOf(call);
  if (grant.kind !== 'policy') throw new Error(grant.because);
  expect(withGrant(grant.policy, call)).toBe('allow');
  const others: readonly JsonObject[] = [
    { ...call, request: { ...call.request, method: 'GET' } },
    { ...call, request: { ...call.request, path: '/charges/a-c' } },
    { ...call, to: { ...call.to, port: 5432 } },
    { ...call, from: { identity: 'cluster.local/ns/shop/sa/reports' } },
    { ...call, from: { plaintext: true } },
  ];
  expect(others.map((other) => withGrant(grant.policy, other))).toEqual(['deny', 'deny', 'deny', 'deny', 'deny']);
});

test('through a Service it grants the port of the workload', () => {
  const { grant } = grantOf({ ...REFUND, to: { service: 'shop/payments', port: 80 } });
  expect(grant).toMatchObject({
    policy: {
      spec: { selector: { matchLabels: { app: 'payments' } }, rules: [{ to: [{ operation: { ports: ['8080'] } }] }] },
    },
  });
});

describe('behind a gateway', () => {
  const EDGE = `${SHOP}---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [{ name: edge }]
  rules:
    - matches: [{ path: { value: /pay } }]
      filters: [{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: /charges } } }]
      backendRefs: [{ name: payments, port: 80 }]
`;
  const call = {
    from: { plaintext: true },
    to: { gateway: 'shop/edge', port: 80 },
    request: { method: 'GET', path: '/pay/1' },
  };

  test('it grants what the gateway sends on, to the gateway', () => {
    const { grant } = grantOf(call, meshOf(EDGE));
    expect(grant).toMatchObject({
      policy: {
        metadata: { name: 'allow-edge-istio', namespace: 'shop' },
        spec: {
          selector: { matchLabels: { app: 'payments' } },
          rules: [
            {
              from: [{ source: { principals: ['cluster.local/ns/shop/sa/edge-istio'] } }],
              to: [{ operation: { methods: ['GET'], paths: ['/charges/1'], ports: ['8080'] } }],
            },
          ],
        },
      },
      notes: [],
    });
  });

  const CLOSED = `${EDGE}---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: edge, namespace: shop }
spec: { targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: edge }] }
`;
  const OPEN_BEHIND = `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: behind, namespace: shop }
spec:
  selector: { matchLabels: { app: payments } }
  rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/edge-istio] } }] }]
`;

  test('what the gateway itself refuses is granted there, as it comes in', () => {
    expect(grantOf(call, meshOf(CLOSED + OPEN_BEHIND)).grant).toMatchObject({
      policy: {
        spec: {
          targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }],
          rules: [{ to: [{ operation: { methods: ['GET'], paths: ['/pay/1'], ports: ['80'] } }] }],
        },
      },
      notes: ['the caller has no identity, so this lets everybody in'],
    });
  });

  test('where the pods behind it refuse it, too, one rule is not enough', () => {
    expect(grantOf(call, meshOf(CLOSED)).grant).toEqual({
      kind: 'none',
      because:
        'with a rule for exactly this call it still is not allowed: ALLOW policies are in force, and none of their rules matches',
    });
  });

  test('a Gateway of Istio is granted at the pods that it selects, and at their port', () => {
    const classic = `${SHOP}---
apiVersion: apps/v1
kind: Deployment
metadata: { name: gw, namespace: shop }
spec:
  template:
    metadata: { labels: { app: gw }, annotations: { inject.istio.io/templates: gateway } }
    spec: { serviceAccountName: edge-istio, containers: [{ name: istio-proxy }] }
---
apiVersion: v1
kind: Service
metadata: { name: gw, namespace: shop }
spec: { selector: { app: gw }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec: { selector: { app: gw }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec: { hosts: ["*"], gateways: [edge], http: [{ route: [{ destination: { host: payments, port: { number: 80 } } }] }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: gw, namespace: shop }
spec: { selector: { matchLabels: { app: gw } } }
`;
    expect(grantOf(call, meshOf(classic + OPEN_BEHIND)).grant).toMatchObject({
      policy: {
        spec: { selector: { matchLabels: { app: 'gw' } }, rules: [{ to: [{ operation: { ports: ['8080'] } }] }] },
      },
    });
  });
});

test('where no HTTP is read it grants the port, and says so', () => {
  const { grant } = grantOf({ from: { workload: 'shop/orders' }, to: { workload: 'shop/payments', port: 5432 } });
  expect(grant).toMatchObject({
    policy: { spec: { rules: [{ to: [{ operation: { ports: ['5432'] } }] }] } },
    notes: [],
  });
});

test('a caller without identity gets a rule for everybody, and that is said', () => {
  const open = meshOf(SHOP.replace('mode: STRICT', 'mode: PERMISSIVE'));
  const { grant } = grantOf({ ...REFUND, from: { plaintext: true } }, open);
  expect(grant).toMatchObject({ kind: 'policy', notes: ['the caller has no identity, so this lets everybody in'] });
});

test.each([
  [
    'a DENY rule',
    { ...CHARGE, request: { method: 'TRACE', path: '/charges' } },
    '`shop/payments-deny#0` denies, and no ALLOW',
  ],
  ['mTLS', { ...CHARGE, from: { plaintext: true } }, 'port 8080 takes mTLS only, and the caller speaks plaintext'],
  [
    'a path that would be a pattern',
    { ...CHARGE, request: { method: 'GET', path: '/a*' } },
    '`/a*` would be read as a pattern',
  ],
])('no rule grants what is refused for %s', (_, call, because) => {
  const { grant } = grantOf(call);
  expect(grant).toEqual({ kind: 'none', because: expect.stringContaining(because) });
});

test('where it is not sure who refuses, what stays after the rule is told', () => {
  const fenced = meshOf(`${SHOP.replace('mode: STRICT', 'mode: PERMISSIVE')}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: fence, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchLabels: { app: orders } } }] }] }
`);
  const { grant } = grantOf({ ...REFUND, from: { plaintext: true } }, fenced);
  expect(grant).toEqual({
    kind: 'none',
    because: expect.stringMatching(
      /^with a rule for exactly this call it still is not allowed: .*which pod the caller is/,
    ),
  });
});

test('what is printed is what was tried', () => {
  const { grant } = grantOf(REFUND);
  if (grant.kind !== 'policy') throw new Error(grant.because);
  expect(parse(yamlLines(grant.policy).join('\n'))).toEqual(grant.policy);
});
