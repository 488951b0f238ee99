import { ApiObject, App, Chart } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import {
  DataPlane,
  DenyRoute,
  JwtProtectedApi,
  Operation,
  ServiceIdentity,
  type ServiceIdentityProps,
  Source,
  Waypoint,
  WaypointTraffic,
  WorkloadPort,
  ZeroTrustNamespace,
} from '../../src';
import { evaluate } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { meshOf } from '../../src/policy/synthesized';
import { type Manifest, manifestOf, manifestsOf, problemsOf } from './manifests';

const frontend = Source.principals('cluster.local/ns/shop/sa/frontend');

function newChart(): { app: App; chart: Chart } {
  const app = new App();
  return { app, chart: new Chart(app, 'chart', { namespace: 'shop' }) };
}

function newBackend(chart: Chart, namespace: ZeroTrustNamespace, props: Partial<ServiceIdentityProps> = {}) {
  const ports = [WorkloadPort.http(8080), WorkloadPort.http(9090)];
  return new ServiceIdentity(chart, 'backend', { namespace, ports, ...props });
}

/** A Deployment that runs as the identity, and a Service of this name before its port 8080. */
function run(chart: Chart, identity: ServiceIdentity, service: string | undefined = identity.serviceAccountName) {
  const name = identity.serviceAccountName;
  const containers = [{ image: 'app', ports: [8080, 9090].map((number) => ({ number, name: `http-${number}` })) }];
  const deployment = new Deployment(chart, `${name}-deployment`, { metadata: { name }, containers });
  identity.attachTo(deployment);
  if (service !== '')
    deployment.exposeViaService({ name: service, ports: [{ name: 'http', port: 80, targetPort: 8080 }] });
  return deployment;
}

/** The shop with a backend behind a waypoint of the namespace, which the frontend may read. */
function newShop(dataPlane = DataPlane.ambientWithWaypoint()) {
  const { app, chart } = newChart();
  const shop = new ZeroTrustNamespace(chart, 'shop', { dataPlane });
  const backend = newBackend(chart, shop);
  run(chart, backend);
  backend.allowFrom(frontend, Operation.get('/data'));
  return { app, chart, shop, backend };
}

const targetsOf = ({ spec }: Manifest): unknown[] =>
  (spec.targetRefs as { kind: string; name: string }[]).map(({ kind, name }) => `${kind} ${name}`);
const answerTo = (app: App, to: object, request = { method: 'GET', path: '/data' }, from: object = FRONTEND) =>
  evaluate(meshOf(app), readCase({ from, to, request }));
const FRONTEND = { identity: 'cluster.local/ns/shop/sa/frontend' };
const SERVICE = { service: 'shop/backend', port: 80 };
const PODS = { workload: 'shop/backend', port: 8080 };

describe('a waypoint of the namespace', () => {
  test('is chosen by the labels of the namespace, for calls of gateways too', () => {
    // before Istio 1.30 gateways look at the labels of Services only
    expect(manifestOf(newShop().app, 'Service', 'backend').metadata.labels).toEqual({
      'istio.io/ingress-use-waypoint': 'true',
    });
    expect(manifestOf(newShop().app, 'Namespace', 'shop').metadata.labels).toEqual({
      'istio.io/dataplane-mode': 'ambient',
      'istio.io/use-waypoint': 'waypoint',
      'istio.io/ingress-use-waypoint': 'true',
    });
  });

  test('may have another name, and be for pods too', () => {
    const dataPlane = DataPlane.ambientWithWaypoint({ name: 'guard', traffic: WaypointTraffic.ALL });
    const { app, shop } = newShop(dataPlane);
    expect(manifestOf(app, 'Gateway', 'guard').metadata.labels).toEqual({ 'istio.io/waypoint-for': 'all' });
    expect(manifestOf(app, 'Namespace', 'shop').metadata.labels).toMatchObject({ 'istio.io/use-waypoint': 'guard' });
    expect(shop.waypoint?.principal).toBe('cluster.local/ns/shop/sa/guard');
    // calls to the pods go through it, too, and end there: rules are attached to Services
    expect(answerTo(app, SERVICE).verdict).toBe('allow');
    expect(answerTo(app, PODS)).toMatchObject({ verdict: 'deny', point: 'waypoint' });
  });

  test('is closed by default, as neither the namespace nor the mesh closes it', () => {
    const policy = manifestOf(newShop().app, 'AuthorizationPolicy', 'waypoint-allow-nothing');
    expect(policy.spec).toEqual({
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' }],
    });
  });

  test('comes before the routes, and after the namespace is closed', () => {
    const { app } = newShop();
    const waves = manifestsOf(app).flatMap(({ kind, metadata: { name, annotations = {} } }) => {
      const wave = annotations['argocd.argoproj.io/sync-wave'];
      return wave === undefined ? [] : [`${wave} ${kind}/${name}`];
    });
    expect(waves.sort((a, b) => parseInt(a) - parseInt(b))).toEqual([
      '-30 Namespace/shop',
      '-25 ServiceAccount/backend',
      '-20 PeerAuthentication/default',
      '-20 AuthorizationPolicy/allow-nothing',
      '-20 AuthorizationPolicy/waypoint-allow-nothing',
      '-12 Gateway/waypoint',
      '-10 AuthorizationPolicy/backend-allow',
      '-10 AuthorizationPolicy/backend-lock',
    ]);
  });

  test('has no lock before it until somebody may call', () => {
    const { app, chart } = newChart();
    const shop = new ZeroTrustNamespace(chart, 'shop', { dataPlane: DataPlane.ambientWithWaypoint() });
    run(chart, newBackend(chart, shop));
    expect(manifestsOf(app).map(({ metadata }) => metadata.name)).not.toContain('backend-lock');
    expect(answerTo(app, PODS, undefined, { identity: String(shop.waypoint?.principal) }).verdict).toBe('deny');
  });
});

