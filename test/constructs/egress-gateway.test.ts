/** What the objects of an egress gateway mean: who may call which host outside, and by which way. */
import { ApiObject, App, Chart } from 'cdk8s';
import {
  EgressGateway,
  EgressPort,
  EgressRoute,
  type EgressRouteProps,
  NetworkIsolation,
  ServiceIdentity,
  ZeroTrustNamespace,
} from '../../src';
import type { CaseRequest } from '../../src/cases/case-request';
import { withMesh } from '../../src/jest';

interface World {
  readonly app: App;
  readonly chart: Chart;
  readonly shop: ZeroTrustNamespace;
  readonly egress: ZeroTrustNamespace;
  readonly gateway: EgressGateway;
  readonly orders: ServiceIdentity;
  readonly web: ServiceIdentity;
}

/** Two callers in `shop`, and an egress gateway as Istio's chart installs it. */
function newWorld(): World {
  const app = new App();
  const chart = new Chart(app, 'chart');
  const shop = new ZeroTrustNamespace(chart, 'shop');
  const egress = new ZeroTrustNamespace(chart, 'istio-egress');
  const gateway = new EgressGateway(chart, 'egress', { namespace: 'istio-egress', serviceAccount: 'egressgateway' });
  const identityOf = (name: string, namespace = shop): ServiceIdentity => {
    const identity = new ServiceIdentity(chart, `${namespace.namespaceName}-${name}`, { namespace, name });
    identity.select({ app: name });
    pods(chart, namespace.namespaceName, name, { app: name });
    return identity;
  };
  pods(chart, 'istio-egress', 'egressgateway', { istio: 'egressgateway' }, { 'inject.istio.io/templates': 'gateway' });
  new ApiObject(chart, 'egress-service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'istio-egressgateway', namespace: 'istio-egress' },
    spec: { selector: { istio: 'egressgateway' }, ports: [{ name: 'https', port: 443, targetPort: 8443 }] },
  });
  return { app, chart, shop, egress, gateway, orders: identityOf('orders'), web: identityOf('web') };
}

function pods(chart: Chart, namespace: string, name: string, labels: object, annotations: object = {}): void {
  new ApiObject(chart, `${namespace}-${name}-pods`, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations },
        spec: { serviceAccountName: name, containers: [{ name: 'main', image: 'main' }] },
      },
    },
  });
}

const HOST = 'api.example.com';
function addRoute({ chart, shop, orders, gateway }: World, props: Partial<EgressRouteProps> = {}): void {
  new EgressRoute(chart, 'way-out', {
    namespace: shop,
    from: [orders],
    hosts: [HOST],
    ports: [EgressPort.tls()],
    gateway,
    ...props,
  });
}

const tls = (caller: string, host = HOST): CaseRequest => ({
  from: { workload: `shop/${caller}` },
  to: { host, port: 443 },
  request: { tcp: true, sni: host },
});
const http = (caller: string): CaseRequest => ({
  from: { workload: `shop/${caller}` },
  to: { host: HOST, port: 80 },
  request: { path: '/v1' },
});
const asGateway = (caller: string, sni = HOST): CaseRequest => ({
  from: { identity: `cluster.local/ns/shop/sa/${caller}` },
  to: { gateway: 'istio-egress/egress', port: 443 },
  request: { tcp: true, sni },
});

test('TLS of the caller leaves by the gateway, which knows who it is', () => {
  const world = newWorld();
  addRoute(world);
  const mesh = withMesh(world.app);
  expect(mesh).toHaveNoFindings();
  expect(mesh).toAllow(tls('orders'));
  expect(mesh).toDeny(tls('web'), { layer: 'network' }); // its own proxy does not know the host
  expect(mesh).toAllow(asGateway('orders'));
  expect(mesh).toDeny(asGateway('web'), { layer: 'authorization' });
  expect(mesh).toDeny(asGateway('orders', 'other.example.com'), { layer: 'network' });
});

test('HTTP of the caller leaves by the gateway, which does TLS', () => {
  const world = newWorld();
  addRoute(world, { ports: [EgressPort.httpToTls()] });
  const mesh = withMesh(world.app);
  expect(mesh).toHaveNoFindings();
  expect(mesh).toAllow(http('orders'));
  expect(mesh).toDeny(http('web'), { layer: 'network' });
  const other = { ...asGateway('orders'), request: { host: 'other.example.com', sni: HOST } };
  expect(mesh).toDeny(other, { layer: 'authorization' });
});

test('a route without `from` is for every workload of its namespace, and for no other', () => {
  const world = newWorld();
  new EgressRoute(world.chart, 'way-out', {
    namespace: world.shop,
    hosts: [HOST],
    ports: [EgressPort.tls()],
    gateway: world.gateway,
  });
  const mesh = withMesh(world.app);
  expect(mesh).toAllow(tls('web'));
  expect(mesh).toDeny(
    { ...asGateway('web'), from: { identity: 'cluster.local/ns/other/sa/web' } },
    { layer: 'authorization' },
  );
});

