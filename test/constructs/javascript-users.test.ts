/** What users of plain JavaScript can hand in: told at synth in our own words, never thrown, never a TypeError. */
import { Chart, Duration } from 'cdk8s';
import * as fc from 'fast-check';
import {
  AllowRoute,
  ArgoApplication,
  ArgoApplicationSet,
  ArgoCluster,
  ArgoHealthChecks,
  ArgoProbe,
  ArgoProject,
  Condition,
  DataPlane,
  DenyRoute,
  JwtProtectedApi,
  MeshBaseline,
  MeshGateway,
  MutualTls,
  Operation,
  ServiceIdentity,
  Source,
  TrafficHost,
  TrafficPolicy,
  WorkloadPort,
  ZeroTrustNamespace,
} from '../../src';
import { problemsOf } from './manifests';
import { newShop, type Shop } from './shop';
import { js } from './wrong-use';

const JUNK: readonly unknown[] = [
  undefined,
  null,
  '',
  'text',
  0,
  -1,
  NaN,
  8080,
  true,
  false,
  [],
  [undefined],
  [null],
  ['text'],
  [[]],
  [{}],
  {},
  { a: 1 },
  () => 'x',
  Symbol('s'),
  10n,
  new Date(0),
  new Map(),
  Object.create(null),
  Duration.seconds(1),
  Source.anyone(),
  Operation.get('/'),
  WorkloadPort.http(1),
  DataPlane.none(),
  TrafficHost.service('a', 'b'),
  ArgoCluster.own(),
];

/** A way to use the library, with the value put in some place. */
type Use = (shop: Shop, value: never) => unknown;

const API = { issuers: [{ issuer: 'https://a.example.com' }], paths: ['/a'] };
/** One use for each of these fields. */
const each = (fields: string, use: (shop: Shop, props: never) => unknown): [string, Use][] =>
  fields.split(' ').map((field) => [`${use.name} ${field}`, (shop, value) => use(shop, js({ [field]: value }))]);

const issuer = (shop: Shop, props: object) =>
  new JwtProtectedApi(shop.chart, 'x', {
    ...API,
    target: shop.backend,
    issuers: [{ issuer: 'https://a.example.com', ...props }],
  });
