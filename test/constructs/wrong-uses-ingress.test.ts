import {
  DataPlane,
  IngressGateway,
  type IngressGatewayProps,
  IngressPath,
  IngressRoute,
  type IngressRouteProps,
  type IngressRule,
  IngressTls,
  type IstioIngressGatewayProps,
  ServiceIdentity,
  WorkloadPort,
  ZeroTrustNamespace,
} from '../../src';
import type { Shop } from './shop';
import { describeWrongUses, js } from './wrong-use';

const tls = IngressTls.secret('shop-tls');
const issuers = [{ issuer: 'https://auth.example.com', audiences: ['shop'] }];

/** A route on a gateway of its own, right unless something else is given. */
function addRoute(shop: Shop, props: Partial<IngressRouteProps> = {}, rule: Partial<IngressRule> = {}): void {
  const gateway = props.gateway ?? new IngressGateway(shop.chart, 'public', { namespace: shop.shop });
  new IngressRoute(shop.chart, 'way-in', {
    gateway,
    hosts: ['shop.example.com'],
    rules: [{ paths: [IngressPath.prefix('/')], to: shop.backend, port: 80, ...rule }],
    tls,
    ...props,
  });
}
const withRule = (rule: Partial<IngressRule>) => (shop: Shop) => addRoute(shop, {}, rule);
const withProps = (props: Partial<IngressRouteProps>) => (shop: Shop) => addRoute(shop, props);
const withRules =
  (...rules: Partial<IngressRule>[]) =>
  (shop: Shop) =>
    addRoute(shop, { rules: rules.map((rule) => ({ paths: [], to: shop.backend, port: 80, ...rule })) });
const istio = (shop: Shop, props: Partial<IstioIngressGatewayProps> = {}) =>
  IngressGateway.istio(shop.chart, 'public', { namespace: 'edge', serviceAccount: 'public', ...props });
const withIstio =
  (props: Partial<IstioIngressGatewayProps>, route: Partial<IngressRouteProps> = {}, rule: Partial<IngressRule> = {}) =>
  (shop: Shop) =>
    addRoute(shop, { gateway: istio(shop, props), ...route }, rule);
const existing =
  (props: object, route: Partial<IngressRouteProps> = {}) =>
  (shop: Shop) => {
    const given = { name: 'public', namespace: 'edge', listener: 'https', ...props };
    const { gateway = IngressGateway.fromGatewayApi(shop.chart, 'public', given) } = route;
    new IngressRoute(shop.chart, 'way-in', {
      hosts: ['shop.example.com'],
      rules: [{ paths: [IngressPath.prefix('/')], to: shop.backend, port: 80 }],
      ...route,
      gateway,
    });
  };
const existingIstio =
  (props: object, route: Partial<IngressRouteProps> = {}) =>
  (shop: Shop) => {
    const given = { name: 'public', namespace: 'edge', serviceAccount: 'public', ...props };
    const gateway = IngressGateway.fromIstio(shop.chart, 'public', given);
    existing({}, { ...route, gateway })(shop);
  };
const withGateway = (props: IngressGatewayProps) => (shop: Shop) =>
  addRoute(shop, { gateway: new IngressGateway(shop.chart, 'public', props) });
const grpcTarget = ({ chart, shop }: Shop) => {
  const target = new ServiceIdentity(chart, 'orders', { namespace: shop, ports: [WorkloadPort.grpc(9090)] });
  target.select({ app: 'orders' });
  return target;
};
const twoHosts =
  (
    first: string,
    second: string,
    make = (shop: Shop) => new IngressGateway(shop.chart, 'public', { namespace: shop.shop }),
  ) =>
  (shop: Shop) => {
    const gateway = make(shop);
    addRoute(shop, { gateway, hosts: [first] });
    new IngressRoute(shop.chart, 'other-way', {
      gateway,
      hosts: [second],
      rules: [{ paths: [IngressPath.prefix('/')], to: shop.frontend, port: 80 }],
      tls,
    });
  };

