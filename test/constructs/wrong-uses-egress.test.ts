import {
  DataPlane,
  EgressGateway,
  type EgressGatewayProps,
  EgressPort,
  EgressRoute,
  type EgressRouteProps,
  ServiceIdentity,
  ZeroTrustNamespace,
} from '../../src';
import type { Shop } from './shop';
import { describeWrongUses, js } from './wrong-use';

/** A route for the backend, right unless something else is given. */
function addRoute(shop: Shop, props: Partial<EgressRouteProps> = {}, id = 'way-out'): void {
  new EgressRoute(shop.chart, id, {
    namespace: shop.shop,
    from: [shop.backend],
    hosts: ['api.example.com'],
    ports: [EgressPort.tls()],
    ...props,
  });
}
const withProps = (props: Partial<EgressRouteProps>) => (shop: Shop) => addRoute(shop, props);
/** A gateway, right unless something else is given, and a route through it. */
function addGateway(shop: Shop, props: Partial<EgressGatewayProps> = {}): EgressGateway {
  return new EgressGateway(shop.chart, 'egress', { namespace: 'egress', serviceAccount: 'egress', ...props });
}
const through =
  (props: Partial<EgressRouteProps> = {}, gateway: Partial<EgressGatewayProps> = {}) =>
  (shop: Shop) =>
    addRoute(shop, { gateway: addGateway(shop, gateway), ...props });
const ambient = ({ chart }: Shop) => new ZeroTrustNamespace(chart, 'mesh', { dataPlane: DataPlane.ambient() });

