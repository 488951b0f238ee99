/** What a port of a gateway does with connections, by server name: its filter chains. */
import type { ObjectName } from '../../policy/model';
import type { SourceMatch, WeightedDestination } from '../../policy/model-virtual-service';
import { doHostsMeet } from '../servers/gateway-host';
import type { ServerGroup } from '../servers/gateway-merge';
import type { EdgeServer } from '../servers/edge-server';
import { isPassthrough } from '../servers/edge-server';
import { isForPort, namesGateway } from '../routes/route-source';
import type { RoutingProxy } from '../routes/route-table';
import { hostsFor } from '../routes/route-table';
import type { EdgeVirtualService } from '../routes/route-virtual-service';

/** What becomes of connections with one of these server names. */
export interface GatewayChain {
  /** undefined: all that no other chain takes, with TLS or without */
  readonly names: readonly string[] | undefined;
  readonly server: EdgeServer;
  readonly does: ChainAction;
}

/** Requests are routed by these servers, or bytes are passed on; `lost` says what is not told here. */
export type ChainAction =
  | { readonly kind: 'http'; readonly servers: readonly EdgeServer[] }
  | { readonly kind: 'bytes'; readonly by: ObjectName; readonly destinations: readonly WeightedDestination[] }
  | { readonly kind: 'lost'; readonly because: string };

/**
 * The chains of the servers at one port.
 * @see istio pilot/pkg/networking/core/gateway.go, `buildGatewayTCPBasedFilterChains`
 */
export function chainsOf(groups: readonly ServerGroup[], proxy: RoutingProxy): readonly GatewayChain[] {
  const passed = new Set<string>();
  return groups.flatMap(({ kind, servers }) => {
    const [server] = servers;
    if (server === undefined) return [];
    if (kind !== 'bytes') return [{ names: namesOf(server), server, does: { kind: 'http', servers } }];
    return isPassthrough(server.tls) ? passingTls(server, proxy, passed) : passingBytes(server, proxy);
  });
}

/** Server names without the namespaces of routes; a plain star stands for all. */
function namesOf({ tls, hosts }: EdgeServer): readonly string[] | undefined {
  if (tls === 'none') return undefined;
  return withoutStar(hosts.map(({ host }) => host));
}

function withoutStar(names: readonly string[]): readonly string[] | undefined {
  return names.includes('*') ? undefined : [...new Set(names)];
}

/** The first TCP route that is for the server; TLS that ends here may also have TLS routes of the Gateway API. */
function passingBytes(server: EdgeServer, proxy: RoutingProxy): readonly GatewayChain[] {
  for (const virtualService of proxy.routesFor(server.gateway).filter((one) => areHostsMet(server, one))) {
    const tcp = virtualService.tcp.find(
      ({ matches, destinations }) =>
        destinations.length > 0 && (matches.length === 0 || matches.some((match) => isForConnection(match, server))),
    );
    const ended = virtualService.semantics === 'gateway' ? virtualService.tls : [];
    const tls = ended.find(({ matches }) => matches.some((match) => isForConnection(match, server)));
    const route = tcp ?? tls;
    if (route !== undefined) {
      const { destinations } = route;
      return [{ names: namesOf(server), server, does: { kind: 'bytes', by: routeOf(virtualService), destinations } }];
    }
  }
  return [];
}

/** A chain for each match; server names that another one has already are left out with all that stands beside them. */
function passingTls(server: EdgeServer, proxy: RoutingProxy, passed: Set<string>): readonly GatewayChain[] {
  if (server.tls === 'auto-passthrough') {
    const because = 'the server passes mTLS on to another cluster, by names that the mesh gives to its Services';
    return [{ names: namesOf(server), server, does: { kind: 'lost', because } }];
  }
  const chains: GatewayChain[] = [];
  for (const virtualService of proxy.routesFor(server.gateway).filter((one) => areHostsMet(server, one))) {
    for (const { matches, destinations } of virtualService.tls) {
      for (const match of destinations.length === 0 ? [] : matches) {
        if (!isForConnection(match, server) || match.sniHosts.some((name) => passed.has(name))) continue;
        match.sniHosts.forEach((name) => passed.add(name));
        chains.push({
          names: match.sniHosts.length === 0 ? undefined : withoutStar(match.sniHosts),
          server,
          does: { kind: 'bytes', by: routeOf(virtualService), destinations },
        });
      }
    }
  }
  return chains;
}

/** The route as its author knows it: what istiod makes of those of the Gateway API has more behind the name. */
function routeOf({ namespace, name }: EdgeVirtualService): ObjectName {
  return { namespace, name: name.split('~')[0] ?? name };
}

function areHostsMet({ hosts }: EdgeServer, { namespace, hosts: routed }: EdgeVirtualService): boolean {
  return hostsFor(hosts, namespace).some((host) => routed.some((other) => doHostsMeet(host, other)));
}

/** Source labels and subnets are not looked at here. @see `l4SingleMatch` */
function isForConnection(match: SourceMatch, { gateway, port }: EdgeServer): boolean {
  return (
    isForPort(match, { port }) && (match.gateways.length === 0 || namesGateway(match, { kind: 'gateway', ...gateway }))
  );
}

/** Whether Envoy refuses all chains together, because two are for one server name; none of the port works then. */
export function doChainsClash(chains: readonly Pick<GatewayChain, 'names'>[]): boolean {
  const names = chains.flatMap((chain) => chain.names ?? ['*']);
  return new Set(names).size < names.length;
}

/** The chain for this server name (lower case, empty without one): of the most names the longest that fits. */
export function chainFor<C extends Pick<GatewayChain, 'names'>>(chains: readonly C[], name: string): C | undefined {
  const labels = name.split('.');
  const tails = name === '' ? [] : labels.map((_, from) => labels.slice(from).join('.')).slice(1);
  const asked = name === '' ? [] : [name, ...tails.map((tail) => `*.${tail}`)];
  for (const one of asked) {
    const found = chains.find(({ names }) => names?.some((each) => each.toLowerCase() === one));
    if (found !== undefined) return found;
  }
  return chains.find(({ names }) => names === undefined);
}