describeWrongUses('IngressRoute', [
  {
    title: 'no props at all',
    wrong: ({ chart }) => new IngressRoute(chart, 'way-in', js()),
    says: [
      '[chart/way-in] an ingress route is `undefined`; give an object with `gateway`, `hosts`, `rules`, `tls`, `name`, `namespace`',
    ],
    right: addRoute,
  },
  {
    title: 'a misspelt field',
    wrong: withProps(js({ host: 'shop.example.com' })),
    says: [
      '[chart/way-in] `host` is not a field of an ingress route; use one of `gateway`, `hosts`, `rules`, `tls`, `name`, `namespace`',
    ],
    right: addRoute,
  },
  {
    title: 'a text for the gateway',
    wrong: withProps({ gateway: js('public') }),
    says: ['[chart/way-in] `gateway` is `"public"`; give an `IngressGateway`'],
    right: addRoute,
  },
  {
    title: 'one host for the list',
    wrong: withProps({ hosts: js('shop.example.com') }),
    says: ['[chart/way-in] `hosts` is `"shop.example.com"`; give a list, such as `[\'shop.example.com\']`'],
    right: addRoute,
  },
  {
    title: 'a host that got lost',
    wrong: withProps({ hosts: [js()] }),
    says: ['[chart/way-in] `hosts` holds `undefined`; each entry is a text'],
    right: addRoute,
  },
  {
    title: 'no host',
    wrong: withProps({ hosts: [] }),
    says: [
      '[chart/way-in] `hosts` is an empty list, so nothing would be served; name at least one, or `*` for every host',
    ],
    right: withProps({ hosts: ['*'] }),
  },
  {
    title: 'a host with scheme and port',
    wrong: withProps({ hosts: ['https://shop.example.com:8443'] }),
    says: [
      '[chart/way-in] host `https://shop.example.com:8443` is none that a gateway can serve; write a full name in lower case, without scheme, port or path, such as `shop.example.com` or `*.example.com`',
    ],
    right: withProps({ hosts: ['shop.example.com'] }),
  },
  {
    title: 'a short host',
    wrong: withProps({ hosts: ['shop'] }),
    says: [
      '[chart/way-in] host `shop` is none that a gateway can serve; write a full name in lower case, without scheme, port or path, such as `shop.example.com` or `*.example.com`',
    ],
    right: withProps({ hosts: ['shop.example.com'] }),
  },
  {
    title: 'a host in upper case',
    wrong: withProps({ hosts: ['Shop.example.com'] }),
    says: [
      '[chart/way-in] host `Shop.example.com` is none that a gateway can serve; write a full name in lower case, without scheme, port or path, such as `shop.example.com` or `*.example.com`',
    ],
    right: withProps({ hosts: ['shop.example.com'] }),
  },
  {
    title: 'a star within a host',
    wrong: withProps({ hosts: ['shop.*.example.com'] }),
    says: [
      '[chart/way-in] host `shop.*.example.com` is none that a gateway can serve; write a full name in lower case, without scheme, port or path, such as `shop.example.com` or `*.example.com`',
    ],
    right: withProps({ hosts: ['*.example.com'] }),
  },
  {
    title: 'an address for a host',
    wrong: withProps({ hosts: ['203.0.113.7'] }),
    says: [
      '[chart/way-in] host `203.0.113.7` is none that a gateway can serve; write a full name in lower case, without scheme, port or path, such as `shop.example.com` or `*.example.com`',
    ],
    right: withProps({ hosts: ['*'] }),
  },
  {
    title: 'every host beside one',
    wrong: withProps({ hosts: ['*', 'shop.example.com'] }),
    says: ['[chart/way-in] `hosts` holds `*`, which is every host, beside others; name `*` alone, or only the others'],
    right: withProps({ hosts: ['*'] }),
  },
  {
    title: 'too many hosts',
    wrong: withProps({ hosts: Array.from({ length: 17 }, (_, i) => `h${i}.example.com`) }),
    says: [
      '[chart/way-in] `hosts` has 17 entries, and a route of the Gateway API takes 16; write a second `IngressRoute`',
    ],
    right: withProps({ hosts: Array.from({ length: 16 }, (_, i) => `h${i}.example.com`) }),
  },
  {
    title: 'too many rules',
    wrong: withRules(...Array.from({ length: 17 }, (_, i) => ({ paths: [IngressPath.prefix(`/p${i}`)] }))),
    says: [
      '[chart/way-in] `rules` makes 17 rules, and a route of the Gateway API takes 16; join those that differ in paths only, or use a second host',
    ],
    right: withRules({ paths: Array.from({ length: 17 }, (_, i) => IngressPath.prefix(`/p${i}`)) }),
  },
  {
    title: 'no tls at all',
    wrong: withProps({ tls: js() }),
    says: [
      '[chart/way-in] `tls` is `undefined`, which would mean no condition at all; leave it out if that is meant, or give a value',
    ],
    right: addRoute,
  },
  {
    title: 'tls that is left out',
    wrong: (shop) => {
      const gateway = new IngressGateway(shop.chart, 'public', { namespace: shop.shop });
      new IngressRoute(shop.chart, 'way-in', {
        gateway,
        hosts: ['shop.example.com'],
        rules: [{ paths: [IngressPath.prefix('/')], to: shop.backend, port: 80 }],
      });
    },
    says: [
      "[chart/way-in] `tls` is not given; name the Secret with the certificate, as in `IngressTls.secret('shop-tls')`, or say why there is none in `IngressTls.none(\u2026)`",
    ],
    right: addRoute,
  },
  {
    title: 'a text for tls',
    wrong: withProps({ tls: js('shop-tls') }),
    says: ['[chart/way-in] `tls` is `"shop-tls"`; give an `IngressTls`, such as `IngressTls.secret(\'shop-tls\')`'],
    right: addRoute,
  },
  {
    title: 'plain HTTP without a reason',
    wrong: withProps({ tls: IngressTls.none(' ') }),
    says: [
      '[chart/way-in] serving without TLS lets everybody on the way read and change requests; say why it is right, as in `IngressTls.none(…)`',
    ],
    right: withProps({ tls: IngressTls.none('the load balancer does TLS') }),
  },
  {
    title: 'a Secret by an impossible name',
    wrong: withProps({ tls: IngressTls.secret('Shop_TLS', 'Certs') }),
    says: [
      '[chart/way-in] Secret `Shop_TLS` is not a DNS name: use at most 253 of `a-z`, `0-9`, `-` and `.`, each part beginning and ending with a letter or digit, such as `shop-tls`',
      '[chart/way-in] namespace `Certs` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, such as `certs`',
    ],
    right: withProps({ tls: IngressTls.secret('shop-tls', 'certs') }),
  },
  {
    title: 'an impossible name and namespace',
    wrong: withProps({ name: 'Way In', namespace: 'Edge' }),
    says: [
      '[chart/way-in] route `Way In` is not a DNS name: use at most 253 of `a-z`, `0-9`, `-` and `.`, each part beginning and ending with a letter or digit, such as `way-in`',
      '[chart/way-in] namespace `Edge` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, such as `edge`',
    ],
    right: withProps({ name: 'way-in', namespace: 'edge' }),
  },
  {
    title: 'no rule',
    wrong: withRules(),
    says: ['[chart/way-in] `rules` is an empty list, so nothing would be routed; name at least one rule'],
    right: addRoute,
  },
  {
    title: 'one rule for the list',
    wrong: withProps({ rules: js({ paths: [] }) }),
    says: [
      '[chart/way-in] `rules` is `{"paths":[]}`; give a list; each entry is a rule such as `{ paths: [IngressPath.prefix(…)], to: backend, port: 80 }`',
    ],
    right: addRoute,
  },
  {
    title: 'a text for a rule',
    wrong: withProps({ rules: [js('/')] }),
    says: [
      '[chart/way-in] `rules` holds `"/"`; each entry is a rule such as `{ paths: [IngressPath.prefix(…)], to: backend, port: 80 }`',
    ],
    right: addRoute,
  },
  {
    title: 'a misspelt field of a rule',
    wrong: withRule(js({ path: '/api' })),
    says: [
      '[chart/way-in] rule: `path` is not a field of an ingress rule; use one of `paths`, `to`, `port`, `service`, `targetPorts`, `methods`, `remoteIpBlocks`, `issuers`, `rewrite`',
    ],
    right: addRoute,
  },
  {
    title: 'a text for a path',
    wrong: withRule({ paths: [js('/api')] }),
    says: [
      '[chart/way-in] rule: `paths` holds `"/api"`; each entry is an `IngressPath`, such as `IngressPath.prefix(\'/api\')`',
    ],
    right: withRule({ paths: [IngressPath.prefix('/api')] }),
  },
  {
    title: 'one path for the list',
    wrong: withRule({ paths: js(IngressPath.prefix('/api')) }),
    says: [
      "[chart/way-in] rule: `paths` is `IngressPath`; give a list; each entry is an `IngressPath`, such as `IngressPath.prefix('/api')`",
    ],
    right: withRule({ paths: [IngressPath.prefix('/api')] }),
  },
  {
    title: 'no path',
    wrong: withRule({ paths: [] }),
    says: ['[chart/way-in] rule: `paths` is an empty list; name at least one, such as `IngressPath.prefix(…)`'],
    right: addRoute,
  },
  {
    title: 'a pattern for a prefix',
    wrong: withRule({ paths: [IngressPath.prefix('/api/*')] }),
    says: [
      "[chart/way-in] rule: path prefix `/api/*` is no pattern, but meant to the letter; write `IngressPath.prefix('/api')`",
    ],
    right: withRule({ paths: [IngressPath.prefix('/api')] }),
  },
  {
    title: 'a template for an exact path',
    wrong: withRule({ paths: [IngressPath.exact('/users/{id}')] }),
    says: [
      "[chart/way-in] rule: exact path `/users/{id}` is no pattern, but meant to the letter; write `IngressPath.prefix('/users')`",
    ],
    right: withRule({ paths: [IngressPath.prefix('/users')] }),
  },
  {
    title: 'a prefix that ends in a slash',
    wrong: withRule({ paths: [IngressPath.prefix('/api/')] }),
    says: ['[chart/way-in] rule: path prefix `/api/` ends in `/`; write `/api`, as a prefix if what is below is meant'],
    right: withRule({ paths: [IngressPath.prefix('/api')] }),
  },
  {
    title: 'a path without a slash',
    wrong: withRule({ paths: [IngressPath.prefix('api')] }),
    says: ['[chart/way-in] rule: path `api` has no leading `/`, so it never matches; write `/api`'],
    right: withRule({ paths: [IngressPath.prefix('/api')] }),
  },
  {
    title: 'a path with a query',
    wrong: withRule({ paths: [IngressPath.exact('/api?x=1')] }),
    says: ['[chart/way-in] rule: path `/api?x=1` has a query or fragment, which policies never see; write `/api`'],
    right: withRule({ paths: [IngressPath.exact('/api')] }),
  },
  {
    title: 'a path with a double slash',
    wrong: withRule({ paths: [IngressPath.exact('/api//x')] }),
    says: [
      '[chart/way-in] rule: exact path `/api//x` is none that the Gateway API takes; write it without `//`, `%2F` and unusual characters',
    ],
    right: withRule({ paths: [IngressPath.exact('/api/x')] }),
  },
  {
    title: 'a path that is no text',
    wrong: withRule({ paths: [IngressPath.prefix(js())] }),
    says: ['[chart/way-in] rule: path prefix is `undefined`; give a text such as `/api`'],
    right: addRoute,
  },
  {
    title: 'a gRPC method without service',
    wrong: (shop) => addRoute(shop, {}, { to: grpcTarget(shop), paths: [IngressPath.grpc('List')] }),
    says: [
      '[chart/way-in] rule: gRPC method `List` is not a method; write `package.Service/Method` or `package.Service/*`',
    ],
    right: (shop) => addRoute(shop, {}, { to: grpcTarget(shop), paths: [IngressPath.grpc('shop.Orders/List')] }),
  },
  {
    title: 'a gRPC method to a target that speaks HTTP',
    wrong: withRule({ paths: [IngressPath.grpc('shop.Orders/List')] }),
    says: [
      '[chart/way-in] rule: gRPC method `shop.Orders/List` leads to `backend`, which declares `8080` (HTTP); use `IngressPath.prefix(…)` or `IngressPath.exact(…)`, or declare `WorkloadPort.grpc(…)`',
    ],
    right: (shop) => addRoute(shop, {}, { to: grpcTarget(shop), paths: [IngressPath.grpc('shop.Orders/List')] }),
  },
  {
    title: 'a path to a target that speaks gRPC',
    wrong: (shop) => addRoute(shop, {}, { to: grpcTarget(shop) }),
    says: [
      '[chart/way-in] rule: path `/` leads to `orders`, which declares `9090` (gRPC); use `IngressPath.grpc(…)`, or declare `WorkloadPort.http(…)`',
    ],
    right: (shop) => addRoute(shop, {}, { to: grpcTarget(shop), paths: [IngressPath.grpc('shop.Orders/*')] }),
  },
  {
    title: 'gRPC and other paths on one host',
    wrong: (shop) =>
      withRules(
        { to: grpcTarget(shop), paths: [IngressPath.grpc('shop.Orders/*')] },
        { paths: [IngressPath.prefix('/')] },
      )(shop),
    says: [
      '[chart/way-in] gRPC methods and other paths stand on one host, which the Gateway API leaves to chance; give gRPC a host of its own',
    ],
    right: addRoute,
  },
  {
    title: 'a path that is routed twice',
    wrong: withRules(
      { paths: [IngressPath.prefix('/api')] },
      { paths: [IngressPath.prefix('/api')], methods: ['GET'] },
    ),
    says: ['[chart/way-in] path `/api` is routed twice; name it in one rule'],
    right: withRules({ paths: [IngressPath.prefix('/api')] }, { paths: [IngressPath.exact('/api')], methods: ['GET'] }),
  },
  {
    title: 'a rule without target',
    wrong: withRule({ to: js() }),
    says: [
      '[chart/way-in] rule: `to` is `undefined`, which would mean no condition at all; leave it out if that is meant, or give a value',
    ],
    right: addRoute,
  },
  {
    title: 'a port that is none',
    wrong: withRule({ port: js('http') }),
    says: ['[chart/way-in] rule: port `"http"` is not a port number; use 1 to 65535 (that of the Service)'],
    right: withRule({ port: 80 }),
  },
  {
    title: 'a port of the workload that it does not declare',
    wrong: withRule({ targetPorts: [80] }),
    says: [
      "[chart/way-in] rule for `/`: port `80` is not declared by the target, which listens on `8080`, `5432`; ports are the workload's, not the Service's",
    ],
    right: withRule({ targetPorts: [8080] }),
  },
  {
    title: 'a TCP port of the workload',
    wrong: withRule({ targetPorts: [5432] }),
    says: [
      '[chart/way-in] rule for `/`: port `5432` is TCP, where methods, paths and hosts do not exist, so the rule would never match; name an HTTP port, or only the port',
    ],
    right: withRule({ targetPorts: [8080] }),
  },
  {
    title: 'an impossible Service',
    wrong: withRule({ service: 'backend.shop' }),
    says: [
      '[chart/way-in] rule: Service `backend.shop` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, such as `backend-shop`',
    ],
    right: withRule({ service: 'backend' }),
  },
  {
    title: 'a method in lower case',
    wrong: withRule({ methods: ['get'] }),
    says: ['[chart/way-in] rule: method `get` never matches, as methods are compared with their case; write `GET`'],
    right: withRule({ methods: ['GET'] }),
  },
  {
    title: 'an empty list of methods',
    wrong: withRule({ methods: [] }),
    says: [
      '[chart/way-in] rule: `methods` is an empty list, which Istio reads as no condition at all; leave it out, or name at least one value',
    ],
    right: addRoute,
  },
  {
    title: 'clients that got lost',
    wrong: withRule({ remoteIpBlocks: js() }),
    says: [
      '[chart/way-in] rule: `remoteIpBlocks` is `undefined`, which would mean no condition at all; leave it out if that is meant, or give a value',
    ],
    right: withRule({ remoteIpBlocks: ['203.0.113.0/24'] }),
  },
  {
    title: 'clients by name',
    wrong: withRule({ remoteIpBlocks: ['office'] }),
    says: [
      '[chart/way-in] rule: IP block `office` is neither an address nor a CIDR block; write one such as `203.0.113.0/24` or `2001:db8::/32`',
    ],
    right: withRule({ remoteIpBlocks: ['203.0.113.0/24'] }),
  },
  {
    title: 'no issuer',
    wrong: withRule({ issuers: [] }),
    says: ['[chart/way-in] rule: `issuers` is an empty list, so no token would ever match; name at least one issuer'],
    right: withRule({ issuers }),
  },
  {
    title: 'an issuer as text',
    wrong: withRule({ issuers: [js('https://auth.example.com')] }),
    says: [
      '[chart/way-in] rule: `issuers` holds `"https://auth.example.com"`; each entry is an issuer such as `{ issuer: \'https://auth.example.com\' }`',
    ],
    right: withRule({ issuers }),
  },
  {
    title: 'an issuer twice',
    wrong: withRule({ issuers: [...issuers, ...issuers] }),
    says: [
      '[chart/way-in] rule: issuer `https://auth.example.com` is listed twice, and Istio would accept a token that fits either; list it once',
    ],
    right: withRule({ issuers }),
  },
  {
    title: 'one issuer in two ways',
    wrong: withRules(
      { paths: [IngressPath.prefix('/a')], issuers },
      { paths: [IngressPath.prefix('/b')], issuers: [{ issuer: 'https://auth.example.com' }] },
    ),
    says: [
      '[chart/public.jwt] issuer `https://auth.example.com` is described in two ways for one target, and Istio would accept a token that fits either; describe it once and share it',
    ],
    right: withRules({ paths: [IngressPath.prefix('/a')], issuers }, { paths: [IngressPath.prefix('/b')], issuers }),
  },
  {
    title: 'tokens under a wildcard',
    wrong: (shop) => addRoute(shop, { hosts: ['*.example.com'] }, { issuers }),
    says: [
      '[chart/way-in] host `*.example.com` cannot ask for tokens, as a port in the `Host` header would dodge the guard, where Istio takes one `*` only; list the hosts, or use `*` alone',
    ],
    right: (shop) => addRoute(shop, { hosts: ['*'] }, { issuers }),
  },
  {
    title: 'a rewrite of the root',
    wrong: withRule({ rewrite: '/v1' }),
    says: [
      '[chart/way-in] rule: `rewrite` is `/v1` for the path prefix `/`, where Istio runs both together as text; name the prefixes that change, or leave it out',
    ],
    right: withRule({ paths: [IngressPath.prefix('/api')], rewrite: '/v1' }),
  },
  {
    title: 'a rewrite by a pattern',
    wrong: withRule({ paths: [IngressPath.prefix('/api')], rewrite: '/v1/*' }),
    says: ['[chart/way-in] rule: rewritten path `/v1/*` is no pattern, but meant to the letter; write `/v1`'],
    right: withRule({ paths: [IngressPath.prefix('/api')], rewrite: '/v1' }),
  },
  {
    title: 'a rewrite of a gRPC method',
    wrong: (shop) =>
      addRoute(shop, {}, { to: grpcTarget(shop), paths: [IngressPath.grpc('shop.Orders/*')], rewrite: '/x' }),
    says: ['[chart/way-in] rule: `rewrite` is `/x`, and a gRPC method cannot be rewritten; remove it'],
    right: (shop) => addRoute(shop, {}, { to: grpcTarget(shop), paths: [IngressPath.grpc('shop.Orders/*')] }),
  },
  {
    title: 'a target outside the mesh',
    wrong: (shop) => {
      const outside = new ZeroTrustNamespace(shop.chart, 'outside', { dataPlane: DataPlane.none() });
      const to = new ServiceIdentity(shop.chart, 'to', { namespace: outside });
      to.select({ app: 'to' });
      addRoute(shop, {}, { to });
    },
    says: [
      '[chart/way-in] rule for `/`: namespace `outside` is not in the mesh, so nothing would enforce the route; give it a data plane',
    ],
    right: addRoute,
  },
]);

