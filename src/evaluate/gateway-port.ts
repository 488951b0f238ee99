/** One port of a gateway: its chains, its policies and its routes, as they are before any call comes. */
import type { Mesh } from '../policy/model';
import { remember } from '../policy/remember';
import type { Target } from '../policy/request';
import type { Arrival } from './arrival';
import type { GatewayChain } from './gateway-chain';
import { chainFor, chainsOf, doChainsClash } from './gateway-chain';
import { mergeServers } from './gateway-merge';
import type { GatewayProxy } from './gateway-proxy';
import type { EdgeServer } from './edge-server';
import { serversOf } from './gateway-server';
import { nameOf } from './network-index';
import type { KnownSecrets } from './server-certificate';
import type { ProxyOrders } from './policies-at-proxy';
import { ordersFor } from './policies-at-proxy';
import { targetsIn } from './route-cluster';
import { connectionRoutesOf } from './route-of-layer4';
import { requestRoutesOf } from './route-of-gateway-api';
import type { VirtualHosts } from './route-request';
import type { RoutingProxy } from './route-table';
import { virtualHostsOf } from './route-table';
import { rootVirtualServices, virtualServicesFor } from './route-virtual-service';
import type { AnyOf, Outcome, UnclearRouting } from './routing';
import { oneOf, unclearRouting } from './routing';

/** A port of a gateway. */
export interface GatewayPort {
  readonly kind: 'port';
  readonly number: number;
  readonly config: ProxyOrders;
  readonly trustedProxies: number | undefined;
  readonly routing: RoutingProxy;
  readonly chains: readonly GatewayChain[];
  /** the virtual hosts for connections with this server name */
  readonly hostsAt: (sni: string) => VirtualHosts;
}

/** The ports of a mesh's gateways. A Gateway of the Gateway API is called at the port of its listener. */
export function gatewayPortOf(
  mesh: Mesh,
  secrets: KnownSecrets,
): (proxy: GatewayProxy, to: Target) => GatewayPort | UnclearRouting {
  const roots = remember(() => rootVirtualServices(mesh));
  const targets = targetsIn(mesh);
  return (proxy, to) => {
    const servers = serversOf(mesh, proxy, secrets);
    const at = to.kind === 'gateway' ? servers.find(({ port }) => port === to.port)?.podPort : to.port;
    const here = servers.filter(({ podPort }) => podPort === at);
    if (here.some(({ bind }) => bind !== undefined)) {
      return unclearRouting('a server of this port listens at some address only, and which one is called is not known');
    }
    const { namespace, labels } = proxy.proxy;
    const made = proxy.gateways.flatMap((gateway) => [
      ...requestRoutesOf(mesh, gateway),
      ...connectionRoutesOf(mesh, gateway),
    ]);
    const routing: RoutingProxy = {
      namespace,
      labels,
      identity: proxy.identity,
      behaviour: mesh.settings.behaviour,
      find: targets(proxy.proxy),
      routesFor: remember(
        (gateway) => virtualServicesFor(mesh, [...roots(undefined), ...made], namespace, gateway),
        nameOf,
      ),
    };
    const chains = chainsOf(mergeServers(here), routing);
    if (doChainsClash(chains)) {
      return unclearRouting('two servers of this port are for one server name, so that Envoy refuses the whole port');
    }
    const hostsOf = remember((servers: readonly EdgeServer[]) => virtualHostsOf(servers, routing));
    return {
      kind: 'port',
      number: at ?? to.port,
      config: ordersFor(mesh, proxy.proxy),
      trustedProxies: proxy.trustedProxies,
      routing,
      chains,
      hostsAt: (sni) => {
        const does = chainFor(chains, sni)?.does;
        return does?.kind === 'http' ? hostsOf(does.servers) : new Map();
      },
    };
  };
}

/** Where bytes go that are not looked at as HTTP. A destination that the gateway does not know ends the connection. */
export function passOn({ chains, routing }: GatewayPort, { sni, port }: Arrival): Outcome | AnyOf {
  const chain = chainFor(chains, sni);
  if (chain?.does.kind !== 'bytes') return unclearRouting('these bytes are no HTTP, and no route is for them');
  const { by, destinations } = chain.does;
  const weighed = destinations.length === 1 ? destinations : destinations.filter(({ weight }) => weight > 0);
  if (weighed.length === 0) return unclearRouting(`\`${nameOf(by)}\` has a route without destination`);
  return oneOf(
    weighed.map((destination): Outcome => {
      const to = routing.find(destination, { namespace: by.namespace, port: chain.server.port });
      const shown = `\`${nameOf(by)}\` passes port ${port} on`;
      if (to !== undefined) return { kind: 'passedOn', to, identity: routing.identity, because: shown };
      const because = [`\`${nameOf(by)}\` leads to \`${destination.host}\`, which the gateway does not know`];
      return { kind: 'refused', verdict: { verdict: 'deny', point: 'gateway', layer: 'network', because } };
    }),
  );
}
