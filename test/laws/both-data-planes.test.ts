/** An app means the same with sidecars as with a waypoint, and nobody gets past the waypoint. */
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import {
  AllowRoute,
  Condition,
  DataPlane,
  DenyRoute,
  JwtProtectedApi,
  Operation,
  ServiceIdentity,
  Source,
  Waypoint,
  WaypointTraffic,
  WorkloadPort,
  ZeroTrustNamespace,
} from '../../src';
import { evaluator } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';

const ISSUER = 'https://a.example.com';
const CALLERS = ['a/sa/x', 'a/sa/y', 'b/sa/x', 'shop/sa/backend'].map((rest) => `cluster.local/ns/${rest}`);
const WAYPOINT = 'cluster.local/ns/shop/sa/waypoint';

const sources = fc.uniqueArray(
  fc.constantFrom(
    Source.anyone(),
    Source.anyAuthenticated(),
    Source.principals(CALLERS[0] as string, '*/sa/y'),
    Source.namespaces('a'),
    Source.of({ principals: ['*'], notPrincipals: [CALLERS[1] as string] }),
    Source.of({ principals: ['*'], notNamespaces: ['b'] }),
    Source.of({ principals: ['*'], remoteIpBlocks: ['10.0.0.0/24'] }),
    Source.requestPrincipals(`${ISSUER}/*`),
  ),
  { minLength: 1, maxLength: 2 },
);
const someOf = (...values: Operation[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });
// not both in one route: a sidecar drops the whole rule on a TCP port, a waypoint does not see what it has no port for
const operations = fc.oneof(
  someOf(
    Operation.get('/a', '/b/*'),
    Operation.of({ notMethods: ['GET'], paths: ['/a*'] }),
    Operation.of({ paths: ['/b/*'], ports: [8080] }),
    Operation.of({ methods: ['GET'], ports: [8081] }),
    Operation.of({ methods: ['GET'], ports: [8080, 9090] }),
  ),
  someOf(
    Operation.ports(8080, 5432),
    Operation.ports(5432),
    Operation.of({ notPorts: [8081] }),
    Operation.ports(9090),
    Operation.ports(8081, 9090),
  ),
);
const conditions = fc.constantFrom<Condition[][]>(
  [],
  [],
  [Condition.header('x-version', { values: ['v1'] })],
  [Condition.of('source.principal', { notValues: [CALLERS[2] as string] })],
);
const route = fc.record({ action: fc.constantFrom('ALLOW', 'ALLOW', 'DENY'), sources, operations, conditions });
const plainApp = fc.record({ routes: fc.array(route, { maxLength: 5 }), isProtected: fc.boolean() });
type PlainApp = typeof plainApp extends fc.Arbitrary<infer T> ? T : never;

const request = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  path: fc.constantFrom('/a', '/b/c', '/secure/x'),
  headers: fc.constantFrom({ 'x-version': 'v1' }, {}),
  token: fc.option(fc.constantFrom({ iss: ISSUER, sub: 'someone' }), { nil: undefined }),
});
const caller = fc.record({
  identity: fc.constantFrom(...CALLERS),
  ip: fc.constantFrom('10.0.0.9', '10.0.1.9'),
});
const anyCaller = fc.oneof({ weight: 6, arbitrary: caller }, fc.constant({ plaintext: true, ip: '10.0.0.9' }));
const calls = (ports: readonly number[]) =>
  fc.array(fc.record({ from: anyCaller, port: fc.constantFrom(...ports), request }), { minLength: 10, maxLength: 30 });

/** What stands before the backend. */
type Plane = 'sidecar' | 'waypoint' | 'waypoint for pods';

function dataPlaneOf(plane: Plane): DataPlane {
  switch (plane) {
    case 'sidecar':
      return DataPlane.sidecar();
    case 'waypoint':
      return DataPlane.ambientWithWaypoint();
    case 'waypoint for pods':
      return DataPlane.ambient();
  }
}

/** The backend: two ports that a Service calls otherwise, one of TCP, and one that no Service exposes. */
function newChart(plane: Plane, { routes, isProtected }: PlainApp): Chart {
  const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
  const shop = new ZeroTrustNamespace(chart, 'shop', { dataPlane: dataPlaneOf(plane) });
  const ports = [8080, 8081, 9090].map((port) => WorkloadPort.http(port));
  const backend = new ServiceIdentity(chart, 'backend', {
    namespace: shop,
    ports: [...ports, WorkloadPort.tcp(5432)],
    ...(plane === 'waypoint for pods'
      ? { waypoint: new Waypoint(chart, 'waypoint', { namespace: shop, traffic: WaypointTraffic.WORKLOAD }) }
      : {}),
  });
  backend.select({ app: 'backend' });
  routes.forEach(({ action, sources: from, operations: what, conditions: when }, index) => {
    const Route = action === 'ALLOW' ? AllowRoute : DenyRoute;
    new Route(chart, `route${index}`, { to: backend, from, operations: what, conditions: when });
  });
  if (isProtected) {
    new JwtProtectedApi(chart, 'api', {
      target: backend,
      issuers: [{ issuer: ISSUER, jwksUri: `${ISSUER}/keys` }],
      paths: ['/secure/*'],
      ports: [8080, 8081],
    });
  }
  addWorkload(chart, plane === 'waypoint for pods' ? { 'istio.io/use-waypoint': 'waypoint' } : {});
  return chart;
}

