import {
  type ExistingIstioIngressGatewayProps,
  IngressGateway,
  IngressPath,
  IngressRoute,
  type IngressRouteProps,
  type IngressRule,
  IngressTls,
  ServiceIdentity,
  WorkloadPort,
} from '../../src';
import { evaluate } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { allManifestsOf } from '../../src/policy/synthesized';
import { manifestOf, manifestsOf } from './manifests';
import { newShop, type Shop } from './shop';

const tls = IngressTls.secret('shop-tls');
const newGateway = ({ chart, shop }: Shop) => new IngressGateway(chart, 'public', { namespace: shop });
const istioGateway = ({ chart }: Shop) =>
  IngressGateway.istio(chart, 'public', { namespace: 'edge', serviceAccount: 'edge', httpPorts: [8443] });

/** A shop with a route to the backend. */
function shopWith(props: Partial<IngressRouteProps>, rule: Partial<IngressRule> = {}, gateway = newGateway): Shop {
  const shop = newShop();
  new IngressRoute(shop.chart, 'way-in', {
    gateway: gateway(shop),
    hosts: ['shop.example.com'],
    rules: [{ paths: [IngressPath.prefix('/api')], to: shop.backend, port: 80, ...rule }],
    tls,
    ...props,
  });
  return shop;
}

test('the gateway allows nothing until there is a route, and each hop no more than the route', () => {
  const { app } = shopWith({}, { methods: ['GET'] });
  const operation = { hosts: ['shop.example.com', 'shop.example.com:*'], methods: ['GET'], paths: ['/api', '/api/*'] };
  expect(manifestOf(app, 'AuthorizationPolicy', 'public-allow').spec).toEqual({
    action: 'ALLOW',
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }],
    rules: [{ to: [{ operation }] }],
  });
  expect(manifestOf(app, 'AuthorizationPolicy', 'backend-allow').spec.rules).toEqual([
    {
      from: [{ source: { principals: ['cluster.local/ns/shop/sa/public-istio'] } }],
      to: [{ operation: { ...operation, ports: ['8080'] } }],
    },
  ]);
});

test('a path is granted as it arrives, after the rewrite', () => {
  const { app } = shopWith({}, { rewrite: '/v2' });
  const [rule] = manifestOf(app, 'AuthorizationPolicy', 'backend-allow').spec.rules;
  expect(rule.to[0].operation.paths).toEqual(['/v2', '/v2/*']);
  const [allowed] = manifestOf(app, 'AuthorizationPolicy', 'public-allow').spec.rules;
  expect(allowed.to[0].operation.paths).toEqual(['/api', '/api/*']);
});

test('gRPC methods become a GRPCRoute, and paths that are posted to', () => {
  const shop = newShop();
  const orders = new ServiceIdentity(shop.chart, 'orders', {
    namespace: shop.shop,
    ports: [WorkloadPort.grpc(9090)],
  });
  orders.select({ app: 'orders' });
  new IngressRoute(shop.chart, 'grpc', {
    gateway: newGateway(shop),
    hosts: ['grpc.example.com'],
    rules: [{ paths: [IngressPath.grpc('shop.Orders/List'), IngressPath.grpc('shop.Items/*')], to: orders, port: 90 }],
    tls,
  });
  expect(manifestOf(shop.app, 'GRPCRoute', 'grpc').spec.rules[0].matches).toEqual([
    { method: { type: 'Exact', service: 'shop.Orders', method: 'List' } },
    { method: { type: 'Exact', service: 'shop.Items' } },
  ]);
  const [rule] = manifestOf(shop.app, 'AuthorizationPolicy', 'orders-allow').spec.rules;
  expect(rule.to.map(({ operation }: { operation: object }) => operation)).toEqual([
    expect.objectContaining({ methods: ['POST'], paths: ['/shop.Items/*'] }),
    expect.objectContaining({ methods: ['POST'], paths: ['/shop.Orders/List'] }),
  ]);
  // gRPC clients follow no redirect, so nothing listens for plain HTTP
  expect(manifestOf(shop.app, 'Gateway', 'public').spec.listeners).toHaveLength(1);
  expect(manifestsOf(shop.app).filter(({ kind }) => kind === 'HTTPRoute')).toEqual([]);
});

