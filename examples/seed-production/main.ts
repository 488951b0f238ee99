import { App, Chart } from 'cdk8s';
import { Deployment, LabelSelector } from 'cdk8s-plus-28';
import {
  AllowRoute,
  Condition,
  DataPlane,
  JwtProtectedApi,
  MeshBaseline,
  MeshGateway,
  MtlsMode,
  MutualTls,
  Operation,
  ServiceIdentity,
  Source,
  TrafficHost,
  TrafficPolicy,
  WorkloadPort,
  ZeroTrustNamespace,
} from 'cdk8s-zero-trust';

const INGRESS = 'istio-ingressgateway';
const CLIENT_NETWORKS = ['203.0.113.0/24', '198.51.100.0/24'];

/** What holds for the whole mesh: a chart of its own, so that it can be rolled out on its own. */
export function addMeshChart(app: App): MeshBaseline {
  const chart = new Chart(app, 'mesh');

  // STRICT, default deny and access logs everywhere; the ingress gateway stays reachable. (M2, M4, M11)
  // Its `meshConfig` goes to the Istio install, as the README of this example shows.
  return new MeshBaseline(chart, 'baseline', { openGateways: [MeshGateway.istio(INGRESS)] });
}

function addProductionChart(app: App, dataPlane: DataPlane): void {
  const chart = new Chart(app, 'production', { namespace: 'production' });

  // STRICT and default deny in the namespace (M2, M4), and callers that speak mTLS to all of it. (M5)
  const production = new ZeroTrustNamespace(chart, 'production', { dataPlane, mutualTlsForCallers: true });

  // Who is who. (M1, M7)
  const http = { namespace: production, ports: [WorkloadPort.http(80)] };
  const frontend = new ServiceIdentity(chart, 'frontend', http);
  const backend = new ServiceIdentity(chart, 'backend', http);
  const admin = new ServiceIdentity(chart, 'admin', { namespace: production });
  const ingress = ServiceIdentity.fromServiceAccount(chart, 'ingress', {
    namespace: 'istio-system',
    name: `${INGRESS}-service-account`,
  });
  frontend.attachTo(addServer(chart, 'frontend', 'nginx:1.25'));
  backend.attachTo(addServer(chart, 'backend', 'httpd:2.4'));
  admin.attachTo(addAdminConsole(chart));

  // The backend's own mTLS mode, port by port (M4), and its connection pool. (M5)
  new MutualTls(chart, 'backend-mtls', { target: backend, ports: [{ port: 80, mode: MtlsMode.STRICT }] });
  new TrafficPolicy(chart, 'backend-traffic', {
    namespace: production,
    host: TrafficHost.service('backend', 'production'),
    tcp: { maxConnections: 100 },
    http: { http1MaxPendingRequests: 50, maxRequestsPerConnection: 10 },
  });

  // What the frontend may do to the backend. (M3, M6, M8)
  backend.allowFrom(frontend, Operation.get('/api/v1/data', '/api/data'));
  new AllowRoute(chart, 'versioned-api', {
    to: backend,
    from: [frontend],
    operations: [Operation.of({ methods: ['GET', 'POST'], paths: ['/api/*', '/health'] })],
    conditions: [Condition.header('x-api-version', { values: ['v1', 'v2'] })],
  });

  // What the admin console may do to it: everything below these two paths. (M8)
  backend.allowFrom(admin, Operation.of({ methods: ['GET', 'POST', 'PUT', 'DELETE'], paths: ['/api/*', '/admin/*'] }));

  // What comes in from outside: pages for everybody, the API for two client networks. (M9)
  frontend.allowFrom(ingress, Operation.get('/', '/static/*'));
  frontend.allowFrom(
    Source.of({ identities: [ingress], remoteIpBlocks: CLIENT_NETWORKS }),
    Operation.of({ methods: ['GET', 'POST'], paths: ['/api/*'] }),
  );

  // What nobody may do without a token, whatever the routes above say. (M10)
  new JwtProtectedApi(chart, 'secure-api', {
    target: backend,
    paths: ['/api/secure/*'],
    methods: ['GET', 'POST'],
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
  });
}

/** A Deployment on port 80 with a Service of the same name. */
function addServer(chart: Chart, name: string, image: string): Deployment {
  const deployment = addDeployment(chart, name, image, 80);
  // the name tells Istio the protocol: a policy about methods and paths needs an HTTP port
  deployment.exposeViaService({ name, ports: [{ name: 'http', port: 80, targetPort: 80 }] });
  return deployment;
}

/** A workload that only calls others. */
function addAdminConsole(chart: Chart): Deployment {
  return addDeployment(chart, 'admin', 'curlimages/curl:8.10.1');
}

function addDeployment(chart: Chart, name: string, image: string, portNumber?: number): Deployment {
  const deployment = new Deployment(chart, `${name}-deployment`, {
    metadata: { name },
    replicas: 2,
    select: false,
    podMetadata: { labels: { app: name, version: 'v1' } },
    containers: [
      {
        name,
        image,
        ...(portNumber === undefined ? { command: ['sleep', 'infinity'] } : { portNumber }),
        // these images start as root and write to their own file system, which cdk8s-plus forbids by default
        securityContext: { ensureNonRoot: false, readOnlyRootFilesystem: false },
      },
    ],
    securityContext: { ensureNonRoot: false },
  });
  deployment.select(LabelSelector.of({ labels: { app: name } }));
  return deployment;
}

/** The whole scenario: with sidecars, unless another data plane is given. */
export function addCharts(app: App, dataPlane: DataPlane = DataPlane.sidecar()): void {
  addMeshChart(app);
  addProductionChart(app, dataPlane);
}

if (require.main === module) {
  const app = new App();
  addCharts(app);
  app.synth();
}