const uses: [string, Use][] = [
  ['Source.of', ({ backend }, v) => backend.allowFrom(Source.of(v))],
  ['Source.anyoneBut', ({ backend }, v) => backend.allowFrom(Source.anyoneBut(v))],
  ['Source.identities', ({ backend }, v) => backend.allowFrom(Source.identities(v))],
  ['Source.namespaces', ({ backend }, v) => backend.allowFrom(Source.namespaces(v))],
  ['Source.ipBlocks', ({ backend }, v) => backend.allowFrom(Source.ipBlocks(v))],
  ['Source.requestPrincipals', ({ backend }, v) => backend.allowFrom(Source.requestPrincipals(v))],
  ['Operation.of', ({ backend, frontend }, v) => backend.allowFrom(frontend, Operation.of(v))],
  ['Operation.get', ({ backend, frontend }, v) => backend.allowFrom(frontend, Operation.get(v))],
  ['Operation.grpc', ({ backend, frontend }, v) => backend.allowFrom(frontend, Operation.grpc(v))],
  ['Operation.ports', ({ backend, frontend }, v) => backend.allowFrom(frontend, Operation.ports(v))],
  ['allowFrom source', ({ backend }, v) => backend.allowFrom(v)],
  ['allowFrom operation', ({ backend, frontend }, v) => backend.allowFrom(frontend, v)],
  ['denyFrom source', ({ backend }, v) => backend.denyFrom(v)],
  ['attachTo', ({ backend }, v) => backend.attachTo(v)],
  ['select', ({ backend }, v) => backend.select(v)],
  ['fromPrincipal', ({ chart }, v) => ServiceIdentity.fromPrincipal(chart, 'x', v)],
  ['fromPrincipal as caller', (s, v) => s.backend.allowFrom(ServiceIdentity.fromPrincipal(s.chart, 'x', v))],
  ['fromServiceAccount', ({ chart }, v) => ServiceIdentity.fromServiceAccount(chart, 'x', v)],
  ['fromName', ({ chart }, v) => ZeroTrustNamespace.fromName(chart, 'x', v)],
  ['fromName options', ({ chart }, v) => ZeroTrustNamespace.fromName(chart, 'x', 'x', v)],
  ['ServiceIdentity', ({ chart }, v) => new ServiceIdentity(chart, 'x', v)],
  ['ZeroTrustNamespace', ({ chart }, v) => new ZeroTrustNamespace(chart, 'x', v)],
  ['AllowRoute', ({ chart }, v) => new AllowRoute(chart, 'x', v)],
  ['DenyRoute', ({ chart }, v) => new DenyRoute(chart, 'x', v)],
  ['JwtProtectedApi', ({ chart }, v) => new JwtProtectedApi(chart, 'x', v)],
  ['MutualTls', ({ chart }, v) => new MutualTls(chart, 'x', v)],
  ['TrafficPolicy', ({ chart }, v) => new TrafficPolicy(chart, 'x', v)],
  ['MeshBaseline', ({ chart }, v) => new MeshBaseline(chart, 'x', v)],
  ['Condition.of', (s, v) => allowWhen(s, Condition.of(v, { values: ['a'] }))],
  ['Condition.header', (s, v) => allowWhen(s, Condition.header(v, { values: ['a'] }))],
  ['Condition.nestedClaim', (s, v) => allowWhen(s, Condition.nestedClaim(v, { values: ['a'] }))],
  ['Condition match', (s, v) => allowWhen(s, Condition.sourceIp(v))],
  [
    'WorkloadPort',
    ({ chart, shop }, v) => new ServiceIdentity(chart, 'x', { namespace: shop, ports: [WorkloadPort.http(v)] }),
  ],
  ['DataPlane', ({ chart }, v) => new ZeroTrustNamespace(chart, 'x', { dataPlane: DataPlane.revision(v) })],
  ['MeshGateway.istio', ({ chart }, v) => new MeshBaseline(chart, 'x', { openGateways: [MeshGateway.istio(v)] })],
  [
    'MeshGateway options',
    ({ chart }, v) => new MeshBaseline(chart, 'x', { openGateways: [MeshGateway.istio('a', v)] }),
  ],
  [
    'MeshGateway.gatewayApi',
    ({ chart }, v) => new MeshBaseline(chart, 'x', { openGateways: [MeshGateway.gatewayApi(v, v)] }),
  ],
  [
    'TrafficHost.service',
    ({ chart, shop }, v) => new TrafficPolicy(chart, 'x', { namespace: shop, host: TrafficHost.service(v, v) }),
  ],
  [
    'TrafficHost.external',
    ({ chart, shop }, v) => new TrafficPolicy(chart, 'x', { namespace: shop, host: TrafficHost.external(v) }),
  ],
  ...each('namespace name ports alsoAccept allowSharing', function identity({ chart, shop }, props) {
    const made = new ServiceIdentity(chart, 'x', { namespace: shop, ...(props as object) });
    made.select({ app: 'x' });
    made.allowFrom(made, Operation.get('/'));
    shop.toSource();
  }),
  ...each('namespace name trustDomain ports alsoAccept allowSharing', function account({ chart, backend }, props) {
    backend.allowFrom(
      ServiceIdentity.fromServiceAccount(chart, 'x', { namespace: 'a', name: 'b', ...(props as object) }),
    );
  }),
  ...each(
    'name labels podSecurity dataPlane trustDomain mutualTlsForCallers',
    function namespace({ chart, backend }, p) {
      const made = new ZeroTrustNamespace(chart, 'x', p);
      backend.allowFrom(made);
      new ServiceIdentity(chart, 'y', { namespace: made }).select({ app: 'y' });
    },
  ),
  ...each('to from operations conditions', function route({ chart, backend, frontend }, props) {
    new AllowRoute(chart, 'x', { to: backend, from: [frontend], ...(props as object) });
  }),
  ...each('target issuers paths exactPaths methods ports from', function api({ chart, backend }, props) {
    new JwtProtectedApi(chart, 'x', { ...API, target: backend, ...(props as object) });
  }),
  ...each(
    'issuer jwksUri jwks audiences fromHeaders fromParams fromCookies forwardOriginalToken outputPayloadToHeader ' +
      'outputClaimToHeaders claims',
    issuer,
  ),
  ...each('claim anyOf noneOf', function claim(shop, props) {
    issuer(shop, { claims: [{ claim: ['a'], anyOf: ['b'], ...(props as object) }] });
  }),
  ...each('target mode ports reason', function mtls({ chart, backend }, props) {
    new MutualTls(chart, 'x', { target: backend, ...(props as object) });
  }),
  ...each('namespace host tls tcp http', function traffic({ chart, shop }, props) {
    new TrafficPolicy(chart, 'x', { namespace: shop, host: TrafficHost.service('a', 'b'), ...(props as object) });
  }),
  ...each('maxConnections connectTimeout', function tcp({ chart, shop }, tcp) {
    new TrafficPolicy(chart, 'x', { namespace: shop, host: TrafficHost.service('a', 'b'), tcp });
  }),
  ...each('mode sni subjectAltNames caCertificates reason', function tls({ chart, shop }, tls) {
    new TrafficPolicy(chart, 'x', { namespace: shop, host: TrafficHost.service('a', 'b'), tls });
  }),
  ...each(
    'rootNamespace trustDomains defaultDeny openGateways accessLogs accessLogFields',
    function mesh({ chart }, props) {
      new MeshBaseline(chart, 'x', props);
    },
  ),
  ['ArgoProject', ({ chart }, v) => new ArgoProject(chart, 'x', v)],
  ['ArgoApplication', ({ chart }, v) => new ArgoApplication(chart, 'x', v)],
  ['ArgoApplicationSet', ({ chart }, v) => new ArgoApplicationSet(chart, 'x', v)],
  ['ArgoHealthChecks', ({ chart }, v) => new ArgoHealthChecks(chart, 'x', v)],
  ['ArgoProbe', ({ chart }, v) => new ArgoProbe(chart, 'x', v)],
  ['ArgoCluster.named', (s, v) => addApplication(s, { cluster: ArgoCluster.named(v) })],
  ['ArgoCluster.server', (s, v) => addApplication(s, { cluster: ArgoCluster.server(v) })],
  ['ArgoProject.fromName', (s, v) => addApplication(s, { project: ArgoProject.fromName(v) })],
  ['ArgoProject.fromName namespace', (s, v) => addApplication(s, { project: ArgoProject.fromName('a', v) })],
  ...each('name namespace contents repositories clusters clusterKinds alsoPermit', function project({ app, chart }, p) {
    const given = { contents: [chart], repositories: ['https://a.example.com'], clusters: [ArgoCluster.own()] };
    new ArgoProject(new Chart(app, 'argo'), 'x', { ...given, ...(p as object) });
  }),
  ...each('callers contents caseFiles image sendWrites', function probe({ chart, frontend }, p) {
    new ArgoProbe(chart, 'x', { callers: [frontend], contents: [chart], caseFiles: ['cases: []'], ...(p as object) });
  }),
  ...each(
    'name project repository revision automated applyOutOfSyncOnly folder cluster namespace deleteObjects',
    addApplication,
  ),
  ...each(
    'name project repository revision automated applyOutOfSyncOnly clusterLabels folder folderLabel',
    function applicationSet({ app }, p) {
      new ArgoApplicationSet(new Chart(app, 'argo'), 'x', { ...SYNCED, clusterLabels: { a: 'b' }, ...(p as object) });
    },
  ),
];