test('a Secret and a Service of other namespaces are granted to this gateway and this kind of route, each by name', () => {
  const shop = newShop();
  const gateway = IngressGateway.fromGatewayApi(shop.chart, 'theirs', {
    name: 'theirs',
    namespace: 'edge',
    listener: 'https',
  });
  new IngressRoute(shop.chart, 'way-in', {
    gateway,
    hosts: ['shop.example.com'],
    rules: [{ paths: [IngressPath.prefix('/')], to: shop.backend, port: 80, service: 'backend-http' }],
  });
  expect(manifestOf(shop.app, 'ReferenceGrant', 'edge-way-in-to-backend-http')).toMatchObject({
    metadata: { namespace: 'shop' },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'edge' }],
      to: [{ group: '', kind: 'Service', name: 'backend-http' }],
    },
  });
  const { app } = shopWith({ tls: IngressTls.secret('shop-tls', 'certs') });
  expect(manifestOf(app, 'ReferenceGrant', 'shop-public-to-shop-tls')).toMatchObject({
    metadata: { namespace: 'certs' },
    spec: { to: [{ group: '', kind: 'Secret', name: 'shop-tls' }] },
  });
});

test('a route attaches to the listener of an existing gateway, which is not written', () => {
  const { app, chart, backend } = newShop();
  const gateway = IngressGateway.fromGatewayApi(chart, 'theirs', {
    name: 'theirs',
    namespace: 'edge',
    listener: 'https',
    redirectListener: 'http',
    policyName: 'theirs-shop',
  });
  const rules = [{ paths: [IngressPath.prefix('/')], to: backend, port: 80 }];
  new IngressRoute(chart, 'way-in', { gateway, hosts: ['shop.example.com'], rules, namespace: 'shop' });
  expect(manifestOf(app, 'HTTPRoute', 'way-in').spec.parentRefs).toEqual([
    { name: 'theirs', namespace: 'edge', sectionName: 'https' },
  ]);
  expect(manifestOf(app, 'HTTPRoute', 'way-in-redirect').spec.parentRefs).toEqual([
    { name: 'theirs', namespace: 'edge', sectionName: 'http' },
  ]);
  expect(manifestOf(app, 'AuthorizationPolicy', 'theirs-shop-allow').metadata.namespace).toBe('edge');
  expect(manifestsOf(app).filter(({ kind }) => kind === 'Gateway' || kind === 'ReferenceGrant')).toEqual([]);
});

