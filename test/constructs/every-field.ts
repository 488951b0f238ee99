/** An app that uses every construct with every field that reaches YAML. */
import { App, Chart, Duration } from 'cdk8s';
import {
  AllowRoute,
  ClientTlsMode,
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
  Operation,
  PodSecurityLevel,
  ServiceIdentity,
  Source,
  TrafficHost,
  TrafficPolicy,
  Waypoint,
  WaypointTraffic,
  WorkloadPort,
  ZeroTrustNamespace,
} from '../../src';

export function newAppWithEveryField(): App {
  const app = new App();
  const chart = new Chart(app, 'everything');
  addMesh(chart);
  const shop = new ZeroTrustNamespace(chart, 'shop', {
    name: 'shop',
    labels: { team: 'shop' },
    podSecurity: PodSecurityLevel.RESTRICTED,
    dataPlane: DataPlane.revision('stable'),
    trustDomain: 'example.org',
    mutualTlsForCallers: true,
  });
  const backend = new ServiceIdentity(chart, 'backend', {
    namespace: shop,
    name: 'backend',
    ports: [WorkloadPort.http(8080), WorkloadPort.grpc(9090), WorkloadPort.tcp(5432)],
    alsoAccept: ['example.org/ns/shop/sa/backend-old'],
    allowSharing: true,
  });
  backend.select({ app: 'backend' });
  addRoutes(chart, shop, backend);
  addTokens(chart, backend);
  addTraffic(chart, shop, backend);
  addWaypoint(chart, shop);
  addIngress(chart, shop, backend);
  addEgress(chart, shop, backend);
  return app;
}

function addMesh(chart: Chart): void {
  new MeshBaseline(chart, 'mesh', {
    rootNamespace: 'istio-system',
    trustDomains: ['example.org', 'old.example.org'],
    openGateways: [
      MeshGateway.istio('ingress', { namespace: 'edge', labels: { istio: 'ingress' } }),
      MeshGateway.gatewayApi('public', 'edge'),
    ],
    accessLogFields: { path: '%REQ(:PATH)%' },
  });
}

function addRoutes(chart: Chart, shop: ZeroTrustNamespace, backend: ServiceIdentity): void {
  const gateway = ServiceIdentity.fromServiceAccount(chart, 'gateway', {
    name: 'gateway',
    namespace: 'edge',
    trustDomain: 'example.org',
  });
  const probe = ServiceIdentity.fromPrincipal(chart, 'probe', 'example.org/ns/ops/sa/probe');
  new AllowRoute(chart, 'allow', {
    to: backend,
    from: [
      shop,
      Source.of({
        identities: [gateway],
        notIdentities: [probe],
        principals: ['*'],
        notPrincipals: ['*/sa/legacy'],
        namespaces: ['edge'],
        notNamespaces: ['dev'],
        ipBlocks: ['10.0.0.0/8'],
        notIpBlocks: ['10.1.0.0/16'],
        remoteIpBlocks: ['203.0.113.0/24'],
        notRemoteIpBlocks: ['203.0.113.7'],
        requestPrincipals: ['https://auth.example.com/*'],
        notRequestPrincipals: ['https://auth.example.com/blocked'],
      }),
    ],
    operations: [
      Operation.of({
        methods: ['GET'],
        notMethods: ['POST'],
        paths: ['/api/*', '/{*}/items/{**}'],
        notPaths: ['/api/internal/*'],
        exactPaths: ['/api/'],
        hosts: ['api.example.com', 'api.example.com:*'],
        notHosts: ['*.internal'],
        ports: [8080],
        notPorts: [9090],
      }),
      Operation.grpc('shop.Orders/List'),
    ],
    conditions: [
      Condition.header('x-api-version', { values: ['v1'], notValues: ['v0'] }),
      Condition.nestedClaim(['realm', 'role'], { values: ['user'] }),
      Condition.destinationIp({ notValues: ['10.9.9.9'] }),
    ],
  });
  new DenyRoute(chart, 'deny', { to: backend, from: [probe], operations: [Operation.delete('/api/*')] });
}

function addTokens(chart: Chart, backend: ServiceIdentity): void {
  new JwtProtectedApi(chart, 'tokens', {
    target: backend,
    issuers: [
      {
        issuer: 'https://auth.example.com',
        jwksUri: 'https://auth.example.com/keys',
        audiences: ['api.example.com'],
        fromHeaders: [{ name: 'x-token', prefix: 'Token ' }],
        fromParams: ['token'],
        fromCookies: ['token'],
        forwardOriginalToken: true,
        outputPayloadToHeader: 'x-jwt-payload',
        outputClaimToHeaders: [{ claim: 'sub', header: 'x-user' }],
        claims: [{ claim: ['role'], anyOf: ['admin', 'user'], noneOf: ['guest'] }],
      },
      { issuer: 'https://own.example.com', jwks: '{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}' },
    ],
    paths: ['/secure/*'],
    exactPaths: ['/token/'],
    methods: ['GET', 'POST'],
    ports: [8080],
    from: [Source.namespaces('edge')],
  });
}