describeWrongUses('IngressGateway', [
  {
    title: 'no props at all',
    wrong: withGateway(js()),
    says: ['[chart/public] an ingress gateway is `undefined`; give an object with `namespace`, `name`'],
    right: addRoute,
  },
  {
    title: 'a text for the namespace',
    wrong: withGateway({ namespace: js('edge') }),
    says: ['[chart/public] `namespace` is `"edge"`; give a `ZeroTrustNamespace`'],
    right: addRoute,
  },
  {
    title: 'a name that is too long for its Service',
    wrong: (shop) => withGateway({ namespace: shop.shop, name: 'a'.repeat(58) })(shop),
    says: [
      '[chart/public] gateway `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` has 58 characters, and Istio adds `-istio` for a Service, which may have 63; use at most 57',
    ],
    right: (shop) => withGateway({ namespace: shop.shop, name: 'a'.repeat(57) })(shop),
  },
  {
    title: 'a gateway without route',
    wrong: ({ chart, shop }) => new IngressGateway(chart, 'public', { namespace: shop }),
    says: ['[chart/public] gateway `public` has no route, so it would listen for nothing; add an `IngressRoute`'],
    right: addRoute,
  },
  {
    title: 'a classic gateway without route',
    wrong: (shop) => istio(shop),
    says: ['[chart/public] gateway `public` has no route, so it would listen for nothing; add an `IngressRoute`'],
    right: withIstio({}),
  },
  {
    title: 'a classic gateway without service account',
    wrong: withIstio({ serviceAccount: js() }),
    says: ['[chart/public] `serviceAccount` is `undefined`; give the name of a service account'],
    right: withIstio({}),
  },
  {
    title: 'a classic gateway without labels',
    wrong: withIstio({ labels: {} }),
    says: [
      '[chart/public] the selector has no labels, so it would select every workload of the namespace; name at least one label',
    ],
    right: withIstio({ labels: { istio: 'edge' } }),
  },
  {
    title: 'a Secret that a classic gateway cannot read',
    wrong: withIstio({}, { tls: IngressTls.secret('shop-tls', 'certs') }),
    says: [
      '[chart/way-in] Secret `certs/shop-tls` is not in namespace `edge`, and a classic gateway reads Secrets of its own namespace only; copy it there, or use a gateway of the Gateway API',
    ],
    right: withIstio({}, { tls: IngressTls.secret('shop-tls', 'edge') }),
  },
  {
    title: 'tokens at a gateway whose HTTP ports are unknown',
    wrong: withIstio({}, {}, { issuers }),
    says: [
      '[chart/way-in] `issuers` are named, and gateway `public` does not say on which ports of its pods it speaks HTTP, which the guard must name; give it `httpPorts`, such as `[8443]`',
    ],
    right: withIstio({ httpPorts: [8080, 8443] }, {}, { issuers }),
  },
  {
    title: 'an HTTP port that is none',
    wrong: withIstio({ httpPorts: [0] }),
    says: [
      "[chart/public] port `0` is not a port number; use 1 to 65535 (the port that the workload listens on, not the Service's)",
    ],
    right: withIstio({ httpPorts: [8080] }),
  },
  {
    title: 'tls at a listener of somebody else',
    wrong: existing({}, { tls }),
    says: [
      '[chart/way-in] `tls` is given, and how listener `https` of gateway `public` does TLS is said where the gateway is written; remove it',
    ],
    right: existing({}),
  },
  {
    title: 'an existing gateway without listener',
    wrong: existing({ listener: js() }),
    says: ['[chart/public] `listener` is `undefined`; give the name of a listener'],
    right: existing({}),
  },
  {
    title: 'tls at a classic gateway of somebody else',
    wrong: existingIstio({}, { tls }),
    says: ['[chart/way-in] `tls` is given, and how gateway `public` does TLS is said where it is written; remove it'],
    right: existingIstio({}),
  },
  {
    title: 'a classic gateway of somebody else without the account of its pods',
    wrong: existingIstio({ serviceAccount: js() }),
    says: ['[chart/public] `serviceAccount` is `undefined`; give the name of a service account'],
    right: existingIstio({}),
  },
  {
    title: 'names of a classic gateway of somebody else that no object can have',
    wrong: existingIstio({ policyName: 'Shop', podNamespace: 'a.b' }),
    says: [
      '[chart/public] namespace `a.b` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, such as `a-b`',
      '[chart/public] policy name `Shop` is not a DNS name: use at most 253 of `a-z`, `0-9`, `-` and `.`, each part beginning and ending with a letter or digit, such as `shop`',
    ],
    right: existingIstio({ policyName: 'shop', podNamespace: 'a-b' }),
  },
  {
    title: 'a redirect to itself',
    wrong: existing({ redirectListener: 'https' }),
    says: [
      '[chart/public] `redirectListener` is `https`, to which the routes attach; name the one for plain HTTP, or leave it out',
    ],
    right: existing({ redirectListener: 'http' }),
  },
  {
    title: 'one host in two routes',
    wrong: twoHosts('shop.example.com', 'shop.example.com'),
    says: [
      '[chart/other-way] host `shop.example.com` is routed by `chart/way-in` already; add the rules there, as only one list of rules says which of them leads a request',
    ],
    right: twoHosts('shop.example.com', 'api.example.com'),
  },
  {
    title: 'one host in two routes of a classic gateway',
    wrong: twoHosts('shop.example.com', 'shop.example.com', istio),
    says: [
      '[chart/other-way] host `shop.example.com` is routed by `chart/way-in` already; add the rules there, as only one list of rules says which of them leads a request',
    ],
    right: twoHosts('shop.example.com', 'api.example.com', istio),
  },
  {
    title: 'a wildcard over the host of another route',
    wrong: twoHosts('shop.example.com', '*.example.com'),
    says: [
      '[chart/other-way] host `*.example.com` and host `shop.example.com` of `chart/way-in` cover each other, so that rules of one would open the other; list hosts one by one, or use another gateway',
    ],
    right: twoHosts('shop.example.com', '*.example.org'),
  },
  {
    title: 'two gateways of one name',
    wrong: (shop) => {
      addRoute(shop);
      new IngressRoute(shop.chart, 'other-way', {
        gateway: new IngressGateway(shop.chart, 'second', { namespace: shop.shop, name: 'public' }),
        hosts: ['b.example.com'],
        tls,
        rules: [{ paths: [IngressPath.prefix('/')], to: shop.backend, port: 80 }],
      });
    },
    says: [
      '[chart] Gateway `shop/public` is written twice, by `chart/public/Gateway` and by `chart/second/Gateway`; the cluster would keep one of them, so rename or remove one',
      '[chart] AuthorizationPolicy `shop/public-allow` is written twice, by `chart/public.allow` and by `chart/second.allow`; the cluster would keep one of them, so rename or remove one',
    ],
    right: addRoute,
  },
]);