describe('a VirtualService attaches to an existing classic Gateway, which is not written', () => {
  const ELSEWHERE = { podNamespace: 'istio-ingress', policyName: 'theirs-shop' };

  /** A way in through somebody else's Gateway, whose pods are in another namespace. */
  function throughTheirs(props: Partial<ExistingIstioIngressGatewayProps> = ELSEWHERE) {
    const { app, chart, backend } = newShop();
    const gateway = IngressGateway.fromIstio(chart, 'theirs', {
      name: 'theirs',
      namespace: 'platform',
      serviceAccount: 'istio-ingress',
      ...props,
    });
    const rules = [{ paths: [IngressPath.prefix('/')], to: backend, port: 80, service: 'backend-http' }];
    new IngressRoute(chart, 'way-in', { gateway, hosts: ['shop.example.com'], rules });
    return app;
  }

  test('and the pods of which are let in', () => {
    const app = throughTheirs();
    expect(manifestOf(app, 'VirtualService', 'way-in')).toMatchObject({
      metadata: { namespace: 'platform' },
      spec: { gateways: ['platform/theirs'], hosts: ['shop.example.com'] },
    });
    expect(manifestOf(app, 'AuthorizationPolicy', 'theirs-shop-allow')).toMatchObject({
      metadata: { namespace: 'istio-ingress' },
      spec: { selector: { matchLabels: { istio: 'ingressgateway' } } },
    });
    expect(manifestOf(app, 'AuthorizationPolicy', 'backend-allow').spec.rules).toEqual([
      expect.objectContaining({
        from: [{ source: { principals: ['cluster.local/ns/istio-ingress/sa/istio-ingress'] } }],
      }),
    ]);
    expect(manifestsOf(app).filter(({ kind }) => kind === 'Gateway')).toEqual([]);
  });

  test('so that who comes through it is decided by the route', () => {
    const { manifests } = allManifestsOf(`
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: theirs, namespace: platform }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress, namespace: istio-ingress }
spec:
  template:
    metadata: { labels: { istio: ingressgateway }, annotations: { inject.istio.io/templates: gateway } }
    spec: { serviceAccountName: istio-ingress, containers: [{ name: istio-proxy, image: auto }] }
---
apiVersion: v1
kind: Service
metadata: { name: backend-http, namespace: shop }
spec: { selector: { app: backend }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: backend, namespace: shop, labels: { app: backend } }
spec: { serviceAccountName: backend, containers: [{ name: main }] }
`);
    const ours = allManifestsOf(throughTheirs()).manifests;
    const mesh = readMesh([...ours, ...manifests].map(({ object }) => object));
    const verdictFor = (host: string) =>
      evaluate(
        mesh,
        readCase({ from: { plaintext: true }, to: { gateway: 'platform/theirs', port: 80 }, request: { host } }),
      );
    expect(verdictFor('shop.example.com')).toMatchObject({ verdict: 'allow' });
    expect(verdictFor('other.example.com')).toMatchObject({
      verdict: 'deny',
      point: 'gateway',
      layer: 'authorization',
    });
  });

  test('where its own namespace is that of the pods', () => {
    const app = throughTheirs({});
    expect(manifestOf(app, 'AuthorizationPolicy', 'theirs-allow').metadata.namespace).toBe('platform');
  });
});

test('at a gateway that something else opens no ALLOW is written, as it would close what others route', () => {
  const { app, chart, backend } = newShop();
  const given = { name: 'theirs', namespace: 'edge', listener: 'https', isOpen: true };
  const gateway = IngressGateway.fromGatewayApi(chart, 'theirs', given);
  const rules = [{ paths: [IngressPath.prefix('/')], to: backend, port: 80 }];
  new IngressRoute(chart, 'way-in', { gateway, hosts: ['shop.example.com'], rules });
  expect(manifestsOf(app).filter(({ metadata }) => metadata.name.startsWith('theirs'))).toEqual([]);
  expect(manifestOf(app, 'AuthorizationPolicy', 'backend-allow').spec.rules).toHaveLength(1);
});

test('listeners take routes of the namespaces that have some, and of no other', () => {
  const { app } = shopWith({ namespace: 'routes' });
  const namespaces = {
    from: 'Selector',
    selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['routes'] }] },
  };
  expect(manifestOf(app, 'Gateway', 'public').spec.listeners).toEqual([
    { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces } },
    expect.objectContaining({ name: 'https.shop.example.com', allowedRoutes: { namespaces } }),
  ]);
});

test('plain HTTP keeps its reason, has no redirect, and no listener for HTTPS', () => {
  const { app } = shopWith({ tls: IngressTls.none('the load balancer does TLS') });
  expect(manifestOf(app, 'HTTPRoute', 'way-in').metadata.annotations).toMatchObject({
    'cdk8s-zero-trust/reason': 'the load balancer does TLS',
  });
  expect(manifestOf(app, 'Gateway', 'public').spec.listeners).toEqual([{ name: 'http', port: 80, protocol: 'HTTP' }]);
});