function addTraffic(chart: Chart, shop: ZeroTrustNamespace, backend: ServiceIdentity): void {
  new MutualTls(chart, 'mtls', {
    target: backend,
    mode: MtlsMode.STRICT,
    ports: [{ port: 9090, mode: MtlsMode.PERMISSIVE }],
    reason: 'scraped from outside the mesh',
  });
  new TrafficPolicy(chart, 'traffic', {
    namespace: shop,
    host: TrafficHost.service('backend', 'shop'),
    tls: {
      mode: ClientTlsMode.MUTUAL,
      sni: 'backend.example.com',
      subjectAltNames: ['backend.example.com'],
      caCertificates: '/certs/ca.pem',
      clientCertificate: '/certs/client.pem',
      privateKey: '/certs/key.pem',
      reason: 'an authority of its own',
    },
    tcp: { maxConnections: 100, connectTimeout: Duration.millis(1500) },
    http: {
      http1MaxPendingRequests: 50,
      http2MaxRequests: 100,
      maxRequestsPerConnection: 10,
      maxRetries: 3,
      idleTimeout: Duration.minutes(5),
    },
  });
}

function addWaypoint(chart: Chart, shop: ZeroTrustNamespace): void {
  const waypoint = new Waypoint(chart, 'waypoint', { namespace: shop, name: 'shared', traffic: WaypointTraffic.ALL });
  const dataPlane = DataPlane.ambientBehind(waypoint);
  const books = new ZeroTrustNamespace(chart, 'books', { dataPlane, trustDomain: 'example.org' });
  const store = new ServiceIdentity(chart, 'store', {
    namespace: books,
    ports: [WorkloadPort.http(8080), WorkloadPort.tcp(9090)],
    services: [{ name: 'store', ports: [{ port: 80, targetPort: 8080 }] }],
  });
  store.select({ app: 'store' });
  store.allowFrom(books);
}

function addIngress(chart: Chart, shop: ZeroTrustNamespace, backend: ServiceIdentity): void {
  const tls = IngressTls.secret('shop-tls', 'certs');
  const http = {
    paths: [IngressPath.prefix('/api'), IngressPath.exact('/health')],
    to: backend,
    port: 80,
    service: 'backend-http',
    targetPorts: [8080],
    methods: ['GET'],
    remoteIpBlocks: ['203.0.113.0/24'],
    issuers: [{ issuer: 'https://auth.example.com', claims: [{ claim: ['role'], anyOf: ['user'] }] }],
    rewrite: '/v1',
  };
  const grpc = {
    paths: [IngressPath.grpc('shop.Orders/List'), IngressPath.grpc('shop.Items/*')],
    to: backend,
    port: 90,
  };
  const gateway = new IngressGateway(chart, 'gateway-api', { namespace: shop, name: 'own' });
  new IngressRoute(chart, 'http', { gateway, hosts: ['a.example.com'], tls, rules: [http], namespace: 'routes' });
  new IngressRoute(chart, 'grpc', { gateway, hosts: ['*.grpc.example.com'], tls, rules: [grpc], name: 'calls' });
  const existing = IngressGateway.fromGatewayApi(chart, 'existing', {
    name: 'theirs',
    namespace: 'edge',
    listener: 'https',
    redirectListener: 'http',
    serviceAccount: 'theirs',
    trustDomain: 'example.org',
    policyName: 'theirs-shop',
    httpPorts: [443],
    isOpen: true,
  });
  new IngressRoute(chart, 'existing-http', { gateway: existing, hosts: ['b.example.com'], rules: [http] });
  const istio = IngressGateway.istio(chart, 'classic', {
    namespace: 'istio-ingress',
    serviceAccount: 'istio-ingress',
    labels: { istio: 'ingress' },
    name: 'classic',
    trustDomain: 'example.org',
    httpPorts: [8080, 8443],
    isOpen: false,
  });
  const existingIstio = IngressGateway.fromIstio(chart, 'existing-classic', {
    name: 'theirs',
    namespace: 'platform',
    serviceAccount: 'istio-ingress',
    podNamespace: 'istio-ingress',
    labels: { istio: 'ingress' },
    trustDomain: 'example.org',
    policyName: 'theirs-istio',
    httpPorts: [8080],
    isOpen: true,
  });
  new IngressRoute(chart, 'existing-istio', { gateway: existingIstio, hosts: ['e.example.com'], rules: [http] });
  new IngressRoute(chart, 'istio-http', {
    gateway: istio,
    hosts: ['c.example.com'],
    tls: IngressTls.secret('c-tls'),
    rules: [http],
  });
  new IngressRoute(chart, 'istio-plain', {
    gateway: istio,
    hosts: ['d.example.com'],
    tls: IngressTls.none('the load balancer does TLS'),
    rules: [grpc],
  });
}

function addEgress(chart: Chart, shop: ZeroTrustNamespace, backend: ServiceIdentity): void {
  new EgressRoute(chart, 'callers', {
    namespace: shop,
    from: [backend],
    hosts: ['api.pay.example.com', 'api2.pay.example.com'],
    ports: [EgressPort.tls(8443), EgressPort.httpToTls(80, 443)],
    name: 'payment-provider',
  });
  const gateway = new EgressGateway(chart, 'egress-gateway', {
    namespace: 'egress',
    serviceAccount: 'egress',
    labels: { app: 'egress' },
    service: 'way-out',
    port: 8443,
    targetPort: 9443,
    name: 'egress',
    trustDomain: 'example.org',
  });
  new EgressRoute(chart, 'through-gateway', {
    namespace: shop,
    hosts: ['partner.example.net'],
    ports: [EgressPort.httpToTls(80, 443)],
    gateway,
    addresses: ['203.0.113.7'],
  });
  new EgressRoute(chart, 'everybody', { namespace: shop, hosts: ['time.example.com'], ports: [EgressPort.tls()] });
}