const SYNCED = { project: ArgoProject.fromName('a'), repository: 'https://a.example.com', revision: 'main' };

function addApplication({ app }: Shop, props: object): void {
  const given = { ...SYNCED, folder: 'a', cluster: ArgoCluster.own(), namespace: 'a' };
  new ArgoApplication(new Chart(app, 'argo'), 'x', { ...given, ...props });
}

function allowWhen({ chart, backend, frontend }: Shop, condition: Condition): void {
  new AllowRoute(chart, 'x', { to: backend, from: [frontend], conditions: [condition] });
}

/** Uses it, then synthesizes: either it is written, or told with a path; anything else is thrown to the test. */
function told(use: Use, value: unknown): string[] {
  const shop = newShop();
  use(shop, js(value));
  return problemsOf(shop.app);
}

test.each(uses)('%s: junk is told or harmless, never thrown', (_name, use) => {
  const thrown = JUNK.flatMap((value) => {
    try {
      const lines = told(use, value);
      return lines.every((line) => /^\[[^\]]+\] \S/.test(line) && !line.includes('TypeError')) ? [] : lines;
    } catch (error) {
      return [`${typeof value} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}: ${String(error)}`];
    }
  });
  expect(thrown).toEqual([]);
});

test('any value in any place is told or harmless, never thrown', () => {
  fc.assert(
    fc.property(fc.constantFrom(...uses), fc.anything({ withNullPrototype: true, withBigInt: true }), ([, use], v) => {
      expect(() => told(use, v)).not.toThrow();
    }),
    { numRuns: 400 },
  );
});