describe('rules at a waypoint', () => {
  test('are attached to the Service and speak of its ports', () => {
    const { app, chart, backend } = newShop();
    new DenyRoute(chart, 'no-admin', { to: backend, operations: [Operation.of({ paths: ['/admin*'] })] });
    new JwtProtectedApi(chart, 'secure', {
      target: backend,
      issuers: [{ issuer: 'https://a.example.com', jwksUri: 'https://a.example.com/keys' }],
      paths: ['/secure/*'],
      ports: [8080],
    });
    const policies = ['backend-allow', 'backend-deny'].map((name) => manifestOf(app, 'AuthorizationPolicy', name));
    const tokens = manifestOf(app, 'RequestAuthentication', 'backend-jwt');
    for (const object of [...policies, tokens]) expect(targetsOf(object)).toEqual(['Service backend']);
    const ports = policies.flatMap(({ spec }) =>
      (spec.rules as { to: { operation: { ports: string[] } }[] }[]).flatMap(({ to }) =>
        to.flatMap(({ operation }) => operation.ports),
      ),
    );
    expect(new Set(ports)).toEqual(new Set(['80']));
  });

  test('hold for every Service that leads to the pods, but a headless one, which leads past the waypoint', () => {
    const { app, chart } = newShop();
    const service = (name: string, spec: object) =>
      new ApiObject(chart, name, { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
    service('again', { selector: { app: 'backend' }, ports: [{ name: 'http', port: 8000, targetPort: 8080 }] });
    service('headless', { clusterIP: 'None', selector: { app: 'backend' }, ports: [{ name: 'http', port: 8080 }] });
    service('of-others', { selector: { app: 'frontend' }, ports: [{ name: 'http', port: 80 }] });
    const policy = manifestOf(app, 'AuthorizationPolicy', 'backend-allow');
    expect(targetsOf(policy)).toEqual(['Service again', 'Service backend']);
    expect(policy.spec.rules[0].to[0].operation.ports).toEqual(['80', '8000']);
    expect(answerTo(app, { service: 'shop/again', port: 8000 }).verdict).toBe('allow');
  });

  test('know a Service that is written elsewhere by what they are told of it', () => {
    const { app, chart } = newChart();
    const shop = new ZeroTrustNamespace(chart, 'shop', { dataPlane: DataPlane.ambientWithWaypoint() });
    const services = [{ name: 'api', ports: [{ port: 443, targetPort: 8080 }] }];
    const backend = newBackend(chart, shop, { services });
    backend.select({ app: 'backend' });
    backend.allowFrom(frontend, Operation.get('/data'));
    const policy = manifestOf(app, 'AuthorizationPolicy', 'backend-allow');
    expect(targetsOf(policy)).toEqual(['Service api']);
    expect(policy.spec.rules[0].to[0].operation.ports).toEqual(['443']);
  });

  test('a workload that nobody calls keeps its policy, which is closed', () => {
    const { app, chart, shop } = newShop();
    const job = new ServiceIdentity(chart, 'job', { namespace: shop });
    run(chart, job, '');
    expect(manifestOf(app, 'AuthorizationPolicy', 'job-allow').spec).toEqual({
      action: 'ALLOW',
      selector: { matchLabels: { app: 'job' } },
    });
  });
});

describe('the lock', () => {
  test('lets the waypoint in, on the ports that a Service exposes, and nobody else', () => {
    const { app } = newShop();
    expect(manifestOf(app, 'AuthorizationPolicy', 'backend-lock').spec).toEqual({
      action: 'ALLOW',
      selector: { matchLabels: { app: 'backend' } },
      rules: [
        {
          from: [{ source: { principals: ['cluster.local/ns/shop/sa/waypoint'] } }],
          to: [{ operation: { ports: ['8080'] } }],
        },
      ],
    });
    expect(answerTo(app, SERVICE).verdict).toBe('allow');
    expect(answerTo(app, PODS)).toMatchObject({ verdict: 'deny', point: 'ztunnel', layer: 'authorization' });
  });

  test('opens a port that no Service exposes to those whom a route without HTTP names', () => {
    const { app, backend } = newShop();
    const metrics = { workload: 'shop/backend', port: 9090 };
    expect(answerTo(app, metrics).verdict).toBe('deny');
    backend.allowFrom(frontend, Operation.ports(9090));
    expect(answerTo(app, metrics)).toMatchObject({ verdict: 'allow', point: 'ztunnel' });
    expect(answerTo(app, metrics, undefined, { identity: 'cluster.local/ns/shop/sa/other' }).verdict).toBe('deny');
    expect(manifestOf(app, 'AuthorizationPolicy', 'backend-allow').spec.rules).toHaveLength(1);
  });
});

describe('a waypoint of several namespaces', () => {
  function newShops() {
    const { app, chart } = newChart();
    const infra = new ZeroTrustNamespace(chart, 'infra');
    const waypoint = new Waypoint(chart, 'shared', { namespace: infra });
    const dataPlane = DataPlane.ambientBehind(waypoint);
    const [shop] = ['shop', 'books'].map((name) => new ZeroTrustNamespace(chart, name, { dataPlane }));
    const backend = newBackend(chart, shop as ZeroTrustNamespace);
    run(chart, backend);
    backend.allowFrom(frontend, Operation.get('/data'));
    return app;
  }

  test('takes these namespaces, and they choose it by labels', () => {
    const app = newShops();
    expect(manifestOf(app, 'Gateway', 'shared').spec.listeners[0].allowedRoutes).toEqual({
      namespaces: {
        from: 'Selector',
        selector: {
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['books', 'shop'] }],
        },
      },
    });
    expect(manifestOf(app, 'Namespace', 'books').metadata.labels).toMatchObject({
      'istio.io/use-waypoint': 'shared',
      'istio.io/use-waypoint-namespace': 'infra',
    });
  });

  test('enforces the routes to each, and is whom their locks let in', () => {
    const app = newShops();
    expect(answerTo(app, SERVICE)).toMatchObject({ verdict: 'allow' });
    expect(answerTo(app, SERVICE, { method: 'PUT', path: '/data' })).toMatchObject({
      verdict: 'deny',
      point: 'waypoint',
    });
    expect(answerTo(app, PODS, undefined, { identity: 'cluster.local/ns/infra/sa/shared' }).verdict).toBe('allow');
    expect(answerTo(app, PODS).verdict).toBe('deny');
  });

  test('may exist already, and then nothing is written for it', () => {
    const { app, chart } = newChart();
    const reference = { name: 'theirs', namespace: 'infra', serviceAccountName: 'runs-as', trustDomain: 'example.org' };
    const waypoint = Waypoint.fromName(chart, 'theirs', reference);
    expect(manifestsOf(app)).toEqual([]);
    expect(waypoint.toSource()).toEqual(Source.identities(waypoint));
    expect(waypoint.principals).toEqual(['example.org/ns/infra/sa/runs-as']);
  });
});

