import { ApiObject, type Chart } from 'cdk8s';
import { Deployment, LabelSelector } from 'cdk8s-plus-28';
import {
  AllowRoute,
  ClientTlsMode,
  Condition,
  DataPlane,
  DenyRoute,
  MtlsMode,
  MutualTls,
  Operation,
  ServiceIdentity,
  type ServiceIdentityProps,
  Source,
  TrafficHost,
  TrafficPolicy,
  Waypoint,
  WaypointTraffic,
  WorkloadPort,
  ZeroTrustNamespace,
} from '../../src';
import type { Shop } from './shop';
import { describeWrongUses, js } from './wrong-use';

const ambient = (chart: Chart, dataPlane = DataPlane.ambient()) => new ZeroTrustNamespace(chart, 'mesh', { dataPlane });

const addService = (chart: Chart, name: string, ports: object[], selector: object = { app: 'target' }) =>
  new ApiObject(chart, `${name}-service`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'mesh' },
    spec: { selector, ports },
  });

/** An identity behind the waypoint of its namespace, with ports 8080 and 9090, of which a Service exposes the first. */
const newTarget = ({ chart }: Shop, props: Partial<ServiceIdentityProps> = {}) => {
  const namespace = ambient(chart, DataPlane.ambientWithWaypoint());
  const ports = [WorkloadPort.http(8080), WorkloadPort.http(9090)];
  const target = new ServiceIdentity(chart, 'target', { namespace, ports, ...props });
  target.select({ app: 'target' });
  addService(chart, 'target', [{ port: 80, targetPort: 8080 }]);
  return target;
};
/** Two identities, and a Service that selects by these labels. */
const newTwins = ({ chart }: Shop, selector: object) => {
  const namespace = ambient(chart, DataPlane.ambientWithWaypoint());
  const [a] = ['a', 'b'].map((name) => {
    const identity = new ServiceIdentity(chart, name, { namespace });
    const labels = { app: name, tier: 'back' };
    const containers = [{ image: 'app', portNumber: 8080 }];
    const metadata = { name, namespace: 'mesh' };
    const workload = new Deployment(chart, `${name}-pods`, {
      metadata,
      podMetadata: { labels },
      select: false,
      containers,
    });
    workload.select(LabelSelector.of({ labels: { app: name } }));
    identity.attachTo(workload);
    return identity;
  });
  addService(chart, 'both', [{ port: 80, targetPort: 8080 }], selector);
  a?.allowFrom(caller);
};
const caller = Source.principals('cluster.local/ns/mesh/sa/caller');
const get = Operation.get('/data');

describeWrongUses('Waypoint', [
  {
    title: 'a misspelt field',
    wrong: ({ chart, shop }) => new Waypoint(chart, 'guard', js({ namespace: shop, for: 'all' })),
    says: ['[chart/guard] `for` is not a field of a waypoint; use one of `namespace`, `name`, `traffic`'],
    right: ({ chart, shop }) => new Waypoint(chart, 'guard', { namespace: shop, traffic: WaypointTraffic.ALL }),
  },
  {
    title: 'the name of a namespace',
    wrong: ({ chart }) => new Waypoint(chart, 'guard', js({ namespace: 'shop' })),
    says: ['[chart/guard] `namespace` is `"shop"`; give a `ZeroTrustNamespace`'],
    right: ({ chart, shop }) => new Waypoint(chart, 'guard', { namespace: shop }),
  },
  {
    title: 'a reference without a namespace',
    wrong: ({ chart }) => Waypoint.fromName(chart, 'guard', js({ name: 'guard' })),
    says: ['[chart/guard] `namespace` is `undefined`; give the name of a namespace'],
    right: ({ chart }) => Waypoint.fromName(chart, 'guard', { name: 'guard', namespace: 'infra' }),
  },
  {
    title: 'a name that no Service could have',
    wrong: ({ chart, shop }) => new Waypoint(chart, 'guard', { namespace: shop, name: 'guard.shop' }),
    says: [
      '[chart/guard] waypoint `guard.shop` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, such as `guard-shop`',
    ],
    right: ({ chart, shop }) => new Waypoint(chart, 'guard', { namespace: shop, name: 'guard-shop' }),
  },
  {
    title: 'one for pods that no identity names',
    wrong: ({ chart, shop }) => new Waypoint(chart, 'guard', { namespace: shop, traffic: WaypointTraffic.WORKLOAD }),
    says: [
      '[chart/guard] waypoint `guard` is for calls to pods, whose rules hold for all that it serves, so it is for exactly one identity, and none names it; name it in `waypoint` of one `ServiceIdentity`, or make it one for Services',
    ],
    right: ({ chart, shop }) => new Waypoint(chart, 'guard', { namespace: shop, traffic: WaypointTraffic.SERVICE }),
  },
  {
    title: 'one for pods in another namespace',
    wrong: ({ chart, shop }) => {
      const waypoint = new Waypoint(chart, 'guard', { namespace: shop, traffic: WaypointTraffic.WORKLOAD });
      return new ServiceIdentity(chart, 'target', { namespace: ambient(chart), waypoint });
    },
    says: [
      '[chart/guard] waypoint `guard` is for calls to pods, whose rules are written in its own namespace `shop`, and serves `mesh`; let it run there',
    ],
    right: ({ chart }) => {
      const namespace = ambient(chart);
      const waypoint = new Waypoint(chart, 'guard', { namespace, traffic: WaypointTraffic.WORKLOAD });
      return new ServiceIdentity(chart, 'target', { namespace, waypoint });
    },
  },
]);

