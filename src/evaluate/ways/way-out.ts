/** Where does a call to a host of a ServiceEntry lead: out of the mesh, perhaps through a waypoint? */
import { nameOf } from '../../policy/metadata';
import type { Mesh } from '../../policy/model';
import type { ServiceEntry } from '../../policy/model-service-entry';
import { coversHost, fullHost } from '../../policy/short-host';
import { entryListener } from './arrive-at-waypoint';
import { waypointFor } from './waypoint-binding';
import type { Lost, WaypointStop } from './waypoint-stop';
import { lost, stopFor } from './waypoint-stop';

/** Out of the mesh. The caller's proxy may turn the called port into another: one of these, where it is not known. */
export interface Outside {
  readonly kind: 'outside';
  readonly ports: readonly number[];
  /** where a proxy connects that resolves the host itself, as a waypoint does */
  readonly dialled: readonly number[];
  readonly because: string;
  /** the waypoint that a tunnel leads through */
  readonly waypoint?: WaypointStop | Lost;
}

/** A port of a host. */
export interface PortOfHost {
  readonly host: string;
  readonly port: number;
}

/** Only what is declared to be no part of the mesh is outside of it; machines and pods have proxies of their own. */
export function wayOut(near: (namespace: string) => Mesh): (called: PortOfHost) => Outside | Lost {
  const { traffic } = near('');
  return ({ host, port }) => {
    const entries = traffic.serviceEntries.filter(({ hosts }) => hosts.some((declared) => coversHost(declared, host)));
    if (entries.length === 0) return lost(`nobody declares \`${host}\``);
    const inside = entries.find(({ location, selector }) => location === 'MESH_INTERNAL' || selector !== undefined);
    if (inside !== undefined) return lost(`the proxies behind ServiceEntry \`${nameOf(inside)}\` are not judged`);
    const stops = entries.flatMap((entry) => stopBefore(near(entry.namespace), entry, { host, port }) ?? []);
    const waypoint = entries.length > 1 && stops.length > 0 ? lost(`\`${host}\` is declared more than once`) : stops[0];
    const dialled = [...new Set(entries.flatMap((entry) => portsBehind(entry, port)))];
    return {
      kind: 'outside',
      ports: [...new Set([port, ...dialled])],
      dialled,
      because: `\`${host}\` is outside the mesh, where no policy decides`,
      ...(waypoint === undefined ? {} : { waypoint }),
    };
  };
}

/** Where a proxy connects to for this port of the entry. */
function portsBehind({ ports, endpoints }: ServiceEntry, called: number): readonly number[] {
  return ports
    .filter(({ number }) => number === called)
    .flatMap(({ name, number, targetPort = number }) =>
      endpoints.length === 0 ? [targetPort] : endpoints.map((endpoint) => endpoint.ports.get(name) ?? targetPort),
    );
}

/** The waypoint before this port of the host, or why it is not known whether calls get there. */
function stopBefore(mesh: Mesh, entry: ServiceEntry, { host, port }: PortOfHost): WaypointStop | Lost | undefined {
  const name = nameOf(entry);
  const declared = entry.ports.find(({ number }) => number === port);
  if (declared === undefined) {
    const isFree = waypointFor(mesh, entry, 'service').kind === 'none';
    return isFree ? undefined : lost(`ServiceEntry \`${name}\` has no port ${port}`);
  }
  const stop = stopFor(mesh, 'ServiceEntry', entry, (config) => entryListener(entry, declared, config));
  if (stop?.kind !== 'stop') return stop;
  if (!entry.hosts.includes(host)) {
    return lost(`whether calls to \`${host}\` get to the waypoint of ServiceEntry \`${name}\` is not known`);
  }
  // istiod gives it one unless that is switched off, and ztunnel sees no names but in DNS
  if (entry.addresses.length === 0) {
    return lost(`ServiceEntry \`${name}\` has no \`addresses\`, by which ztunnel tells that its waypoint is meant`);
  }
  const route = routeFor(mesh, stop, entry, host);
  return route === undefined
    ? stop
    : { ...stop, detour: `${route} decides where the waypoint sends calls to \`${host}\`, which is not followed` };
}

/** A route that the waypoint may follow. @see istio pilot/pkg/networking/core/listener_waypoint.go */
function routeFor({ traffic }: Mesh, { gateway }: WaypointStop, entry: ServiceEntry, host: string): string | undefined {
  const isNear = ({ namespace }: { readonly namespace: string }): boolean =>
    namespace === gateway.namespace || namespace === entry.namespace;
  const virtualService = traffic.virtualServices.find(
    (route) =>
      isNear(route) &&
      route.gateways.some(({ kind }) => kind === 'mesh') &&
      route.hosts.some((covering) => coversHost(fullHost(covering, route.namespace), host)),
  );
  if (virtualService !== undefined) return `VirtualService \`${nameOf(virtualService)}\``;
  const routes = [...traffic.httpRoutes, ...traffic.grpcRoutes, ...traffic.tlsRoutes, ...traffic.tcpRoutes];
  const attached = routes.find(
    (route) =>
      isNear(route) &&
      route.parents.some((parent) => parent.kind === 'ServiceEntry' && nameOf(parent) === nameOf(entry)),
  );
  return attached === undefined ? undefined : `route \`${nameOf(attached)}\``;
}
