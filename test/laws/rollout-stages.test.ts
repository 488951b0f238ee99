/** What each stage of a namespace refuses, and that nothing is refused on the way from one to the next: random apps. */
import { ApiObject, App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import {
  AllowRoute,
  DataPlane,
  DenyRoute,
  EgressPort,
  EgressRoute,
  JwtProtectedApi,
  MeshBaseline,
  MutualTls,
  NetworkIsolation,
  Operation,
  RolloutStage,
  ServiceIdentity,
  Source,
  WorkloadPort,
  ZeroTrustNamespace,
} from '../../src';
import { evaluator } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import type { Verdict } from '../../src/evaluate/verdict';
import { objectsOf } from '../constructs/brownfield';
import type { Manifest } from '../constructs/manifests';
import { statesBetween } from './sync-states';

beforeEach(() => jest.spyOn(console, 'warn').mockImplementation(() => undefined));

const { OBSERVE, DENY, STRICT } = RolloutStage;
const ISSUER = 'https://a.example.com';
const PLANES = ['sidecar', 'ambient', 'waypoint'] as const;
type Plane = (typeof PLANES)[number];

const identified = ['web', 'shop', 'visitor'] as const;
const route = <S extends string, O extends string>(sources: readonly S[], operations: readonly O[]) =>
  fc.record({
    action: fc.constantFrom('ALLOW', 'ALLOW', 'DENY'),
    from: fc.uniqueArray(fc.constantFrom(...sources), { minLength: 1, maxLength: 2 }),
    to: fc.option(fc.constantFrom(...operations), { nil: undefined }),
  });
const parts = {
  isProtected: fc.boolean(),
  isIsolated: fc.boolean(),
  hasEgress: fc.boolean(),
  hasOwnMode: fc.boolean(),
  hasMesh: fc.boolean(),
};
const appOn = (plane: Plane, sources: readonly string[]) =>
  fc.record({
    plane: fc.constant(plane),
    routes: fc.array(route(sources, plane === 'ambient' ? ['http', 'sql'] : ['http', 'sql', 'get', 'api']), {
      maxLength: 4,
    }),
    ...parts,
  });
type PlainApp = ReturnType<typeof appOn> extends fc.Arbitrary<infer T> ? T : never;

const CALLERS: readonly object[] = [
  { workload: 'shop/web' },
  { workload: 'shop/backend' },
  { workload: 'edge/visitor' },
  { plaintext: true, ip: '203.0.113.9' },
];
const TOKENS = [undefined, { iss: ISSUER, sub: 'someone' }, { iss: 'https://else.example.com', sub: 'someone' }];
const call = fc.record({
  from: fc.constantFrom(...CALLERS),
  to: fc.constantFrom<object>(
    { service: 'shop/backend', port: 80 },
    { service: 'shop/backend', port: 5432 },
    { workload: 'shop/backend', port: 8080 },
    { workload: 'shop/web', port: 8080 },
    { host: 'rates.example.com', port: 443, ip: '198.51.100.7' },
    { host: 'else.example.com', port: 443, ip: '192.0.2.7' },
  ),
  request: fc.record({
    method: fc.constantFrom('GET', 'POST'),
    path: fc.constantFrom('/api/x', '/secure/x', '/'),
    token: fc.constantFrom(...TOKENS),
  }),
});
const calls = fc.array(call, { minLength: 10, maxLength: 20 });
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

function dataPlaneOf(plane: Plane): DataPlane {
  switch (plane) {
    case 'sidecar':
      return DataPlane.sidecar();
    case 'ambient':
      return DataPlane.ambient();
    case 'waypoint':
      return DataPlane.ambientWithWaypoint();
  }
}

const OPERATIONS = {
  http: Operation.ports(8080),
  sql: Operation.ports(5432),
  get: Operation.of({ methods: ['GET'], ports: [8080] }),
  api: Operation.of({ paths: ['/api/*'], ports: [8080] }),
};

function objectsAt(stage: RolloutStage, plain: PlainApp): Manifest[] {
  const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
  if (plain.hasMesh) new MeshBaseline(chart, 'mesh', { stage });
  const shop = new ZeroTrustNamespace(chart, 'shop', { stage, dataPlane: dataPlaneOf(plain.plane) });
  const ports = [WorkloadPort.http(8080), WorkloadPort.tcp(5432)];
  const web = new ServiceIdentity(chart, 'web', { namespace: shop });
  const backend = new ServiceIdentity(chart, 'backend', { namespace: shop, ports });
  web.select({ app: 'web' });
  backend.select({ app: 'backend' });
  const sources: Record<string, Source> = {
    web: web.toSource(),
    shop: shop.toSource(),
    visitor: Source.principals('cluster.local/ns/edge/sa/visitor'),
    anyone: Source.anyone(),
  };
  plain.routes.forEach(({ action, from, to }, index) => {
    if (action === 'DENY' && to === undefined && from.includes('anyone')) return;
    const Route = action === 'ALLOW' ? AllowRoute : DenyRoute;
    new Route(chart, `route${index}`, {
      to: backend,
      from: from.map((name) => sources[name] as Source),
      ...(to === undefined ? {} : { operations: [OPERATIONS[to as keyof typeof OPERATIONS]] }),
    });
  });
  if (plain.isProtected && plain.plane !== 'ambient') {
    const issuers = [{ issuer: ISSUER, jwksUri: `${ISSUER}/keys` }];
    new JwtProtectedApi(chart, 'api', { target: backend, issuers, paths: ['/secure/*'] });
  }
  if (plain.hasOwnMode) new MutualTls(chart, 'mtls', { target: backend });
  if (plain.hasEgress && plain.plane === 'sidecar') {
    const hosts = ['rates.example.com'];
    const ways = { hosts, ports: [EgressPort.tls()], addresses: ['198.51.100.0/24'] };
    new EgressRoute(chart, 'rates', { namespace: shop, from: [web], ...ways });
  }
  if (plain.isIsolated) new NetworkIsolation(chart, 'network', { namespace: shop });
  addWorkloads(chart);
  return objectsOf(App.of(chart) as App);
}

function addWorkloads(chart: Chart): void {
  new ApiObject(chart, 'edge-namespace', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'edge', labels: { 'istio-injection': 'enabled' } },
  });
  for (const [namespace, name] of [
    ['shop', 'web'],
    ['shop', 'backend'],
    ['edge', 'visitor'],
  ] as const) {
    const containers = [{ name: 'app', ports: [8080, 5432].map((containerPort) => ({ containerPort })) }];
    const template = {
      metadata: { labels: { app: name } },
      spec: { serviceAccountName: name, containers },
    };
    const spec = { template };
    new ApiObject(chart, `${name}-pods`, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace },
      spec,
    });
  }
  new ApiObject(chart, 'service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'backend' },
    spec: {
      selector: { app: 'backend' },
      ports: [
        { name: 'http', port: 80, targetPort: 8080 },
        { name: 'tcp', port: 5432 },
      ],
    },
  });
}