describeWrongUses('ambient namespaces', [
  {
    title: 'a data plane behind no waypoint',
    wrong: ({ chart }) => ambient(chart, DataPlane.ambientBehind(js('waypoint'))),
    says: [
      '[chart/mesh] `DataPlane.ambientBehind(…)` names no `Waypoint`; give one, or write `DataPlane.ambientWithWaypoint()`',
    ],
    right: ({ chart, shop }) => ambient(chart, DataPlane.ambientBehind(new Waypoint(chart, 'w', { namespace: shop }))),
  },
  {
    title: 'a misspelt field of its waypoint',
    wrong: ({ chart }) => ambient(chart, DataPlane.ambientWithWaypoint(js({ label: 'x' }))),
    says: ['[chart/mesh] `label` is not a field of a waypoint; use one of `name`, `traffic`'],
    right: ({ chart }) => ambient(chart, DataPlane.ambientWithWaypoint({ name: 'x' })),
  },
  {
    title: 'a label that chooses a waypoint',
    wrong: ({ chart }) => new ZeroTrustNamespace(chart, 'mesh', { labels: { 'istio.io/use-waypoint': 'none' } }),
    says: [
      '[chart/mesh] label `istio.io/use-waypoint` is set by `dataPlane`; use that property, so that only one of them decides',
    ],
    right: ({ chart }) => ambient(chart, DataPlane.ambientWithWaypoint()),
  },
  {
    title: 'a DestinationRule for callers that nobody reads',
    wrong: ({ chart }) =>
      new ZeroTrustNamespace(chart, 'mesh', { dataPlane: DataPlane.ambient(), mutualTlsForCallers: true }),
    says: [
      '[chart/mesh] `mutualTlsForCallers` writes a DestinationRule, which ztunnel does not read as it always speaks mTLS; leave it out',
    ],
    right: ({ chart }) => ambient(chart),
  },
  {
    title: 'a TrafficPolicy that nobody reads',
    wrong: ({ chart }) =>
      new TrafficPolicy(chart, 'pool', { namespace: ambient(chart), host: TrafficHost.service('target', 'mesh') }),
    says: [
      '[chart/pool] namespace `mesh` is ambient without a waypoint, and ztunnel reads no DestinationRule; give it the data plane `DataPlane.ambientWithWaypoint()`, or leave the traffic policy out',
    ],
    right: ({ chart }) =>
      new TrafficPolicy(chart, 'pool', {
        namespace: ambient(chart, DataPlane.ambientWithWaypoint()),
        host: TrafficHost.service('target', 'mesh'),
      }),
  },
  {
    title: 'plaintext from the waypoint',
    wrong: ({ chart }) =>
      new TrafficPolicy(chart, 'pool', {
        namespace: ambient(chart, DataPlane.ambientWithWaypoint()),
        host: TrafficHost.service('target', 'mesh'),
        tls: { mode: ClientTlsMode.DISABLE, reason: 'the tunnel is enough' },
      }),
    says: [
      '[chart/pool] client TLS mode `DISABLE` does not switch off the tunnels of ambient namespace `mesh`; leave `tls` out',
    ],
    right: ({ chart }) =>
      new TrafficPolicy(chart, 'pool', {
        namespace: ambient(chart, DataPlane.ambientWithWaypoint()),
        host: TrafficHost.service('target', 'mesh'),
      }),
  },
  {
    title: 'a mode that ztunnel does not have',
    wrong: (shop) =>
      new MutualTls(shop.chart, 'mtls', {
        target: newTarget(shop),
        ports: [{ port: 9090, mode: MtlsMode.DISABLE }],
        reason: 'scraped from outside',
      }),
    says: [
      '[chart/mtls] mode `DISABLE` cannot be had in ambient namespace `mesh`, where ztunnel always takes mTLS, too; write `PERMISSIVE`',
    ],
    right: (shop) =>
      new MutualTls(shop.chart, 'mtls', {
        target: newTarget(shop),
        ports: [{ port: 9090, mode: MtlsMode.PERMISSIVE }],
        reason: 'scraped from outside',
      }),
  },
  {
    title: 'plaintext to what only the waypoint may call',
    wrong: (shop) =>
      new MutualTls(shop.chart, 'mtls', {
        target: newTarget(shop),
        mode: MtlsMode.PERMISSIVE,
        ports: [{ port: 8080, mode: MtlsMode.PERMISSIVE }],
        reason: 'callers outside',
      }),
    says: [
      '[chart/mtls] mode `PERMISSIVE` lets in plaintext, which passes no waypoint, and nobody else is let in to target `target`; leave it at `STRICT`, or name single ports that no Service exposes',
      '[chart/mtls] mode `PERMISSIVE` of port `8080` lets in plaintext, which passes no waypoint, and nobody else is let in to target `target`; leave it at `STRICT`, or name single ports that no Service exposes',
    ],
    right: (shop) => new MutualTls(shop.chart, 'mtls', { target: newTarget(shop) }),
  },
]);

