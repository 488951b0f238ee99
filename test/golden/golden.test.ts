/** One small manifest per construct, to be read aloud. After an intended change: `UPDATE_GOLDEN=1 npx jest golden`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import { newProbedShop, PROBED_CASES } from '../constructs/probed-shop';
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
  EgressGateway,
  EgressPort,
  EgressRoute,
  IngressGateway,
  IngressPath,
  IngressRoute,
  IngressTls,
  JwtProtectedApi,
  MeshBaseline,
  MeshGateway,
  MtlsMode,
  MutualTls,
  NetworkIsolation,
  Operation,
  ServiceIdentity,
  Source,
  TrafficHost,
  TrafficPolicy,
  WorkloadPort,
  ZeroTrustNamespace,
} from '../../src';

/** An identity `backend` that serves HTTP, in namespace `shop`. */
function newBackend(chart: Chart): ServiceIdentity {
  const shop = ZeroTrustNamespace.fromName(chart, 'namespace', 'shop');
  const backend = new ServiceIdentity(chart, 'backend', { namespace: shop, ports: [WorkloadPort.http(8080)] });
  backend.select({ app: 'backend' });
  return backend;
}

/** A host with an open page, and an API that needs a token and arrives without its prefix. */
function newIngressRoute(chart: Chart, gateway: IngressGateway): void {
  const backend = newBackend(chart);
  new IngressRoute(chart, 'shop', {
    gateway,
    hosts: ['shop.example.com'],
    tls: IngressTls.secret('shop-tls'),
    rules: [
      { paths: [IngressPath.exact('/')], to: backend, port: 80, methods: ['GET'] },
      {
        paths: [IngressPath.prefix('/api')],
        to: backend,
        port: 80,
        rewrite: '/v1',
        issuers: [{ issuer: 'https://auth.example.com', audiences: ['shop'] }],
      },
    ],
  });
}