test('every host is a listener without name, and rules without hosts', () => {
  const { app } = shopWith({ hosts: ['*'] });
  expect(manifestOf(app, 'Gateway', 'public').spec.listeners[1]).not.toHaveProperty('hostname');
  expect(manifestOf(app, 'HTTPRoute', 'way-in').spec).not.toHaveProperty('hostnames');
  const [rule] = manifestOf(app, 'AuthorizationPolicy', 'public-allow').spec.rules;
  expect(rule.to).toEqual([{ operation: { paths: ['/api', '/api/*'] } }]);
});

test('the guard takes every spelling of the host that a server may take for it', () => {
  const { app } = shopWith({}, { issuers: [{ issuer: 'https://auth.example.com' }] });
  const [rule] = manifestOf(app, 'AuthorizationPolicy', 'public-deny').spec.rules;
  expect(rule).toEqual({
    from: [{ source: { notRequestPrincipals: ['https://auth.example.com/*'] } }],
    to: [
      {
        operation: {
          hosts: ['shop.example.com', 'shop.example.com.', 'shop.example.com.:*', 'shop.example.com:*'],
          paths: ['/api', '/api/*'],
          ports: ['443', '80'],
        },
      },
    ],
  });
});

test('a classic gateway has one server a Secret, a redirect, and hosts that only their routes may bind', () => {
  const { app } = shopWith({ hosts: ['b.example.com', 'a.example.com'] }, {}, istioGateway);
  expect(manifestOf(app, 'Gateway', 'public').spec.servers).toEqual([
    {
      port: { number: 80, name: 'http-redirect', protocol: 'HTTP' },
      hosts: ['edge/a.example.com', 'edge/b.example.com'],
      tls: { httpsRedirect: true },
    },
    {
      port: { number: 443, name: 'https-shop-tls', protocol: 'HTTPS' },
      hosts: ['edge/a.example.com', 'edge/b.example.com'],
      tls: { mode: 'SIMPLE', credentialName: 'shop-tls' },
    },
  ]);
});

test('a VirtualService tries the most specific path first, and takes a prefix by whole segments', () => {
  const shop = newShop();
  const rule = (path: IngressPath, rewrite?: string): IngressRule => ({
    paths: [path],
    to: shop.backend,
    port: 80,
    ...(rewrite === undefined ? {} : { rewrite }),
  });
  new IngressRoute(shop.chart, 'way-in', {
    gateway: istioGateway(shop),
    hosts: ['shop.example.com'],
    rules: [rule(IngressPath.prefix('/')), rule(IngressPath.prefix('/api'), '/'), rule(IngressPath.exact('/api/v1'))],
    tls,
  });
  const routes = manifestOf(shop.app, 'VirtualService', 'way-in').spec.http as { match: object; rewrite?: object }[];
  expect(routes.map(({ match, rewrite }) => ({ match, rewrite }))).toEqual([
    { match: [{ uri: { exact: '/api/v1' } }] },
    { match: [{ uri: { exact: '/api' } }], rewrite: { uri: '/' } },
    { match: [{ uri: { prefix: '/api/' } }], rewrite: { uri: '/' } },
    { match: [{ uri: { prefix: '/' } }] },
  ]);
});

test('the order of rules and hosts changes no byte', () => {
  const textOf = (isReversed: boolean) => {
    const shop = newShop();
    const rules = [
      { paths: [IngressPath.prefix('/')], to: shop.frontend, port: 80 },
      { paths: [IngressPath.prefix('/api'), IngressPath.exact('/health')], to: shop.backend, port: 80 },
    ];
    const hosts = ['b.example.com', 'a.example.com'];
    const gateway = newGateway(shop);
    new IngressRoute(shop.chart, 'way-in', {
      gateway,
      hosts: isReversed ? hosts.reverse() : hosts,
      rules: isReversed ? rules.reverse() : rules,
      tls,
    });
    return shop.app.synthYaml();
  };
  expect(textOf(true)).toBe(textOf(false));
});