describeWrongUses('identities behind a waypoint', [
  {
    title: 'a waypoint before sidecars',
    wrong: ({ chart, shop }) =>
      new ServiceIdentity(chart, 'target', {
        namespace: shop,
        waypoint: new Waypoint(chart, 'guard', { namespace: shop }),
      }),
    says: [
      '[chart/target] namespace `shop` is not ambient, and only pods of ambient stand behind waypoint `guard`; give it `DataPlane.ambient()`, or leave out `waypoint`',
    ],
    right: ({ chart }) => {
      const namespace = ambient(chart);
      const waypoint = new Waypoint(chart, 'guard', { namespace });
      return new ServiceIdentity(chart, 'target', { namespace, waypoint });
    },
  },
  {
    title: 'the name of a waypoint',
    wrong: ({ chart }) => new ServiceIdentity(chart, 'target', js({ namespace: ambient(chart), waypoint: 'guard' })),
    says: ['[chart/target] `waypoint` is `"guard"`; give a `Waypoint`'],
    right: ({ chart }) => new ServiceIdentity(chart, 'target', { namespace: ambient(chart) }),
  },
  {
    title: 'a Service without its ports',
    wrong: (shop) => newTarget(shop, { services: [js({ name: 'api' })] }),
    says: ['[chart/target] `services` holds `{"name":"api"}`; each entry is `{ name, ports: [{ port, targetPort }] }`'],
    right: (shop) => newTarget(shop, { services: [{ name: 'api', ports: [{ port: 443, targetPort: 8080 }] }] }),
  },
  {
    title: 'the service account of the waypoint',
    wrong: ({ chart }) =>
      new ServiceIdentity(chart, 'waypoint', { namespace: ambient(chart, DataPlane.ambientWithWaypoint()) }),
    says: [
      '[chart] service account `waypoint` of identity `chart/waypoint` is that of waypoint `waypoint`, and would be let in to all that stands behind it; give one of them another name',
    ],
    right: ({ chart }) =>
      new ServiceIdentity(chart, 'waypoint', {
        namespace: ambient(chart, DataPlane.ambientWithWaypoint({ name: 'guard' })),
      }),
  },
  {
    title: 'routes and no Service',
    wrong: ({ chart }) => {
      const namespace = ambient(chart, DataPlane.ambientWithWaypoint());
      const target = new ServiceIdentity(chart, 'target', { namespace });
      target.select({ app: 'target' });
      target.allowFrom(caller);
    },
    says: [
      '[chart/target] identity `target` stands behind waypoint `waypoint`, and no Service of this app leads to its pods, so that no call to it passes there; expose the workload, such as by `exposeViaService`, or name its Service in `services`',
    ],
    right: (shop) => newTarget(shop).allowFrom(caller),
  },
  {
    title: 'HTTP on a port that no Service exposes',
    wrong: (shop) => newTarget(shop).allowFrom(caller, Operation.of({ methods: ['GET'], ports: [9090] })),
    says: [
      '[chart/target] port `9090` of identity `target` is exposed by no Service, so that calls to it go past waypoint `waypoint`, and methods, paths, hosts, headers and tokens cannot be enforced there; expose it, or use sources and ports only',
    ],
    right: (shop) => newTarget(shop).allowFrom(caller, Operation.ports(9090)),
  },
  {
    title: 'a DENY about a port that is opened past the waypoint',
    wrong: (shop) => {
      const target = newTarget(shop);
      target.allowFrom(caller, Operation.ports(9090));
      return new DenyRoute(shop.chart, 'no', { to: target, operations: [Operation.of({ paths: ['/admin*'] })] });
    },
    says: [
      '[chart/target] port `9090` of identity `target` is exposed by no Service, so that calls to it go past waypoint `waypoint`: a route opens it, and a `DenyRoute` or the guard of a token that covers it would not hold there; name other `ports` in one of them, or expose the port',
    ],
    right: (shop) => {
      const target = newTarget(shop);
      target.allowFrom(caller, Operation.ports(9090));
      const operations = [Operation.of({ paths: ['/admin*'], ports: [8080] })];
      return new DenyRoute(shop.chart, 'no', { to: target, operations });
    },
  },
  {
    title: 'a port that leads to two',
    wrong: (shop) => {
      newTarget(shop).allowFrom(caller);
      return addService(shop.chart, 'metrics', [{ port: 80, targetPort: 9090 }]);
    },
    says: [
      '[chart/target] port `80` of the Services of identity `target` leads to different ports of its pods, which a rule at waypoint `waypoint` could not tell apart; give these Services different ports',
    ],
    right: (shop) => {
      newTarget(shop).allowFrom(caller);
      return addService(shop.chart, 'metrics', [{ port: 81, targetPort: 9090 }]);
    },
  },
  {
    title: 'a port that leads to a name',
    wrong: (shop) => {
      newTarget(shop).allowFrom(caller);
      return addService(shop.chart, 'metrics', [{ port: 81, targetPort: 'metrics' }]);
    },
    says: [
      "[chart/target] port `81` of Service `metrics` leads to the pods' port named `metrics`, whose number the rules need; name the Service with its numbers in `services`",
    ],
    right: (shop) => {
      const services = [{ name: 'metrics', ports: [{ port: 81, targetPort: 9090 }] }];
      newTarget(shop, { services }).allowFrom(caller);
      return addService(shop.chart, 'metrics', [{ port: 81, targetPort: 'metrics' }]);
    },
  },
  {
    title: 'a Service of two identities',
    wrong: (shop) => newTwins(shop, { tier: 'back' }),
    says: [
      '[chart/a] Service `both` leads to the pods of identities `a` and `b`, and a waypoint cannot tell whom a call will reach; give each a Service of its own',
    ],
    right: (shop) => newTwins(shop, { tier: 'back', app: 'a' }),
  },
]);