const REPOSITORY = 'https://git.example.com/shop/rendered.git';
const frontend = Source.principals('cluster.local/ns/shop/sa/frontend');
const GOLDENS: Record<string, (chart: Chart) => unknown> = {
  'zero-trust-namespace': (chart) => new ZeroTrustNamespace(chart, 'shop'),
  waypoint: (chart) => {
    const shop = new ZeroTrustNamespace(chart, 'shop', { dataPlane: DataPlane.ambientWithWaypoint() });
    const backend = new ServiceIdentity(chart, 'backend', {
      namespace: shop,
      ports: [WorkloadPort.http(8080)],
      services: [{ name: 'backend', ports: [{ port: 80, targetPort: 8080 }] }],
    });
    backend.select({ app: 'backend' });
    backend.allowFrom(frontend, Operation.get('/api/v1/data'));
  },
  'service-identity': newBackend,
  'allow-route': (chart) =>
    new AllowRoute(chart, 'read', {
      to: newBackend(chart),
      from: [frontend],
      operations: [Operation.get('/api/v1/data')],
      conditions: [Condition.header('x-api-version', { values: ['v1', 'v2'] })],
    }),
  'deny-route': (chart) =>
    new DenyRoute(chart, 'no-admin', {
      to: newBackend(chart),
      operations: [Operation.of({ paths: ['/admin', '/admin/*'] })],
    }),
  'jwt-protected-api': (chart) =>
    new JwtProtectedApi(chart, 'secure', {
      target: newBackend(chart),
      issuers: [
        {
          issuer: 'https://auth.example.com',
          jwksUri: 'https://auth.example.com/.well-known/jwks.json',
          audiences: ['api.example.com'],
          outputPayloadToHeader: 'x-jwt-payload',
          claims: [
            { claim: ['role'], anyOf: ['admin', 'user'] },
            { claim: ['sub'], noneOf: ['blocked-user'] },
          ],
        },
      ],
      paths: ['/api/secure/*'],
    }),
  'egress-route': (chart) => {
    const shop = ZeroTrustNamespace.fromName(chart, 'namespace', 'shop');
    const orders = new ServiceIdentity(chart, 'orders', { namespace: shop });
    orders.select({ app: 'orders' });
    new EgressRoute(chart, 'payment-provider', {
      namespace: shop,
      from: [orders],
      hosts: ['api.pay.example.com'],
      ports: [EgressPort.tls(), EgressPort.httpToTls()],
    });
  },
  'egress-gateway': (chart) => {
    const shop = ZeroTrustNamespace.fromName(chart, 'namespace', 'shop');
    const orders = new ServiceIdentity(chart, 'orders', { namespace: shop });
    orders.select({ app: 'orders' });
    const gateway = new EgressGateway(chart, 'egress', { namespace: 'istio-egress', serviceAccount: 'egressgateway' });
    const throughIt = { namespace: shop, from: [orders], gateway };
    new EgressRoute(chart, 'ledger', { ...throughIt, hosts: ['ledger.example.com'], ports: [EgressPort.tls()] });
    new EgressRoute(chart, 'rates', { ...throughIt, hosts: ['rates.example.com'], ports: [EgressPort.httpToTls()] });
  },
  'ingress-route': (chart) =>
    newIngressRoute(
      chart,
      new IngressGateway(chart, 'public', { namespace: ZeroTrustNamespace.fromName(chart, 'edge', 'edge') }),
    ),
  'ingress-route-istio': (chart) =>
    newIngressRoute(
      chart,
      IngressGateway.istio(chart, 'public', {
        namespace: 'istio-ingress',
        serviceAccount: 'istio-ingress',
        httpPorts: [8080, 8443],
      }),
    ),
  'mutual-tls': (chart) =>
    new MutualTls(chart, 'mtls', {
      target: newBackend(chart),
      ports: [{ port: 8080, mode: MtlsMode.PERMISSIVE }],
      reason: 'scraped from outside the mesh',
    }),
  'network-isolation': (chart) => {
    const shop = ZeroTrustNamespace.fromName(chart, 'namespace', 'shop');
    const [caller, target] = ['frontend', 'backend'].map((name) => {
      const identity = new ServiceIdentity(chart, name, { namespace: shop, ports: [WorkloadPort.http(8080)] });
      identity.select({ app: name });
      return identity;
    }) as [ServiceIdentity, ServiceIdentity];
    target.allowFrom(caller, Operation.get('/api/v1/data'));
    new NetworkIsolation(chart, 'network', { namespace: shop });
  },
  'traffic-policy': (chart) =>
    new TrafficPolicy(chart, 'traffic', {
      namespace: ZeroTrustNamespace.fromName(chart, 'namespace', 'shop'),
      host: TrafficHost.service('backend', 'shop'),
      tcp: { maxConnections: 100, connectTimeout: Duration.seconds(5) },
      http: { http1MaxPendingRequests: 50, maxRequestsPerConnection: 10 },
    }),
  'argo-project': (chart) => {
    const shop = new Chart(new App(), 'shop');
    new ZeroTrustNamespace(shop, 'shop');
    new IngressGateway(shop, 'public', { namespace: ZeroTrustNamespace.fromName(shop, 'edge', 'edge') });
    const clusters = [ArgoCluster.named('staging'), ArgoCluster.own()];
    new ArgoProject(chart, 'shop', { contents: [shop], repositories: [REPOSITORY], clusters });
  },
  'argo-application': (chart) =>
    new ArgoApplication(chart, 'shop', {
      project: ArgoProject.fromName('shop'),
      repository: REPOSITORY,
      revision: 'environments/production',
      folder: 'production/shop',
      cluster: ArgoCluster.named('production'),
      namespace: 'shop',
    }),
  'argo-application-set': (chart) =>
    new ArgoApplicationSet(chart, 'shop', {
      project: ArgoProject.fromName('shop'),
      repository: REPOSITORY,
      revision: 'main',
      clusterLabels: { mesh: 'shop' },
      folder: 'clusters',
      folderLabel: 'tier',
    }),
  'argo-health-checks': (chart) => new ArgoHealthChecks(chart, 'health'),
  'argo-probe': (chart) => {
    const { contents, frontend } = newProbedShop(new App());
    new ArgoProbe(chart, 'probe', { callers: [frontend], contents, caseFiles: [PROBED_CASES] });
  },
  'mesh-baseline': (chart) =>
    new MeshBaseline(chart, 'mesh', { openGateways: [MeshGateway.istio('istio-ingressgateway')] }),
};

test.each(Object.entries(GOLDENS))('%s writes what its golden file says', (name, add) => {
  const app = new App();
  add(new Chart(app, 'golden'));
  const file = join(__dirname, `${name}.yaml`);
  const text = app.synthYaml();
  if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(file, text);
  expect(existsSync(file) ? readFileSync(file, 'utf8') : 'no golden file').toBe(text);
});
