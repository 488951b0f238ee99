import { evaluate } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { meshOf } from '../../src/policy/synthesized';
import { CHARGE, SHOP } from '../jest/shop';

const rule = (spec: string) => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: rule, namespace: shop }
spec: { ${spec} }
`;
const verdictOf = (text: string | string[], settings = {}, call: object = CHARGE) =>
  evaluate(meshOf(text, settings), readCase({ ...call })).verdict;

test('a workload with a sidecar speaks mTLS to one behind a Service', () => {
  expect(verdictOf(SHOP)).toBe('allow');
  expect(verdictOf(SHOP, {}, { ...CHARGE, to: { service: 'shop/payments', port: 80 } })).toBe('allow');
});

test.each([
  ['says ISTIO_MUTUAL', 'host: payments, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }'],
  ['says nothing of TLS', 'host: "*.local", trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } }'],
  ['is about another Service', 'host: orders, trafficPolicy: { tls: { mode: DISABLE } }'],
])('so it does with a DestinationRule that %s', (_, spec) => {
  expect(verdictOf([SHOP, rule(spec)])).toBe('allow');
});

const SIDECAR = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [{ hosts: ['other/*'] }] }
`;

describe('it is not said to speak mTLS, and the answer is undecided under STRICT', () => {
  test.each([
    ['a DestinationRule says DISABLE', [SHOP, rule('host: payments, trafficPolicy: { tls: { mode: DISABLE } }')]],
    ['one for all hosts says SIMPLE', [SHOP, rule('host: "*", trafficPolicy: { tls: { mode: SIMPLE } }')]],
    ['a subset says DISABLE', [SHOP, rule('host: payments, subsets: [{ name: a, trafficPolicy: { tls: {} } }]')]],
    [
      'a port has a policy of its own',
      [SHOP, rule('host: payments, trafficPolicy: { portLevelSettings: [{ port: { number: 80 } }] }')],
    ],
    [
      'endpoints are not discovered',
      [SHOP, rule('host: payments, trafficPolicy: { loadBalancer: { simple: PASSTHROUGH } }')],
    ],
    [
      'the Service is headless',
      SHOP.replace(
        'spec:\n  selector: { app: payments }\n  ports',
        'spec:\n  clusterIP: None\n  selector: { app: payments }\n  ports',
      ),
    ],
    ['no Service leads there', SHOP.replace('targetPort: 8080', 'targetPort: 8081')],
    ['a Sidecar hides hosts from the caller', [SHOP, SIDECAR]],
    [
      'calls go past the sidecar of the caller',
      SHOP.replace(
        'labels: { app: orders } }',
        "labels: { app: orders }, annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: '80' } }",
      ),
    ],
  ])('%s', (_, text) => {
    expect(verdictOf(text)).toBe('undecided');
  });

  test('auto mTLS is off', () => {
    expect(verdictOf(SHOP, { enableAutoMtls: false })).toBe('undecided');
  });
});

test('without a sidecar it speaks plaintext', () => {
  const bare = SHOP.replace('labels: { app: orders } }', "labels: { app: orders, sidecar.istio.io/inject: 'false' } }");
  expect(verdictOf(bare)).toBe('deny');
});

test('between ztunnels it speaks HBONE, whatever a DestinationRule says', () => {
  const ambient = SHOP.replace('istio-injection: enabled', 'istio.io/dataplane-mode: ambient');
  const open = ambient.slice(0, ambient.indexOf('apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy'));
  expect(verdictOf([open, rule('host: payments, trafficPolicy: { tls: { mode: DISABLE } }')])).toBe('allow');
  expect(verdictOf(open, {}, { ...CHARGE, from: { plaintext: true } })).toBe('deny');
});