describeWrongUses('routes at a waypoint', [
  ...(
    [
      [
        'ipBlocks',
        Source.ipBlocks('10.0.0.0/8'),
        'whose peer has no IP address there; use `remoteIpBlocks`, or a NetworkPolicy',
      ],
    ] as const
  ).map(([field, source, reason]) => ({
    title: field,
    wrong: (shop: Shop) => newTarget(shop).allowFrom(source, get),
    says: [`[chart/target/AllowRoute1] \`${field}\` means nothing at a waypoint, ${reason}`],
    right: (shop: Shop) =>
      newTarget(shop).allowFrom(Source.of({ principals: ['*'], remoteIpBlocks: ['10.0.0.0/8'] }), get),
  })),
  ...(
    [
      ['source.ip', '10.0.0.1', 'whose peer has no IP address there; use `remoteIpBlocks`, or a NetworkPolicy'],
      [
        'destination.ip',
        '10.0.0.1',
        "which sees the Service's address and not the pod's; choose the workload by the target of the route",
      ],
      [
        'destination.port',
        '8080',
        "which sees the Service's port and not the workload's; name `ports` in an operation",
      ],
      ['connection.sni', 'a.b', 'which sees no TLS of the mesh; name the callers by their identities'],
    ] as const
  ).map(([key, value, reason]) => ({
    title: `a condition on ${key}`,
    wrong: (shop: Shop) =>
      new AllowRoute(shop.chart, 'route', {
        to: newTarget(shop),
        conditions: [Condition.of(key, { values: [value] })],
      }),
    says: [`[chart/route] \`${key}\` means nothing at a waypoint, ${reason}`],
    right: (shop: Shop) =>
      new AllowRoute(shop.chart, 'route', {
        to: newTarget(shop),
        conditions: [Condition.remoteIp({ values: ['10.0.0.1'] })],
      }),
  })),
  {
    title: 'what ztunnel does not see, without a waypoint',
    wrong: ({ chart }) => {
      const target = new ServiceIdentity(chart, 'target', { namespace: ambient(chart) });
      target.select({ app: 'target' });
      target.denyFrom(Source.remoteIpBlocks('10.0.0.0/8'));
    },
    says: [
      '[chart/target/DenyRoute1] namespace `mesh` is ambient without a waypoint, where `remoteIpBlocks` cannot be enforced; use identities, namespaces, addresses and ports only, or the data plane `DataPlane.ambientWithWaypoint()` or `DataPlane.sidecar()`',
    ],
    right: ({ chart }) => {
      const target = new ServiceIdentity(chart, 'target', { namespace: ambient(chart) });
      target.select({ app: 'target' });
      target.denyFrom(Source.ipBlocks('10.0.0.0/8'));
    },
  },
]);