describe('a waypoint of one identity', () => {
  function newShopWith(traffic: WaypointTraffic) {
    const { app, chart } = newChart();
    const shop = new ZeroTrustNamespace(chart, 'shop', { dataPlane: DataPlane.ambient() });
    const waypoint = new Waypoint(chart, 'guard', { namespace: shop, traffic });
    const backend = newBackend(chart, shop, { waypoint });
    run(chart, backend);
    backend.allowFrom(frontend, Operation.get('/data'));
    const store = new ServiceIdentity(chart, 'store', { namespace: shop, ports: [WorkloadPort.http(8080)] });
    run(chart, store);
    store.allowFrom(frontend);
    return { app, chart, shop };
  }

  test('is chosen by the Services that lead to it, and the rest of the namespace is left to ztunnel', () => {
    const { app } = newShopWith(WaypointTraffic.SERVICE);
    expect(manifestOf(app, 'Service', 'backend').metadata.labels).toEqual({
      'istio.io/use-waypoint': 'guard',
      'istio.io/ingress-use-waypoint': 'true',
    });
    expect(manifestOf(app, 'Service', 'store').metadata.labels).toBeUndefined();
    expect(answerTo(app, SERVICE)).toMatchObject({ verdict: 'allow' });
    expect(answerTo(app, SERVICE, { method: 'PUT', path: '/data' })).toMatchObject({
      verdict: 'deny',
      point: 'waypoint',
    });
    expect(answerTo(app, PODS)).toMatchObject({ verdict: 'deny', point: 'ztunnel' });
    expect(answerTo(app, { workload: 'shop/store', port: 8080 })).toMatchObject({ verdict: 'allow', point: 'ztunnel' });
  });

  test('for pods is chosen by them, and judges the calls to their own addresses by their own ports', () => {
    const { app } = newShopWith(WaypointTraffic.WORKLOAD);
    const policy = manifestOf(app, 'AuthorizationPolicy', 'backend-allow');
    expect(targetsOf(policy)).toEqual(['Gateway guard']);
    expect(policy.spec.rules[0].to[0].operation.ports).toEqual(['8080', '9090']);
    expect(manifestOf(app, 'Service', 'backend').metadata.labels).toBeUndefined();
    expect(manifestOf(app, 'Deployment', 'backend').spec.template.metadata.labels).toMatchObject({
      'istio.io/use-waypoint': 'guard',
    });
    expect(answerTo(app, PODS)).toMatchObject({ verdict: 'allow' });
    expect(answerTo(app, PODS, { method: 'PUT', path: '/data' })).toMatchObject({ verdict: 'deny', point: 'waypoint' });
    // a call to a Service goes past a waypoint for pods
    expect(answerTo(app, SERVICE)).toMatchObject({ verdict: 'deny', point: 'ztunnel' });
  });

  test('is written alike at the second synth', () => {
    const { app } = newShopWith(WaypointTraffic.SERVICE);
    expect(problemsOf(app)).toEqual([]);
    expect(manifestsOf(app)).toEqual(manifestsOf(app));
  });
});

