import {
  DataPlane,
  IngressGateway,
  IngressPath,
  IngressRoute,
  IngressTls,
  NetworkIsolation,
  NetworkPeer,
  ServiceIdentity,
  WorkloadNetworkIsolation,
  ZeroTrustNamespace,
} from '../../src';
import type { Shop } from './shop';
import { describeWrongUses, js } from './wrong-use';

type Use = (shop: Shop) => unknown;

const isolation =
  (props: object): Use =>
  ({ chart, shop }) =>
    new NetworkIsolation(chart, 'network', { namespace: shop, ...props });
const ambient =
  (props: object): Use =>
  ({ chart }) => {
    const pay = new ZeroTrustNamespace(chart, 'pay', { dataPlane: DataPlane.ambient() });
    return new NetworkIsolation(chart, 'network', { namespace: pay, ...props });
  };
const gatewayInside =
  (props: object): Use =>
  ({ chart, shop, backend }) => {
    new NetworkIsolation(chart, 'network', { namespace: shop });
    const gateway = IngressGateway.istio(chart, 'public', { namespace: 'shop', serviceAccount: 'public', ...props });
    const rules = [{ paths: [IngressPath.prefix('/')], to: backend, port: 80 }];
    new IngressRoute(chart, 'way-in', { gateway, hosts: ['a.example.com'], tls: IngressTls.none('a test'), rules });
  };
const allowTo =
  (call: (network: NetworkIsolation, shop: Shop) => void): Use =>
  (shop) => {
    call(new NetworkIsolation(shop.chart, 'network', { namespace: shop.shop }), shop);
  };
const database = NetworkPeer.ipBlocks('203.0.113.7');

describeWrongUses('NetworkIsolation', [
  {
    title: 'a misspelt field',
    wrong: isolation({ metricFrom: [] }),
    says: [
      '[chart/network] `metricFrom` is not a field of a network isolation; use one of `namespace`, `dns`, `dnsPort`, `istiod`, `metricsFrom`',
    ],
    right: isolation({ metricsFrom: [NetworkPeer.pods('monitoring')] }),
  },
  {
    title: 'a gateway that does not say where it listens',
    wrong: gatewayInside({}),
    says: [
      '[chart/network] gateway `public` runs in namespace `shop`, which this isolates, and does not say on which ports of its pods it is called from outside; give it `httpPorts`, such as `[8080, 8443]`',
    ],
    right: gatewayInside({ httpPorts: [8080] }),
  },
  {
    title: 'the name of a namespace',
    wrong: isolation({ namespace: 'shop' }),
    says: ['[chart/network] `namespace` is `"shop"`; give a `ZeroTrustNamespace`'],
    right: isolation({}),
  },
  {
    title: 'a connection from what is not isolated',
    wrong: ({ chart, backend }) => {
      new NetworkIsolation(chart, 'network', { namespace: js() }).allowTo(backend, database, 5432);
    },
    says: ['[chart/network] `namespace` is `undefined`; give a `ZeroTrustNamespace`'],
    right: ({ chart, shop, backend }) => {
      new NetworkIsolation(chart, 'network', { namespace: shop }).allowTo(backend, database, 5432);
    },
  },
  {
    title: 'the address of DNS as a text',
    wrong: isolation({ dns: ['10.96.0.10'] }),
    says: ['[chart/network] `dns` holds `"10.96.0.10"`; each entry is a `NetworkPeer`, such as `NetworkPeer.pods(…)`'],
    right: isolation({ dns: [NetworkPeer.ipBlocks('10.96.0.10')] }),
  },
  {
    title: 'nobody who answers DNS',
    wrong: isolation({ dns: [] }),
    says: [
      '[chart/network] `dns` is an empty list, and without names no call would leave; name who answers, or leave it out',
    ],
    right: isolation({}),
  },
  {
    title: 'a port of DNS that is none',
    wrong: isolation({ dnsPort: js('53') }),
    says: [
      '[chart/network] port `"53"` is not a port number; use 1 to 65535 (the port that the workload listens on, not the Service\'s)',
    ],
    right: isolation({ dnsPort: 5353 }),
  },
  {
    title: 'no istiod for sidecars',
    wrong: isolation({ istiod: [] }),
    says: [
      '[chart/network] `istiod` is an empty list, and without certificates no proxy gets ready; name its pods or addresses, or leave it out',
    ],
    right: isolation({ istiod: [NetworkPeer.pods('mesh', { app: 'istiod' })] }),
  },
  {
    title: 'metrics of sidecars that are not there',
    wrong: ambient({ metricsFrom: [NetworkPeer.pods('monitoring')] }),
    says: [
      '[chart/network] `metricsFrom` opens ports of sidecars, and namespace `pay` has none; open the port of the workload by a route instead',
    ],
    right: ambient({}),
  },
  {
    title: 'a peer that is no address',
    wrong: isolation({ metricsFrom: [NetworkPeer.ipBlocks('monitoring')] }),
    says: [
      '[chart/network] `metricsFrom`: IP block `monitoring` is neither an address nor a CIDR block; write one such as `203.0.113.0/24` or `2001:db8::/32`',
    ],
    right: isolation({ metricsFrom: [NetworkPeer.pods('monitoring')] }),
  },
  {
    title: 'a peer without addresses',
    wrong: isolation({ metricsFrom: [NetworkPeer.ipBlocks()] }),
    says: [
      '[chart/network] `metricsFrom`: `NetworkPeer.ipBlocks()` names no block; name one, such as `203.0.113.0/24`',
    ],
    right: isolation({ metricsFrom: [database] }),
  },
  {
    title: 'a peer in a namespace that cannot be',
    wrong: isolation({ metricsFrom: [NetworkPeer.pods('Monitoring')] }),
    says: [
      '[chart/network] `metricsFrom`: namespace `Monitoring` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, such as `monitoring`',
    ],
    right: isolation({ metricsFrom: [NetworkPeer.pods('monitoring')] }),
  },
  {
    title: 'a namespace that is isolated twice',
    wrong: ({ chart, shop }) => [
      new NetworkIsolation(chart, 'network', { namespace: shop }),
      new NetworkIsolation(chart, 'again', { namespace: shop }),
    ],
    says: ['default-deny', 'every-pod', 'frontend-network', 'backend-network'].map(
      (name) =>
        `[chart] NetworkPolicy \`shop/${name}\` is written twice, by \`chart/network/${name}\` and by \`chart/again/${name}\`; the cluster would keep one of them, so rename or remove one`,
    ),
    right: isolation({}),
  },
  {
    title: 'a connection to no peer',
    wrong: allowTo((network, { backend }) => network.allowTo(backend, js('203.0.113.7'), 5432)),
    says: ['[chart/network] `peer` is `"203.0.113.7"`; give a `NetworkPeer`, such as `NetworkPeer.pods(…)`'],
    right: allowTo((network, { backend }) => network.allowTo(backend, database, 5432)),
  },
  {
    title: 'a connection of nobody',
    wrong: allowTo((network) => network.allowTo(js('backend'), database, 5432)),
    says: ['[chart/network] `caller` is `"backend"`; give a `ServiceIdentity`'],
    right: allowTo((network, { backend }) => network.allowTo(backend, database, 5432)),
  },
  {
    title: 'a connection to no port',
    wrong: allowTo((network, { backend }) => network.allowTo(backend, database)),
    says: ['[chart/network] a connection needs a port; name at least one, as the called end has it'],
    right: allowTo((network, { backend }) => network.allowTo(backend, database, 5432)),
  },
  {
    title: 'a connection of another namespace',
    wrong: allowTo((network, { chart }) => {
      const other = new ZeroTrustNamespace(chart, 'other');
      const caller = new ServiceIdentity(chart, 'caller', { namespace: other });
      caller.select({ app: 'caller' });
      network.allowTo(caller, database, 5432);
    }),
    says: [
      '[chart/network] `caller` is in namespace `other`, and this isolates namespace `shop`; call `allowTo` of the isolation of its own namespace',
    ],
    right: allowTo((network, { backend }) => network.allowTo(backend, database, 5432)),
  },
  {
    title: 'a connection of pods that are not known',
    wrong: allowTo((network, { chart, shop }) =>
      network.allowTo(new ServiceIdentity(chart, 'caller', { namespace: shop }), database, 5432),
    ),
    says: [
      '[chart/network] identity `caller` has no workload; call `attachTo(workload)` or `select(labels)`, so that the policy selects something',
    ],
    right: allowTo((network, { backend }) => network.allowTo(backend, database, 5432)),
  },
]);