function addWorkload(chart: Chart, more: object): void {
  new ApiObject(chart, 'service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'backend' },
    spec: {
      selector: { app: 'backend' },
      ports: [
        { name: 'http', port: 80, targetPort: 8080 },
        { name: 'http-more', port: 8080, targetPort: 8081 },
        { name: 'tcp', port: 5432 },
      ],
    },
  });
  const containers = [{ name: 'app', ports: [8080, 8081, 9090, 5432].map((containerPort) => ({ containerPort })) }];
  new ApiObject(chart, 'workload', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'backend' },
    spec: {
      template: {
        metadata: { labels: { app: 'backend', ...more } },
        spec: { serviceAccountName: 'backend', containers },
      },
    },
  });
}

interface PlainCall {
  readonly from: object;
  readonly port: number;
  readonly request: { readonly token: object | undefined };
}

type Judge = (to: object, call: PlainCall) => string;

/** Verdicts on calls to this target; undefined if the app is refused. */
function tryJudge(plane: Plane, plain: PlainApp): Judge | undefined {
  const objects = trySynth(newChart(plane, plain));
  if (objects === undefined) return undefined;
  const judge = evaluator(readMesh(objects));
  return (to, { from, port, request: { token, ...rest } }) => {
    const http = port === 5432 ? {} : { request: token === undefined ? rest : { ...rest, token } };
    return judge(readCase({ from, to: { ...to, port }, ...http })).verdict;
  };
}

function trySynth(chart: Chart): object[] | undefined {
  try {
    return Testing.synth(chart) as object[];
  } catch (error) {
    if ((error as Error).message.startsWith('Validation failed')) return undefined;
    throw error;
  }
}

const SERVICE = { service: 'shop/backend' };
const PODS = { workload: 'shop/backend' };
const RUNS = { numRuns: 120 };

/** Asks the law of every app that both data planes take, and of how many calls. */
function holds(
  asked: fc.Arbitrary<PlainCall[]>,
  law: (sidecar: Judge, ambient: Judge, call: PlainCall) => boolean,
  plane: Plane = 'waypoint',
): void {
  fc.assert(
    fc.property(plainApp, asked, (plain, some) => {
      const sidecar = tryJudge('sidecar', plain);
      const ambient = tryJudge(plane, plain);
      // both are told what is wrong, and ambient of more
      return sidecar === undefined || ambient === undefined || some.every((call) => law(sidecar, ambient, call));
    }),
    RUNS,
  );
}

test('a call to the Service is judged alike with sidecars and behind a waypoint', () => {
  const seen = new Set<string>();
  holds(calls([80, 8080, 5432]) as fc.Arbitrary<PlainCall[]>, (sidecar, ambient, call) => {
    const verdict = ambient(SERVICE, call);
    seen.add(`${call.port} ${verdict}`);
    return verdict === sidecar(SERVICE, call);
  });
  expect([...seen].sort()).toEqual(['5432 allow', '5432 deny', '80 allow', '80 deny', '8080 allow', '8080 deny']);
});

test('a call to a pod is judged alike with sidecars and behind a waypoint for pods, and one to the Service refused', () => {
  const seen = new Set<string>();
  const law = (sidecar: Judge, ambient: Judge, call: PlainCall): boolean => {
    const verdict = ambient(PODS, call);
    seen.add(`${call.port} ${verdict}`);
    const isService = [8080, 5432].includes(call.port);
    return verdict === sidecar(PODS, call) && (!isService || ambient(SERVICE, call) === 'deny');
  };
  holds(calls([8080, 9090, 5432]) as fc.Arbitrary<PlainCall[]>, law, 'waypoint for pods');
  expect([...seen].sort()).toEqual(['5432 allow', '5432 deny', '8080 allow', '8080 deny', '9090 allow', '9090 deny']);
});

test('nobody but the waypoint calls the pods on a port that a Service exposes', () => {
  const fromWaypoint = { identity: WAYPOINT };
  const seen = new Set<string>();
  holds(calls([8080, 8081, 5432]) as fc.Arbitrary<PlainCall[]>, (_sidecar, ambient, call) => {
    seen.add(ambient(PODS, { ...call, from: fromWaypoint }));
    return ambient(PODS, call) === 'deny';
  });
  // the twin: the waypoint does, once there is a route
  expect([...seen].sort()).toEqual(['allow', 'deny']);
});

test('on a port that no Service exposes ambient lets nobody in whom sidecars would refuse', () => {
  const seen = new Set<string>();
  holds(calls([9090]) as fc.Arbitrary<PlainCall[]>, (sidecar, ambient, call) => {
    const verdict = ambient(PODS, call);
    seen.add(verdict);
    return verdict === 'deny' || sidecar(PODS, call) === 'allow';
  });
  expect([...seen].sort()).toEqual(['allow', 'deny']);
});
