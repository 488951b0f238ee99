/** Cases that expect what the caller's proxy speaks, or which waypoint serves the call. */
import type { Case } from '../../src/cases/case-file';
import type { Comparison, Expectation } from '../../src/cases/expectation';
import { judgeOf } from '../../src/cases/judge';
import { readCase } from '../../src/policy/read-case';
import { meshOf } from '../../src/policy/synthesized';

const pods = (namespace: string, name: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec: { serviceAccountName: ${name}, containers: [{ name: main, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
`;
const MESH = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Namespace
metadata: { name: pay, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: guard } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: guard, namespace: pay }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: plain, namespace: shop }
spec: { host: orders, trafficPolicy: { tls: { mode: DISABLE } } }
---
# ztunnel lets nobody in: not the waypoint, either
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: nobody, namespace: pay }
spec: {}
---
${pods('shop', 'web')}${pods('shop', 'orders')}${pods('pay', 'ledger')}${pods('pay', 'audit')}`;

const WEB = { workload: 'shop/web' };
const AUDIT = { workload: 'pay/audit' };
const ORDERS = { service: 'shop/orders', port: 80 };
const LEDGER = { service: 'pay/ledger', port: 80 };

function outcome(from: object, to: object, expect: Expectation): Comparison {
  const one: Case = { id: 'c', request: readCase({ from, to, request: {} }), expect, line: 0, index: 0 };
  return judgeOf([one], meshOf(MESH)).judge(one).outcome;
}

test('what the proxy of the caller speaks is compared, with the DestinationRule in force', () => {
  expect(outcome(WEB, ORDERS, { tls: 'none', destinationRule: 'shop/plain' })).toEqual({ kind: 'met' });
  expect(outcome(WEB, ORDERS, { tls: 'istio_mutual', destinationRule: 'shop/other' })).toEqual({
    kind: 'missed',
    because: "of what the caller's proxy speaks, `tls` is `none`, `destinationRule` is `shop/plain`",
  });
  expect(outcome(AUDIT, LEDGER, { tls: 'hbone' })).toEqual({ kind: 'met' });
});

test('the verdict beside it is compared as well', () => {
  expect(outcome(WEB, ORDERS, { tls: 'none', verdict: 'allow' })).toEqual({ kind: 'met' });
  expect(outcome(WEB, ORDERS, { tls: 'none', verdict: 'deny' })).toMatchObject({ kind: 'missed' });
  expect(outcome(WEB, ORDERS, { tls: 'simple', verdict: 'allow' })).toMatchObject({ kind: 'missed' });
});

test('a caller that is given by what it speaks has no proxy of which this could be asked', () => {
  expect(outcome({ plaintext: true }, ORDERS, { tls: 'none' })).toMatchObject({ kind: 'undecided' });
});

test('the waypoint that serves a call is compared, and its own verdict, whatever comes behind it', () => {
  expect(outcome(AUDIT, LEDGER, { waypoint: 'pay/guard', verdict: 'allow' })).toEqual({ kind: 'met' });
  expect(outcome(AUDIT, LEDGER, { verdict: 'deny' })).toEqual({ kind: 'met' });
  expect(outcome(AUDIT, LEDGER, { waypoint: 'pay/guard', verdict: 'deny' })).toEqual({ kind: 'missed' });
  expect(outcome(AUDIT, LEDGER, { waypoint: 'pay/other' })).toEqual({
    kind: 'missed',
    because: 'the waypoint that serves the call is `pay/guard`',
  });
});

test('a sidecar goes past the waypoint: none serves its call, and the verdict is that of the whole way', () => {
  expect(outcome(WEB, LEDGER, { waypoint: 'pay/guard' })).toMatchObject({ kind: 'missed' });
  expect(outcome(WEB, ORDERS, { waypoint: 'none', verdict: 'allow' })).toEqual({ kind: 'met' });
});

test('to a waypoint only tunnels lead: plaintext is refused there', () => {
  expect(outcome({ plaintext: true }, LEDGER, { waypoint: 'pay/guard', verdict: 'deny', layer: 'mtls' })).toEqual({
    kind: 'met',
  });
  expect(outcome({ plaintext: true }, LEDGER, { waypoint: 'pay/guard', verdict: 'allow' })).toEqual({ kind: 'missed' });
});
