/** One port of a gateway: its chains, its policies and its routes, as they are before any call comes. */
import type { Mesh } from '../../policy/model';
import { once, remember } from '../../policy/remember';
import { nameOf } from '../../policy/metadata';
import type { Arrival } from '../matching/arrival';
import { mergeServers } from '../servers/gateway-merge';
import type { GatewayProxy } from '../servers/gateway-proxy';
import type { EdgeServer, PlacedServer } from '../servers/edge-server';
import { isPassthrough } from '../servers/edge-server';
import { serversOf } from '../servers/gateway-server';
import type { ProxyOrders } from '../proxies/policies-at-proxy';
import { ordersFor } from '../proxies/policies-at-proxy';
import { targetsIn } from '../routes/route-cluster';
import { passBytes } from '../routes/route-bytes';
import { connectionRoutesOf } from '../routes/route-of-layer4';
import { requestRoutesOf } from '../routes/route-of-gateway-api';
import type { VirtualHosts } from '../routes/route-request';
import type { RoutingProxy } from '../routes/route-table';
import { virtualHostsOf } from '../routes/route-table';
import { rootVirtualServices, virtualServicesFor } from '../routes/route-virtual-service';
import type { AnyOf, Outcome, UnclearRouting } from '../routes/routing';
import { unclearRouting } from '../routes/routing';
import type { GatewayChain } from './gateway-chain';
import { chainFor, chainsOf, doChainsClash } from './gateway-chain';

/** A port of a gateway's pods. */
export interface GatewayPort {
  readonly kind: 'gateway';
  readonly number: number;
  readonly config: ProxyOrders;
  readonly trustedProxies: number | undefined;
  readonly routing: RoutingProxy;
  readonly chains: readonly GatewayChain[];
  /** the virtual hosts behind one of its chains */
  readonly hostsOn: (chain: GatewayChain) => VirtualHosts;
  /** the same for connections with this server name */
  readonly hostsAt: (sni: string) => VirtualHosts;
}

/** The ports of a mesh's gateways. */
export interface GatewayPorts {
  /** this port of the proxy's pods */
  readonly at: (proxy: GatewayProxy, podPort: number) => GatewayPort | UnclearRouting;
  /** at which port of the pods this port of a Gateway is served; the same, when none has it */
  readonly podPortFor: (proxy: GatewayProxy, port: number) => number;
  readonly serversOf: (proxy: GatewayProxy) => readonly PlacedServer[];
}

/** The ports, each made once; `near` is the mesh around a namespace, with the policies of its proxies. */
export function gatewayPorts(mesh: Mesh, near: (namespace: string) => Mesh): GatewayPorts {
  const routingFor = routingProxies(mesh);
  const servers = remember((proxy: GatewayProxy) => serversOf(mesh, proxy));
  const config = remember((proxy: GatewayProxy) => ordersFor(near(proxy.workload.namespace), proxy.proxy));
  const ports = remember((proxy: GatewayProxy) =>
    remember((number: number): GatewayPort | UnclearRouting => {
      const here = servers(proxy).filter(({ podPort }) => podPort === number);
      const routing = routingFor(proxy);
      const chains = chainsOf(mergeServers(here), routing);
      const unclear = whyUnclear(here, chains);
      if (unclear !== undefined) return unclearRouting(unclear);
      const hostsOf = remember((served: readonly EdgeServer[]) => virtualHostsOf(served, routing));
      const hostsOn = ({ does }: GatewayChain): VirtualHosts =>
        does.kind === 'http' ? hostsOf(does.servers) : new Map();
      return {
        kind: 'gateway',
        number,
        config: config(proxy),
        trustedProxies: proxy.trustedProxies,
        routing,
        chains,
        hostsOn,
        hostsAt: (sni) => {
          const chain = chainFor(chains, sni);
          return chain === undefined ? new Map() : hostsOn(chain);
        },
      };
    }),
  );
  return {
    at: (proxy, podPort) => ports(proxy)(podPort),
    podPortFor: (proxy, port) => servers(proxy).find((server) => server.port === port)?.podPort ?? port,
    serversOf: servers,
  };
}

function whyUnclear(servers: readonly EdgeServer[], chains: readonly GatewayChain[]): string | undefined {
  if (servers.some(({ bind }) => bind !== undefined)) {
    return 'a server of this port listens at some address only, and which one is called is not known';
  }
  return doChainsClash(chains)
    ? 'two servers of this port are for one server name, so that Envoy refuses the whole port'
    : undefined;
}

/** What each proxy knows of routes, and of where they may lead. */
function routingProxies(mesh: Mesh): (proxy: GatewayProxy) => RoutingProxy {
  const roots = once(() => rootVirtualServices(mesh));
  const targets = targetsIn(mesh);
  return remember(({ proxy, gateways, identity }: GatewayProxy) => {
    const { namespace, labels } = proxy;
    const made = gateways.flatMap((gateway) => [
      ...requestRoutesOf(mesh, gateway),
      ...connectionRoutesOf(mesh, gateway),
    ]);
    return {
      namespace,
      labels,
      identity,
      behaviour: mesh.settings.behaviour,
      find: targets(proxy),
      routesFor: remember(
        (gateway) => virtualServicesFor(mesh, [...roots(), ...made], namespace, { kind: 'gateway', ...gateway }),
        nameOf,
      ),
    };
  });
}

/** Where bytes go that are not looked at as HTTP. A destination that the gateway does not know ends the connection. */
export function passOn({ chains, routing }: GatewayPort, { sni, port }: Arrival): Outcome | AnyOf {
  const chain = chainFor(chains, sni);
  if (chain?.does.kind !== 'bytes') return unclearRouting('these bytes are no HTTP, and no route is for them');
  const { tls, port: called } = chain.server;
  const endsTls = tls !== 'none' && !isPassthrough(tls);
  return passBytes(chain.does, { called, shown: port, endsTls, point: 'gateway' }, routing);
}
