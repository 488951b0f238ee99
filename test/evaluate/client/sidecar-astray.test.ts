/** Connections of a sidecar that go to the address that was called, whatever its routes say. */
import { evaluate } from '../../../src/evaluate/evaluate';
import type { Verdict } from '../../../src/evaluate/verdict';
import { readCase } from '../../../src/policy/read-case';
import { meshOf } from '../../../src/policy/synthesized';
import { analystOf } from '../../../src/reach/analyst';
import { matrixOf } from '../../../src/reach/matrix';

const pods = (name: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec: { serviceAccountName: ${name}, containers: [{ name: main, ports: [{ containerPort: 8080 }, { containerPort: 9000 }] }] }
`;
const service = (name: string, more = ''): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: tcp, port: 9000 }]${more} }
`;
const istio = (kind: string, name: string, spec: string): string => `
apiVersion: networking.istio.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
const SHOP = [
  'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enabled } }',
  ...['web', 'api', 'db'].map(pods),
  service('api'),
];
const HEADLESS = ', clusterIP: None';
const HTTP = istio(
  'VirtualService',
  'http',
  '{ hosts: [api], http: [{ route: [{ destination: { host: db, port: { number: 80 } } }] }] }',
);
const TCP = istio(
  'VirtualService',
  'tcp',
  '{ hosts: [api], tcp: [{ route: [{ destination: { host: db, port: { number: 9000 } } }] }] }',
);
const passthrough = (host: string): string =>
  istio('DestinationRule', 'rule', `{ host: ${host}, trafficPolicy: { loadBalancer: { simple: PASSTHROUGH } } }`);

const REQUEST = { from: { workload: 'shop/web' }, to: { service: 'shop/api', port: 80 }, request: { path: '/' } };
const BYTES = { from: { workload: 'shop/web' }, to: { service: 'shop/api', port: 9000 } };

function verdictOf(manifests: readonly string[], call: object): Verdict {
  return evaluate(meshOf([...SHOP, ...manifests], {}), readCase({ ...call }));
}

/** The ports of this workload to which it is not known what `web` may send. */
function untoldPorts(to: string, manifests: readonly string[]): readonly number[] {
  const mesh = meshOf([...SHOP, ...manifests], {});
  const { edges } = matrixOf(analystOf([mesh]), mesh.workloads);
  return edges.filter((one) => one.to === to && one.undecided !== undefined).map(({ port }) => port);
}

describe('a route of a sidecar leads to the host that it names', () => {
  test.each([
    ['a Service with an address', [service('db'), HTTP], REQUEST],
    ['a Service with an address, for bytes', [service('db'), TCP], BYTES],
  ])('%s', (_, manifests, call) => {
    expect(verdictOf(manifests, call).verdict).toBe('allow');
  });

  test.each([
    ['a headless Service', [service('db', HEADLESS), HTTP], REQUEST],
    ['a headless Service, for bytes', [service('db', HEADLESS), TCP], BYTES],
    ['one under PASSTHROUGH', [service('db'), HTTP, passthrough('db')], REQUEST],
  ])('but not to %s', (_, manifests, call) => {
    const verdict = verdictOf(manifests, call);
    expect(verdict.verdict).toBe('undecided');
    expect(verdict.because.join()).toContain('goes to the address that is called');
    // who is called may get it
    expect(untoldPorts('shop/api', manifests)).toContain(call === BYTES ? 9000 : 8080);
  });

  test('and to the host that is called, wherever its connections go', () => {
    const own = istio(
      'VirtualService',
      'own',
      '{ hosts: [api], http: [{ timeout: 1s, route: [{ destination: { host: api, port: { number: 80 } } }] }] }',
    );
    expect(verdictOf([own, passthrough('api')], REQUEST).verdict).toBe('allow');
    expect(untoldPorts('shop/api', [own])).toEqual(untoldPorts('shop/api', [own, passthrough('api')]));
  });
});