describeWrongUses('WorkloadNetworkIsolation', [
  {
    title: 'the name of a workload',
    wrong: ({ chart }) => new WorkloadNetworkIsolation(chart, 'network', { target: js('backend') }),
    says: ['[chart/network] `target` is `"backend"`; give a `ServiceIdentity`'],
    right: ({ chart, backend }) => new WorkloadNetworkIsolation(chart, 'network', { target: backend }),
  },
  {
    title: 'an identity without pods',
    wrong: ({ chart, shop }) =>
      new WorkloadNetworkIsolation(chart, 'network', {
        target: new ServiceIdentity(chart, 'nobody', { namespace: shop }),
      }),
    says: [
      '[chart/network] identity `nobody` has no workload; call `attachTo(workload)` or `select(labels)`, so that the policy selects something',
    ],
    right: ({ chart, backend }) => new WorkloadNetworkIsolation(chart, 'network', { target: backend }),
  },
  {
    title: 'a workload of a namespace that is isolated',
    wrong: ({ chart, shop, backend }) => [
      new NetworkIsolation(chart, 'network', { namespace: shop }),
      new WorkloadNetworkIsolation(chart, 'again', { target: backend }),
    ],
    says: [
      '[chart] NetworkPolicy `shop/backend-network` is written twice, by `chart/network/backend-network` and by `chart/again/backend-network`; the cluster would keep one of them, so rename or remove one',
    ],
    right: ({ chart, shop }) => new NetworkIsolation(chart, 'network', { namespace: shop }),
  },
  {
    title: 'a connection to a port that is none',
    wrong: ({ chart, backend }) => {
      new WorkloadNetworkIsolation(chart, 'network', { target: backend }).allowTo(database, 0);
    },
    says: [
      "[chart/network] port `0` is not a port number; use 1 to 65535 (the port that the workload listens on, not the Service's)",
    ],
    right: ({ chart, backend }) => {
      new WorkloadNetworkIsolation(chart, 'network', { target: backend }).allowTo(database, 5432);
    },
  },
]);