describeWrongUses('EgressRoute', [
  {
    title: 'no props at all',
    wrong: ({ chart }) => new EgressRoute(chart, 'way-out', js()),
    says: [
      '[chart/way-out] an egress route is `undefined`; give an object with `namespace`, `from`, `hosts`, `ports`, `gateway`, `addresses`, `name`',
    ],
    right: addRoute,
  },
  {
    title: 'a misspelt field',
    wrong: withProps(js({ host: 'api.example.com' })),
    says: [
      '[chart/way-out] `host` is not a field of an egress route; use one of `namespace`, `from`, `hosts`, `ports`, `gateway`, `addresses`, `name`',
    ],
    right: addRoute,
  },
  {
    title: 'callers that got lost',
    wrong: withProps({ from: js() }),
    says: [
      '[chart/way-out] `from` is `undefined`, which would mean no condition at all; leave it out if that is meant, or give a value',
    ],
    right: addRoute,
  },
  {
    title: 'a text for the namespace',
    wrong: withProps({ namespace: js('shop') }),
    says: ['[chart/way-out] `namespace` is `"shop"`; give a `ZeroTrustNamespace`'],
    right: addRoute,
  },
  {
    title: 'a namespace of callers in ambient',
    wrong: (shop) =>
      new EgressRoute(shop.chart, 'way-out', {
        namespace: ambient(shop),
        hosts: ['api.example.com'],
        ports: [EgressPort.tls()],
      }),
    says: [
      '[chart/way-out] namespace `mesh` has no sidecars, and nothing else reads a Sidecar, so that nothing would be closed; use the sidecar data plane, or close egress by NetworkPolicies',
    ],
    right: addRoute,
  },
  {
    title: 'ambient that should be closed',
    wrong: (shop) => EgressRoute.none(shop.chart, 'closed', ambient(shop)),
    says: [
      '[chart/closed] namespace `mesh` has no sidecars, and nothing else reads a Sidecar, so that nothing would be closed; use the sidecar data plane, or close egress by NetworkPolicies',
    ],
    right: ({ chart, shop }) => EgressRoute.none(chart, 'closed', shop),
  },
  {
    title: 'a text for the namespace to close',
    wrong: ({ chart }) => EgressRoute.none(chart, 'closed', js('shop')),
    says: ['[chart/closed] `namespace` is `"shop"`; give a `ZeroTrustNamespace`'],
    right: ({ chart, shop }) => EgressRoute.none(chart, 'closed', shop),
  },
  {
    title: 'no caller',
    wrong: withProps({ from: [] }),
    says: ['[chart/way-out] `from` is an empty list, so nobody could call; leave it out, or name at least one'],
    right: addRoute,
  },
  {
    title: 'a text for a caller',
    wrong: withProps({ from: [js('backend')] }),
    says: ['[chart/way-out] `from` holds `"backend"`; each entry is a `ServiceIdentity`'],
    right: addRoute,
  },
  {
    title: 'a caller twice',
    wrong: (shop) => addRoute(shop, { from: [shop.backend, shop.backend] }),
    says: ['[chart/way-out] caller `backend` is listed twice; list it once'],
    right: addRoute,
  },
  {
    title: 'a caller of another namespace',
    wrong: (shop) => {
      const other = new ZeroTrustNamespace(shop.chart, 'other');
      const caller = new ServiceIdentity(shop.chart, 'caller', { namespace: other });
      caller.select({ app: 'caller' });
      addRoute(shop, { from: [caller] });
    },
    says: [
      '[chart/way-out] caller `caller` is in namespace `other`, and the route in `shop`, which alone sees its hosts; write a route of its own there',
    ],
    right: addRoute,
  },
  {
    title: 'a caller without workload',
    wrong: (shop) => addRoute(shop, { from: [new ServiceIdentity(shop.chart, 'ghost', { namespace: shop.shop })] }),
    says: [
      '[chart/way-out] caller `ghost` has no workload; call `attachTo(workload)` or `select(labels)`, so that its Sidecar selects something',
    ],
    right: (shop) => {
      const ghost = new ServiceIdentity(shop.chart, 'ghost', { namespace: shop.shop });
      addRoute(shop, { from: [ghost] });
      ghost.select({ app: 'ghost' });
    },
  },
  {
    title: 'one host for the list',
    wrong: withProps({ hosts: js('api.example.com') }),
    says: ['[chart/way-out] `hosts` is `"api.example.com"`; give a list, such as `[\'api.example.com\']`'],
    right: addRoute,
  },
  {
    title: 'no host',
    wrong: withProps({ hosts: [] }),
    says: ['[chart/way-out] `hosts` is an empty list, so nothing would be opened; name at least one'],
    right: addRoute,
  },
  {
    title: 'a host that got lost',
    wrong: withProps({ hosts: [js()] }),
    says: ['[chart/way-out] `hosts` holds `undefined`; each entry is a text'],
    right: addRoute,
  },
  {
    title: 'a wildcard host',
    wrong: withProps({ hosts: ['*.example.com'] }),
    says: [
      '[chart/way-out] host `*.example.com` cannot be resolved by a proxy, and without that any address passes that a caller claims to be it; list the hosts one by one',
    ],
    right: withProps({ hosts: ['a.example.com', 'b.example.com'] }),
  },
  {
    title: 'a URL for a host',
    wrong: withProps({ hosts: ['https://api.example.com/v1'] }),
    says: [
      '[chart/way-out] host `https://api.example.com/v1` is not a full name; write it in lower case, without scheme, port or path, such as `api.example.com`',
    ],
    right: addRoute,
  },
  {
    title: 'a short host',
    wrong: withProps({ hosts: ['api'] }),
    says: [
      '[chart/way-out] host `api` is not a full name; write it in lower case, without scheme, port or path, such as `api.example.com`',
    ],
    right: addRoute,
  },
  {
    title: 'an address for a host',
    wrong: withProps({ hosts: ['203.0.113.7'] }),
    says: [
      '[chart/way-out] host `203.0.113.7` is not a full name; write it in lower case, without scheme, port or path, such as `api.example.com`',
    ],
    right: addRoute,
  },
  {
    title: 'a host of the cluster',
    wrong: withProps({ hosts: ['backend.shop.svc.cluster.local'] }),
    says: [
      '[chart/way-out] host `backend.shop.svc.cluster.local` is in the cluster, which every caller knows already; let the workload behind it say who may call it',
    ],
    right: addRoute,
  },
  {
    title: 'a host twice',
    wrong: withProps({ hosts: ['api.example.com', 'api.example.com'] }),
    says: ['[chart/way-out] host `api.example.com` is listed twice; list it once'],
    right: addRoute,
  },
  {
    title: 'a host of two routes',
    wrong: (shop) => {
      addRoute(shop);
      addRoute(shop, { from: [shop.frontend] }, 'other-way');
    },
    says: [
      '[chart/other-way] host `api.example.com` is declared by `chart/way-out` already, and of two declarations in a namespace one counts; add the callers and ports there',
    ],
    right: (shop) => addRoute(shop, { from: [shop.backend, shop.frontend] }),
  },
  {
    title: 'no port',
    wrong: withProps({ ports: [] }),
    says: ['[chart/way-out] `ports` is an empty list, so nothing would be opened; name at least one'],
    right: addRoute,
  },
  {
    title: 'a number for a port',
    wrong: withProps({ ports: [js(443)] }),
    says: ['[chart/way-out] `ports` holds `443`; each entry is an `EgressPort`, such as `EgressPort.tls()`'],
    right: addRoute,
  },
  {
    title: 'one port for the list',
    wrong: withProps({ ports: js(EgressPort.tls()) }),
    says: [
      '[chart/way-out] `ports` is `EgressPort`; give a list; each entry is an `EgressPort`, such as `EgressPort.tls()`',
    ],
    right: addRoute,
  },
  {
    title: 'a port that is none',
    wrong: withProps({ ports: [EgressPort.httpToTls(0, 70000)] }),
    says: [
      '[chart/way-out] port `0` is not a port number; use 1 to 65535',
      '[chart/way-out] port `70000` is not a port number; use 1 to 65535',
    ],
    right: withProps({ ports: [EgressPort.httpToTls()] }),
  },
  {
    title: 'a port twice',
    wrong: withProps({ ports: [EgressPort.tls(443), EgressPort.httpToTls(443)] }),
    says: ['[chart/way-out] port `443` is listed twice; list each port once'],
    right: withProps({ ports: [EgressPort.tls(443), EgressPort.httpToTls(80)] }),
  },
  {
    title: 'an impossible name',
    wrong: withProps({ name: 'Way Out' }),
    says: [
      '[chart/way-out] route `Way Out` is not a DNS name: use at most 253 of `a-z`, `0-9`, `-` and `.`, each part beginning and ending with a letter or digit, such as `way-out`',
    ],
    right: withProps({ name: 'way-out' }),
  },
  {
    title: 'a text for the gateway',
    wrong: withProps({ gateway: js('egress') }),
    says: ['[chart/way-out] `gateway` is `"egress"`; give an `EgressGateway`'],
    right: through(),
  },
  {
    title: 'two ports through a gateway',
    wrong: through({ ports: [EgressPort.tls(), EgressPort.httpToTls()] }),
    says: ['[chart/way-out] `ports` has 2 entries, and gateway `egress` tells calls apart by host only; give one'],
    right: through(),
  },
  {
    title: 'two hosts that have one name at the gateway',
    wrong: through({ hosts: ['a-b.example.com', 'a.b.example.com'] }),
    says: [
      '[chart/way-out] host `a.b.example.com` has the name of another one at gateway `egress`, `a-b-example-com`; use a route of its own through another gateway',
    ],
    right: through({ hosts: ['a.example.com', 'b.example.com'] }),
  },
  {
    title: 'a host that is too long for a gateway',
    wrong: through({ hosts: [`${'a'.repeat(50)}.example.com`] }),
    says: [
      `[chart/way-out] host \`${'a'.repeat(50)}.example.com\` has 62 characters, and its name at gateway \`egress\` may have 57; call it without the gateway`,
    ],
    right: through({ hosts: [`${'a'.repeat(45)}.example.com`] }),
  },
  {
    title: 'a name for an address',
    wrong: withProps({ addresses: ['api.example.com'] }),
    says: [
      '[chart/way-out] addresses: IP block `api.example.com` is neither an address nor a CIDR block; write one such as `203.0.113.0/24` or `2001:db8::/32`',
    ],
    right: withProps({ addresses: ['203.0.113.7'] }),
  },
  {
    title: 'no address',
    wrong: withProps({ addresses: [] }),
    says: [
      '[chart/way-out] `addresses` is an empty list, so that an isolated caller could connect nowhere; leave it out, or name at least one block',
    ],
    right: withProps({ addresses: ['203.0.113.7'] }),
  },
]);

describeWrongUses('EgressGateway', [
  {
    title: 'no service account',
    wrong: through({}, { serviceAccount: js() }),
    says: ['[chart/egress] `serviceAccount` is `undefined`; give the name of a service account'],
    right: through(),
  },
  {
    title: 'a port that is none',
    wrong: through({}, { port: 0, targetPort: 70000 }),
    says: [
      '[chart/egress] port `0` is not a port number; use 1 to 65535',
      "[chart/egress] port `70000` is not a port number; use 1 to 65535 (the port that the workload listens on, not the Service's)",
    ],
    right: through({}, { port: 8443, targetPort: 9443 }),
  },
  {
    title: 'a gateway without route',
    wrong: (shop) => addGateway(shop),
    says: ['[chart/egress] gateway `egress` has no route, so it would listen for nothing; add an `EgressRoute`'],
    right: through(),
  },
]);
