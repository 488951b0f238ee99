import { App, Chart } from 'cdk8s';
import { Deployment, LabelSelector } from 'cdk8s-plus-28';
import {
  EgressGateway,
  EgressPort,
  EgressRoute,
  IngressGateway,
  IngressPath,
  IngressRoute,
  IngressTls,
  MeshBaseline,
  Operation,
  ServiceIdentity,
  WorkloadPort,
  ZeroTrustNamespace,
} from 'cdk8s-zero-trust';

const OFFICE = '203.0.113.0/24';

/** The gateways between the mesh and the rest of the world. */
interface Edge {
  readonly wayIn: IngressGateway;
  readonly wayOut: EgressGateway;
}

/** What stands between the mesh and the rest of the world: a chart of its own, for those who own it. */
function addEdgeChart(app: App): Edge {
  const chart = new Chart(app, 'edge');
  // Default deny closes gateways too; no `openGateways` is needed, as each route opens what it routes.
  new MeshBaseline(chart, 'baseline');
  return {
    wayIn: new IngressGateway(chart, 'public', { namespace: new ZeroTrustNamespace(chart, 'edge') }),
    // Istio's chart has installed it.
    wayOut: new EgressGateway(chart, 'way-out', { namespace: 'istio-egress', serviceAccount: 'istio-egressgateway' }),
  };
}

function addShopChart(app: App, { wayIn, wayOut }: Edge): void {
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  const shop = new ZeroTrustNamespace(chart, 'shop');
  const http = { namespace: shop, ports: [WorkloadPort.http(8080)] };
  const frontend = new ServiceIdentity(chart, 'frontend', http);
  const backend = new ServiceIdentity(chart, 'backend', http);
  const admin = new ServiceIdentity(chart, 'admin', http);
  for (const identity of [frontend, backend, admin]) identity.attachTo(addServer(chart, identity.serviceAccountName));

  // Within the mesh: the admin console reads orders.
  backend.allowFrom(admin, Operation.get('/orders/*'));

  // The way in: pages for everybody, the API with a token, the admin console from the office.
  new IngressRoute(chart, 'way-in', {
    gateway: wayIn,
    hosts: ['shop.example.com'],
    tls: IngressTls.secret('shop-tls'),
    name: 'shop',
    rules: [
      { paths: [IngressPath.prefix('/')], to: frontend, port: 80, methods: ['GET', 'HEAD'] },
      {
        // arrives without its prefix: `/api/orders/7` as `/orders/7`
        paths: [IngressPath.prefix('/api')],
        rewrite: '/',
        to: backend,
        port: 80,
        issuers: [
          {
            issuer: 'https://auth.example.com',
            jwksUri: 'https://auth.example.com/.well-known/jwks.json',
            audiences: ['shop'],
            claims: [{ claim: ['role'], anyOf: ['customer'] }],
          },
        ],
      },
      { paths: [IngressPath.prefix('/admin')], to: admin, port: 80, remoteIpBlocks: [OFFICE] },
    ],
  });

  // The way out: the backend charges cards, and nobody calls anything else outside.
  new EgressRoute(chart, 'payment-provider', {
    namespace: shop,
    from: [backend],
    hosts: ['api.pay.example.com'],
    ports: [EgressPort.httpToTls()],
  });

  // The admin console reports to the tax office, through a gateway that knows who calls.
  new EgressRoute(chart, 'tax-office', {
    namespace: shop,
    from: [admin],
    hosts: ['reports.tax.example.org'],
    ports: [EgressPort.tls()],
    gateway: wayOut,
  });
}

/** A Deployment on port 8080 with a Service of the same name. */
function addServer(chart: Chart, name: string): Deployment {
  const deployment = new Deployment(chart, `${name}-deployment`, {
    metadata: { name },
    replicas: 2,
    select: false,
    podMetadata: { labels: { app: name } },
    containers: [{ name, image: `registry.example.com/shop/${name}:1.0`, portNumber: 8080 }],
  });
  deployment.select(LabelSelector.of({ labels: { app: name } }));
  // the name tells Istio the protocol: a policy about methods and paths needs an HTTP port
  deployment.exposeViaService({ name, ports: [{ name: 'http', port: 80, targetPort: 8080 }] });
  return deployment;
}

export function addCharts(app: App): void {
  addShopChart(app, addEdgeChart(app));
}

if (require.main === module) {
  const app = new App();
  addCharts(app);
  app.synth();
}
