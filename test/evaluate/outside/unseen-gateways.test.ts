/** Of gateways that are written out it is known what they let in; of those that are not there, nothing is. */
import { fromInternet } from '../../../src/evaluate/outside/from-internet';
import { matrixOf } from '../../../src/reach/matrix';
import { analystOf } from '../../../src/reach/analyst';
import { prove } from '../../../src/reach/prove';
import { withUnseenEntries } from '../../../src/reach/unseen-entries';
import { neverReaches } from '../../../src/reach/invariants/never-reaches';
import { evaluator } from '../../../src/evaluate/evaluate';
import type { JsonObject } from '../../../src/policy/json-object';
import { readMesh } from '../../../src/policy/read-mesh';

const istio = (kind: string, name: string, spec: JsonObject): JsonObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind,
  metadata: { name, namespace: 'shop' },
  spec,
});
const deployment = (name: string, container: JsonObject, labels: JsonObject = { app: name }): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: { template: { metadata: { labels }, spec: { serviceAccountName: name, containers: [container] } } },
});
const service = (name: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
});
const http = (host: string): JsonObject => ({ route: [{ destination: { host } }] });
const BASIS: readonly JsonObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } } },
  ...['web', 'inner'].flatMap((name) => [
    deployment(name, { name: 'main', ports: [{ containerPort: 8080 }] }),
    service(name),
  ]),
  istio('Gateway', 'edge', {
    selector: { istio: 'ingressgateway' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
  }),
];
const ROUTE = istio('VirtualService', 'web', { hosts: ['*'], gateways: ['edge'], http: [http('web')] });
/** As `istioctl manifest generate` and the older charts write it: no injection makes these pods. */
const gateway = (type: string): JsonObject =>
  deployment(
    'ingressgateway',
    { name: 'istio-proxy', args: ['proxy', type, '--domain', '$(POD_NAMESPACE).svc.cluster.local'] },
    { app: 'ingressgateway', istio: 'ingressgateway', 'sidecar.istio.io/inject': 'false' },
  );

const outside = (manifests: readonly JsonObject[], name = 'web') =>
  fromInternet(
    readMesh([...BASIS, ...manifests]),
    { kind: 'service', service: { namespace: 'shop', name } },
    { from: {}, request: {} },
  );
const internetIn = (manifests: readonly JsonObject[]) => {
  const mesh = readMesh([...BASIS, ...manifests]);
  const { edges } = matrixOf(withUnseenEntries(analystOf([mesh]), mesh), mesh.workloads);
  return edges.filter(({ from }) => 'internet' in from);
};
const never = (manifests: readonly JsonObject[], name: string) => {
  const mesh = readMesh([...BASIS, ...manifests]);
  const invariant = neverReaches({ name, from: { internet: true }, to: { workload: `shop/${name}` } });
  return prove(mesh, [invariant], { analystOf, judgeOf: evaluator })[0]?.proof.kind;
};

test('a gateway whose proxy is written out lets the internet in where its routes lead', () => {
  expect(outside([ROUTE, gateway('router')])).toMatchObject({ verdict: { verdict: 'allow' }, unclear: [] });
  expect(internetIn([ROUTE, gateway('router')])).toEqual([
    expect.objectContaining({ to: 'shop/web', port: 8080, requests: [expect.anything()] }),
  ]);
  expect(never([ROUTE, gateway('router')], 'web')).toBe('fails');
  expect(outside([ROUTE, gateway('router')], 'inner').verdict.verdict).toBe('deny');
  expect(never([ROUTE, gateway('router')], 'inner')).toBe('holds');
});

test.each([
  ['are not there', []],
  ['are those of a sidecar', [gateway('sidecar')]],
])('where pods of a gateway %s, it cannot be told who comes through it, and to others nobody does', (_, pods) => {
  const because =
    "Gateway `shop/edge`, by which VirtualService `shop/web` leads there, selects pods that are not among the manifests; add the gateway's Deployment";
  const { verdict, unclear } = outside([ROUTE, ...pods]);
  expect(verdict).toMatchObject({ verdict: 'undecided', because: [because] });
  expect(unclear).toEqual([because]);
  expect(outside([ROUTE, ...pods], 'inner')).toMatchObject({ verdict: { verdict: 'deny' }, unclear: [] });
  expect(internetIn([ROUTE, ...pods])).toEqual([
    {
      from: { internet: true },
      to: 'shop/web',
      port: 8080,
      requests: [],
      undecided: { requests: [{}], because: [because] },
    },
  ]);
  expect(never([ROUTE, ...pods], 'web')).toBe('undecided');
  expect(never([ROUTE, ...pods], 'inner')).toBe('holds');
});

test.each([
  [
    'copies',
    istio('VirtualService', 'web', {
      hosts: ['*'],
      gateways: ['edge'],
      http: [{ ...http('inner'), mirror: { host: 'web' } }],
    }),
  ],
  ['bytes', istio('VirtualService', 'web', { hosts: ['*'], gateways: ['edge'], tcp: [http('web')] })],
])('it may send %s, too', (_, route) => {
  expect(outside([route]).verdict.verdict).toBe('undecided');
});

test('it may do so by the routes of a delegate', () => {
  const delegating = { delegate: { name: 'web' }, match: [{ uri: { prefix: '/' } }] };
  const root = istio('VirtualService', 'root', { hosts: ['*'], gateways: ['edge'], http: [delegating] });
  const delegate = istio('VirtualService', 'web', { http: [http('web')] });
  expect(outside([root, delegate]).verdict.verdict).toBe('undecided');
  expect(outside([root]).verdict.verdict).toBe('deny');
});

test('where nobody at all is let in, no gateway is', () => {
  const closed: JsonObject = {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'nobody', namespace: 'shop' },
    spec: {},
  };
  expect(internetIn([ROUTE, closed])).toEqual([]);
  expect(never([ROUTE, closed], 'web')).toBe('holds');
});