/** What was there before the library: the workloads, and what brings them into the mesh. */
const RUNNING = ['Namespace', 'Deployment', 'Service', 'ServiceAccount', 'Gateway'];

function judge(objects: readonly Manifest[]): (call: Call) => Verdict {
  const decide = evaluator(readMesh(objects as object[]));
  return ({ from, to, request: { token, ...rest } }) => {
    const isHttp = !('host' in to) && (to as { port: number }).port !== 5432;
    const request = token === undefined ? rest : { ...rest, token };
    return decide(readCase({ from, to, ...(isHttp ? { request } : {}) }));
  };
}

const RUNS = { numRuns: 25 };
const everybody = [...identified, 'anyone'];

describe.each(PLANES)('%s', (plane) => {
  test('at OBSERVE every call is decided as without the policies', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(appOn(plane, everybody), calls, (plain, some) => {
        const objects = objectsAt(OBSERVE, plain);
        const [observed, running] = [judge(objects), judge(objects.filter(({ kind }) => RUNNING.includes(kind)))];
        for (const each of some) {
          const { verdict } = observed(each);
          seen.add(verdict);
          expect({ each, verdict }).toEqual({ each, verdict: running(each).verdict });
        }
      }),
      RUNS,
    );
    expect([seen.has('allow'), seen.has('deny')]).toEqual([true, false]);
  });

  test('at DENY callers with an identity may do what they may at STRICT', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(appOn(plane, everybody), calls, (plain, some) => {
        const [denied, strict] = [judge(objectsAt(DENY, plain)), judge(objectsAt(STRICT, plain))];
        for (const each of some.filter(({ from }) => !('plaintext' in from))) {
          const { verdict } = denied(each);
          seen.add(verdict);
          expect({ each, verdict }).toEqual({ each, verdict: strict(each).verdict });
        }
      }),
      RUNS,
    );
    expect([seen.has('allow'), seen.has('deny')]).toEqual([true, true]);
  });

  test('at DENY routes that name identities open nothing to plaintext, which arrives and is refused by them', () => {
    const layers = new Set<string>();
    const plaintext = { plaintext: true, ip: '10.0.0.9' };
    const to = { workload: 'shop/backend', port: 8080 };
    fc.assert(
      fc.property(appOn(plane, identified), call, (plain, { request }) => {
        const app = { ...plain, isProtected: false, isIsolated: false };
        const refused = { from: plaintext, to, request: { ...request, token: undefined } };
        const [denied, strict] = [judge(objectsAt(DENY, app)), judge(objectsAt(STRICT, app))];
        for (const [stage, verdict] of Object.entries({ denied: denied(refused), strict: strict(refused) })) {
          expect(verdict.verdict).toBe('deny');
          layers.add(`${stage} ${'layer' in verdict ? verdict.layer : ''}`);
        }
      }),
      RUNS,
    );
    expect([...layers].sort()).toEqual(['denied authorization', 'strict mtls']);
  });

  test.each([
    [OBSERVE, DENY],
    [DENY, STRICT],
    [STRICT, DENY],
    [DENY, OBSERVE],
  ])('from %s to %s no call is refused in between that both allow, and none allowed that both refuse', (from, to) => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(appOn(plane, everybody), calls, fc.infiniteStream(fc.nat()), (plain, some, numbers) => {
        const [before, after] = [objectsAt(from, plain), objectsAt(to, plain)];
        const [first, last] = [judge(before), judge(after)];
        const states = statesBetween(before, after, (steps) => shuffled(steps, numbers)).map(judge);
        for (const each of some) {
          // a host that nobody declares is undecided: it may answer, and must not be refused
          const [was, is] = [first, last].map((decide) => decide(each).verdict === 'deny');
          if (was !== is) continue;
          seen.add(was === true ? 'refused' : 'not refused');
          for (const between of states) {
            const { verdict, because } = between(each);
            expect({ each, because, isRefused: verdict === 'deny' }).toEqual({ each, because, isRefused: was });
          }
        }
      }),
      RUNS,
    );
    expect(seen.has('not refused')).toBe(true);
  });
});

function shuffled<T>(steps: readonly T[], numbers: Iterator<number>): T[] {
  return steps
    .map((step) => ({ step, at: numbers.next().value as number }))
    .sort((a, b) => a.at - b.at)
    .map(({ step }) => step);
}