describe('a caller with a sidecar, which goes past the waypoint', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  beforeEach(() => warn.mockClear());
  afterAll(() => warn.mockRestore());

  /** A caller in a namespace of this data plane. */
  function callerIn(chart: Chart, dataPlane: DataPlane): ServiceIdentity {
    const namespace = new ZeroTrustNamespace(chart, 'edge', { dataPlane });
    return new ServiceIdentity(chart, 'caller', { namespace });
  }

  test('is granted something in vain, which is told', () => {
    const { app, chart, backend } = newShop();
    backend.allowFrom(callerIn(chart, DataPlane.sidecar()), Operation.get('/data'));
    expect(problemsOf(app)).toEqual([]);
    expect(warn.mock.calls).toEqual([
      [
        'warning: [chart/backend] `edge/caller` is of a namespace with sidecars, which call past waypoint `waypoint`, and the lock of `backend` lets nobody in but the waypoint, so that the grant is in vain; give `edge` the data plane `DataPlane.ambient()`, or `backend` no waypoint',
      ],
    ]);
    const sidecar = { identity: 'cluster.local/ns/edge/sa/caller' };
    expect(answerTo(app, PODS, undefined, sidecar)).toMatchObject({ verdict: 'deny', point: 'ztunnel' });
  });

  test.each([
    ['in ambient', (chart: Chart) => callerIn(chart, DataPlane.ambient())],
    [
      'of which no data plane is known',
      (chart: Chart) => ServiceIdentity.fromServiceAccount(chart, 'caller', { namespace: 'edge', name: 'caller' }),
    ],
    [
      'that is a gateway, which the Services lead to the waypoint',
      (chart: Chart) => {
        const gateway = callerIn(chart, DataPlane.sidecar());
        const podMetadata = { annotations: { 'inject.istio.io/templates': 'gateway' } };
        const metadata = { namespace: 'edge' };
        const containers = [{ image: 'auto' }];
        gateway.attachTo(new Deployment(chart, 'gateway', { metadata, podMetadata, containers }));
        return gateway;
      },
    ],
  ])('and one %s is not', (_, newCaller) => {
    const { app, chart, backend } = newShop();
    backend.allowFrom(newCaller(chart), Operation.get('/data'));
    expect(problemsOf(app)).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });
});
