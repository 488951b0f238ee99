/** Does an egress gateway serve a host that callers reach without it? */
import { groupByEach } from '../../policy/group-by';
import type { EntryPort, ServiceEntry } from '../../policy/model-service-entry';
import type { SourceMatch, VirtualService } from '../../policy/model-virtual-service';
import { protocolOf } from '../../policy/port-protocol';
import { fullHost } from '../../policy/short-host';
import type { Check } from '../check-rule';
import { isForMesh } from '../gateways-of-routes';

/**
 * That a host is to be called through a gateway is known where a VirtualService leads from a gateway to it. What the
 * routes for callers in the mesh leave to other ports goes straight to the host.
 * @see https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/
 */
export const wayAroundEgressGateway: Check = {
  code: 'ZT432',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    const { httpRoutes, tcpRoutes, tlsRoutes, serviceEntries, virtualServices } = mesh.traffic;
    const byHost = groupByEach(virtualServices, ({ hosts, namespace }) =>
      hosts.map((host) => fullHost(host, namespace)),
    );
    const parents = [...httpRoutes, ...tcpRoutes, ...tlsRoutes].flatMap((route) => route.parents);
    for (const entry of serviceEntries) {
      const isRoutedByApi = parents.some(
        ({ kind, namespace, name }) => kind === 'ServiceEntry' && namespace === entry.namespace && name === entry.name,
      );
      if (entry.location !== 'MESH_EXTERNAL' || isRoutedByApi) continue;
      for (const host of entry.hosts) {
        const services = byHost.get(host) ?? [];
        const gateway = services.find((service) => leadsOut(service, host));
        if (gateway === undefined || isForGatewaysOnly(entry, gateway)) continue;
        for (const [index, port] of entry.ports.entries()) {
          if (services.some((service) => isForMesh(service) && leadsAway(service, host, port))) continue;
          const message = `calls to port ${port.number} of \`${host}\` go straight there, though \`${gateway.name}\` has a gateway for it; route them to the gateway in the mesh, too`;
          yield { manifest: manifestOf(entry), path: ['spec', 'ports', index], message };
        }
      }
    }
  },
};

/** Whether some gateway sends calls on to the host itself. */
function leadsOut(service: VirtualService, host: string): boolean {
  return (
    service.gateways.some(({ kind }) => kind === 'gateway') &&
    routesOf(service).some((route) => isForGateway(route, service) && leadsTo(route, host))
  );
}

/** Whether what callers in the mesh send to this port is sent elsewhere: to the gateway. */
function leadsAway(service: VirtualService, host: string, port: EntryPort): boolean {
  return routesOf(service).some(
    (route) =>
      route.list === listOf(port) &&
      !leadsTo(route, host) &&
      (route.matches.length === 0 || route.matches.some((match) => isInMesh(match) && isFor(match, port))),
  );
}

/** An entry that only the gateway's namespace sees is no way for others. */
function isForGatewaysOnly({ exportTo, namespace }: ServiceEntry, service: VirtualService): boolean {
  const spaces = service.gateways.flatMap((one) => (one.kind === 'gateway' ? [one.namespace] : []));
  return exportTo.length > 0 && exportTo.every((space) => spaces.includes(space === '.' ? namespace : space));
}

interface AnyRoute {
  readonly list: 'http' | 'tls' | 'tcp';
  readonly matches: readonly SourceMatch[];
  readonly hosts: readonly string[];
}

function routesOf({ http, tls, tcp, namespace }: VirtualService): readonly AnyRoute[] {
  const hostsOf = (destinations: readonly { readonly host: string }[]) =>
    destinations.map(({ host }) => fullHost(host, namespace));
  return [
    ...http.map(({ matches, action }): AnyRoute => ({
      list: 'http',
      matches,
      hosts: action.kind === 'route' ? hostsOf(action.destinations) : [],
    })),
    ...tls.map(({ matches, destinations }): AnyRoute => ({ list: 'tls', matches, hosts: hostsOf(destinations) })),
    ...tcp.map(({ matches, destinations }): AnyRoute => ({ list: 'tcp', matches, hosts: hostsOf(destinations) })),
  ];
}

function leadsTo({ hosts }: AnyRoute, host: string): boolean {
  return hosts.includes(host);
}

function isForGateway({ matches }: AnyRoute, { gateways }: VirtualService): boolean {
  if (matches.length === 0) return !gateways.some(({ kind }) => kind === 'mesh');
  return matches.some((match) => match.gateways.some(({ kind }) => kind === 'gateway') || !isMeshNamed(gateways));
}

function isMeshNamed(gateways: VirtualService['gateways']): boolean {
  return gateways.some(({ kind }) => kind === 'mesh');
}

function isInMesh({ gateways }: SourceMatch): boolean {
  return gateways.length === 0 || isMeshNamed(gateways);
}

function isFor(match: SourceMatch, { number }: EntryPort): boolean {
  return match.port === undefined || match.port === number;
}

function listOf({ protocol }: EntryPort): AnyRoute['list'] {
  const found = protocolOf(protocol);
  return found === 'http' ? 'http' : found === 'tls' ? 'tls' : 'tcp';
}