test('two routes share a gateway, and neither opens the hosts of the other', () => {
  const world = newWorld();
  addRoute(world);
  new EgressRoute(world.chart, 'other-way', {
    namespace: world.shop,
    from: [world.web],
    hosts: ['other.example.com'],
    ports: [EgressPort.tls()],
    gateway: world.gateway,
  });
  const mesh = withMesh(world.app);
  expect(mesh).toHaveNoFindings();
  expect(mesh).toAllow(tls('orders'));
  expect(mesh).toAllow(tls('web', 'other.example.com'));
  expect(mesh).toAllow(asGateway('web', 'other.example.com'));
  expect(mesh).toDeny(asGateway('web'), { layer: 'authorization' });
  expect(mesh).toDeny(tls('orders', 'other.example.com'), { layer: 'network' });
});

describe('where the network is closed', () => {
  function isolated(addresses?: string[]): World {
    const world = newWorld();
    addRoute(world, addresses === undefined ? {} : { addresses });
    new NetworkIsolation(world.chart, 'shop-network', { namespace: world.shop });
    new NetworkIsolation(world.chart, 'egress-network', { namespace: world.egress });
    return world;
  }

  test('the callers come to the gateway and no further, and the gateway to the addresses of the host', () => {
    const open = withMesh(isolated(['0.0.0.0/0', '::/0']).app);
    expect(open).toAllow(tls('orders'));
    expect(open).toHaveNoFindings();
    const mesh = withMesh(isolated(['203.0.113.0/24']).app);
    expect(mesh).toHaveNoFindings();
    const straight = (workload: string, ip: string): CaseRequest => ({
      from: { workload },
      to: { host: HOST, port: 443, ip },
      request: { tcp: true, sni: HOST },
    });
    expect(mesh).toAllow(straight('istio-egress/egressgateway', '203.0.113.7'));
    expect(mesh).toDeny(straight('istio-egress/egressgateway', '198.51.100.7'), { layer: 'network' });
  });

  test('whoever goes past its own proxy comes nowhere', () => {
    const leaky = (world: World): World => {
      const past = { 'traffic.sidecar.istio.io/excludeOutboundPorts': '443' };
      pods(world.chart, 'shop', 'leaky', { app: 'orders', leaks: 'yes' }, past);
      return world;
    };
    const open = newWorld();
    addRoute(open);
    expect(withMesh(leaky(open).app)).toAllow(tls('leaky'));
    expect(withMesh(leaky(isolated(['203.0.113.0/24'])).app)).toDeny(
      { ...tls('leaky'), to: { host: HOST, port: 443, ip: '203.0.113.7' } },
      { layer: 'network' },
    );
  });

  test('without addresses no call would leave, which is said', () => {
    expect(() => isolated().app.synthYaml()).toThrow(
      "[chart/egress-network] `chart/way-out` opens `api.example.com` to pods of namespace `istio-egress` that this isolates, and a NetworkPolicy knows addresses only, so that no call would leave; give the route `addresses`, such as `['203.0.113.0/24']`, or `['0.0.0.0/0', '::/0']` for wherever the host may be",
    );
  });
});

describe('one host in routes of two namespaces', () => {
  function twice(gatewayOf: (world: World) => EgressGateway | undefined): World {
    const world = newWorld();
    addRoute(world);
    const other = new ZeroTrustNamespace(world.chart, 'other');
    pods(world.chart, 'other', 'jobs', { app: 'jobs' });
    const jobs = new ServiceIdentity(world.chart, 'jobs', { namespace: other });
    jobs.select({ app: 'jobs' });
    const gateway = gatewayOf(world);
    new EgressRoute(world.chart, 'other-way', {
      namespace: other,
      from: [jobs],
      hosts: [HOST],
      ports: [EgressPort.tls()],
      ...(gateway === undefined ? {} : { gateway }),
    });
    return world;
  }
  const jobs = { ...tls('orders'), from: { workload: 'other/jobs' } };

  test('each has its own, and its own way', () => {
    const mesh = withMesh(twice(() => undefined).app);
    expect(mesh).toAllow(tls('orders'));
    expect(mesh).toAllow(jobs);
    expect(mesh).toDeny({ ...jobs, to: { host: 'b.example.com', port: 443 } }, { layer: 'network' });
  });

  test('one gateway could not tell them apart', () => {
    expect(() => twice(({ gateway }) => gateway).app.synthYaml()).toThrow(
      '[chart/other-way] host `api.example.com` is declared by `chart/way-out` already for the gateways of namespace `istio-egress`, which could not tell the two apart; use a gateway in a namespace of its own, or none',
    );
  });
});
