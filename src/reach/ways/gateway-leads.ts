/** Through which gateways may a target be reached, before any request is told apart from another? */
import type { EdgeRoute } from '../../evaluate/routes/route-table';
import type { GatewayPort } from '../../evaluate/ways/gateway-port';
import type { RouteTarget } from '../../evaluate/routes/routing';
import type { NoWay, Way } from '../../evaluate/ways/way';
import { selects } from '../../policy/in-force';
import { nameOf } from '../../policy/metadata';
import type { Mesh, Workload } from '../../policy/model';
import { once, remember } from '../../policy/remember';
import type { Target } from '../../policy/request';
import type { GatewayDoor } from './gateway-doors';
import type { PortTarget } from './port-target';
import { targetKey } from './port-target';

/** Where gateways may lead. */
export interface Leads {
  /** the doors that may lead to this port, each by one name */
  readonly doorsTo: (target: PortTarget) => readonly GatewayDoor[];
  /** whether what a route names may be, or lead to, this port */
  readonly mayLead: (routed: RouteTarget, target: PortTarget) => boolean;
  /** whether it is a gateway itself */
  readonly isGateway: (routed: RouteTarget) => boolean;
}

/** Where the gateways of this mesh may lead. */
export function leadsOf(
  mesh: Mesh,
  doors: () => readonly GatewayDoor[],
  waysOf: (to: Target) => readonly (Way | NoWay)[],
): Leads {
  const waysTo = remember(
    ({ service, port }: RouteTarget) => (service === undefined ? [] : waysOf({ kind: 'service', service, port })),
    ({ host, port }) => `${host} ${port}`,
  );
  const doorsTo = once(() => doorsByTarget(mesh, distinct(doors(), waysOf), waysOf, waysTo));
  return {
    doorsTo: (target) => doorsTo().get(targetKey(target)) ?? [],
    isGateway: (routed) => waysTo(routed).some(isAtGateway),
    mayLead: (routed, target) =>
      waysTo(routed).some(
        (way) =>
          (way.kind === 'way' && way.port === target.port && nameOf(way.workload) === nameOf(target.workload)) ||
          (isAtGateway(way) && (doorsTo().get(targetKey(target)) ?? []).some((door) => isDoor(way, door))),
      ) || isBehindEntry(mesh, routed, target),
  };
}

function isAtGateway(way: Way | NoWay): way is Way {
  return way.kind === 'way' && way.point.kind === 'gateway';
}

function isDoor({ workload, port }: Way, door: GatewayDoor): boolean {
  return port === door.port && nameOf(workload) === nameOf(door.pods);
}

/** Doors by which the same pods are called count once. */
function distinct(
  doors: readonly GatewayDoor[],
  waysOf: (to: Target) => readonly (Way | NoWay)[],
): readonly GatewayDoor[] {
  const known = new Set<string>();
  return doors.filter(({ to }) => {
    const places = waysOf(to).flatMap((way) => (way.kind === 'way' ? `${way.port} ${nameOf(way.workload)}` : []));
    const isNew = places.some((place) => !known.has(place));
    places.forEach((place) => known.add(place));
    return isNew;
  });
}

/** The targets of each door, and those of the gateways that it leads on to. */
function doorsByTarget(
  mesh: Mesh,
  doors: readonly GatewayDoor[],
  waysOf: (to: Target) => readonly (Way | NoWay)[],
  waysTo: (routed: RouteTarget) => readonly (Way | NoWay)[],
): ReadonlyMap<string, readonly GatewayDoor[]> {
  const own = new Map(
    doors.map((door) => {
      const routed = waysOf(door.to).flatMap((way) =>
        way.kind === 'way' && way.point.kind === 'gateway' ? routedFrom(way.point) : [],
      );
      return [door, { routed, ways: routed.flatMap(waysTo) }] as const;
    }),
  );
  const reached = (first: GatewayDoor): ReadonlySet<string> => {
    const keys = new Set<string>();
    const passed = new Set([first]);
    // what is added on the way is gone through, too
    for (const door of passed) {
      const { ways = [], routed = [] } = own.get(door) ?? {};
      for (const way of ways) {
        if (way.kind !== 'way') continue;
        keys.add(targetKey({ workload: way.workload, port: way.port }));
        if (isAtGateway(way)) doors.filter((other) => isDoor(way, other)).forEach((other) => passed.add(other));
      }
      for (const key of routed.flatMap((one) => behindEntries(mesh, one))) keys.add(key);
    }
    return keys;
  };
  const found = new Map<string, GatewayDoor[]>();
  for (const door of doors) {
    for (const key of reached(door)) found.set(key, [...(found.get(key) ?? []), door]);
  }
  return found;
}

function routedFrom({ chains, hostsOn, routing }: GatewayPort): readonly RouteTarget[] {
  const all = chains.flatMap((chain): readonly RouteTarget[] => {
    const { does, server } = chain;
    switch (does.kind) {
      case 'http':
        return [...hostsOn(chain).values()].flatMap(({ routes }) => routes.flatMap(routedBy));
      case 'bytes': {
        const asker = { namespace: does.by.namespace, port: server.port };
        return does.destinations.flatMap((destination) => routing.find(destination, asker) ?? []);
      }
      case 'lost':
        return [];
    }
  });
  return [...new Map(all.map((one) => [`${one.host} ${one.port}`, one])).values()];
}

function routedBy({ does, copies }: EdgeRoute): readonly RouteTarget[] {
  return [...does().shares.flatMap(({ to }) => to ?? []), ...copies()];
}

/** Whether the pods of the target stand behind a ServiceEntry for the host. */
function isBehindEntry(mesh: Mesh, { host, service }: RouteTarget, { workload }: PortTarget): boolean {
  return service === undefined && podsBehindEntries(mesh, host).some((pods) => nameOf(pods) === nameOf(workload));
}

function behindEntries(mesh: Mesh, { host, service, port }: RouteTarget): readonly string[] {
  if (service !== undefined) return [];
  return podsBehindEntries(mesh, host).flatMap((workload) =>
    [port, ...workload.ports.map((own) => own.port)].map((each) => targetKey({ workload, port: each })),
  );
}

function podsBehindEntries({ traffic, workloads }: Mesh, host: string): readonly Workload[] {
  const entries = traffic.serviceEntries.filter(
    ({ hosts, selector }) => selector !== undefined && hosts.includes(host),
  );
  return workloads.filter((pods) =>
    entries.some(({ namespace, selector }) => pods.namespace === namespace && selects(selector ?? {}, pods.labels)),
  );
}
