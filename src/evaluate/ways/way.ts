/** Where a call may lead: to one workload at its own port, perhaps through a waypoint. */
import { selects } from '../../policy/in-force';
import type { Mesh, ObjectName, Service, Workload } from '../../policy/model';
import { isBehind, targetPortOf } from '../../policy/port-protocol';
import { remember } from '../../policy/remember';
import type { Target } from '../../policy/request';
import { tryServiceName } from '../../policy/short-host';
import { isNamed, nameOf } from '../../policy/metadata';
import { namedIn } from '../../policy/named-in';
import { gatewayProxies } from '../servers/gateway-proxy';
import { podListener, serviceListener } from './arrive-at-waypoint';
import { dataPlaneOf } from './data-plane';
import { gatewayPorts } from './gateway-port';
import type { Point } from './point';
import { pointsOf } from './point';
import type { Outside } from './way-out';
import { wayOut } from './way-out';
import { detourAtWaypoint } from './waypoint-route';
import type { Lost, WaypointStop } from './waypoint-stop';
import { lost, stopFor } from './waypoint-stop';

/** A way to a workload. It is the same for every call to one target. */
export interface Way {
  readonly kind: 'way';
  readonly workload: Workload;
  /** the workload's own */
  readonly port: number;
  /** the workload's own, when it is known */
  readonly ip?: string;
  readonly point: Point;
  /** the waypoint that a tunnel leads through */
  readonly waypoint?: WaypointStop | Lost;
}

/** No way, or one to where nothing of the mesh decides. */
export type NoWay = Lost | Outside;

/** The sidecar of the caller sends the call where its routes say. */
export interface Rerouted {
  readonly kind: 'rerouted';
  readonly caller: ObjectName;
}

/** The ways that calls may take: one for each workload behind a Service. INVARIANT: never empty. */
export function waysIn(mesh: Mesh, near: (namespace: string) => Mesh): (to: Target) => readonly (Way | NoWay)[] {
  const proxies = gatewayProxies(mesh);
  const ports = gatewayPorts(mesh, near);
  const pointAt = pointsOf(near, (pods, port) => ports.at(proxies.of(pods), port));
  const pods = namedIn(mesh.workloads);
  const toWorkload = remember(
    ({ name, port }: PortOf) => waysToWorkload(near(name.namespace), pods(name), pointAt, { name, port }),
    portKey,
  );
  const throughService = remember(
    ({ name, port }: PortOf) => waysThrough(near(name.namespace), pointAt, name, port),
    portKey,
  );
  const out = remember(wayOut(near), ({ host, port }) => `${port} ${host}`);
  const toHost = ({ host, port }: Extract<Target, { kind: 'host' }>): readonly (Way | NoWay)[] => {
    const name = tryServiceName(host);
    return name === undefined ? [out({ host, port })] : throughService({ name, port });
  };
  const toGateway = remember(({ name, port }: PortOf) => {
    const found = proxies.named(name);
    if ('kind' in found) return [lost(found.because)];
    return found.map((proxy) => wayTo(proxy.workload, ports.podPortFor(proxy, port), pointAt));
  }, portKey);
  const toPods = remember(({ name, port }: PortOf) => {
    const found = proxies.ofPods(name);
    return 'kind' in found ? [lost(found.because)] : found.map(({ workload }) => wayTo(workload, port, pointAt));
  }, portKey);
  return (to) => {
    switch (to.kind) {
      case 'workload':
        return at(to.ip, toWorkload({ name: to.workload, port: to.port }));
      case 'service':
        return only(to, throughService({ name: to.service, port: to.port }));
      case 'host':
        return toHost(to);
      case 'gateway':
        return at(to.ip, (to.pods === true ? toPods : toGateway)({ name: to.gateway, port: to.port }));
    }
  };
}

/** The ways to the replica that has this address, when one is given. */
function at(ip: string | undefined, ways: readonly (Way | NoWay)[]): readonly (Way | NoWay)[] {
  return ip === undefined ? ways : ways.map((way) => (way.kind === 'way' ? { ...way, ip } : way));
}

/** A port of a workload, a Service or a gateway. */
interface PortOf {
  readonly name: ObjectName;
  readonly port: number;
}

function portKey({ name, port }: PortOf): string {
  return `${port} ${nameOf(name)}`;
}

type PointAt = (workload: Workload, port: number) => Point;

function waysToWorkload(
  mesh: Mesh,
  called: readonly Workload[],
  pointAt: PointAt,
  { name, port }: PortOf,
): readonly (Way | NoWay)[] {
  if (called.length === 0) return [lost(`workload \`${nameOf(name)}\` is not among the manifests`)];
  return called.map((workload) => {
    return pastServices(mesh, wayTo(workload, port, pointAt));
  });
}

/** The way to the address of a pod. Only ztunnel looks for the waypoint of one. */
function pastServices(mesh: Mesh, way: Way): Way {
  if (way.point.kind !== 'ztunnel') return way;
  const stop = stopFor(mesh, 'pods', way.workload, (config) => podListener(way.port, way.ip, config));
  return stop === undefined ? way : { ...way, waypoint: stop };
}

/**
 * A pod without a port of the Service's target name is no endpoint of that port. ztunnel knows a Service by the address
 * that is called, and a headless one has none: calls to it are calls to the pods.
 * @see ztunnel src/proxy/outbound.rs, `build_request`
 */
function waysThrough(mesh: Mesh, pointAt: PointAt, called: ObjectName, number: number): readonly (Way | NoWay)[] {
  const name = nameOf(called);
  const service = mesh.services.find(isNamed(called));
  if (service === undefined) return [lost(`Service \`${name}\` is not among the manifests`)];
  const port = service.ports.find((candidate) => candidate.port === number && candidate.transport === 'TCP');
  if (port === undefined) return [lost(`Service \`${name}\` has no TCP port ${number}`)];
  const isHeadless = service.clusterIP === 'None';
  const waypoint = isHeadless
    ? undefined
    : stopFor(mesh, 'Service', service, (config) => serviceListener(service, port, config));
  const detour = waypoint?.kind === 'stop' ? detourAtWaypoint(mesh, waypoint.gateway, service, number) : undefined;
  const stop = waypoint === undefined ? {} : { waypoint: detour === undefined ? waypoint : { ...waypoint, detour } };
  const ways = mesh.workloads
    .filter((workload) => leadsTo(mesh, service, workload))
    .flatMap((workload) => {
      const target = targetPortOf(port, workload);
      if (target === undefined) return [];
      const way = wayTo(workload, target, pointAt);
      return [isHeadless ? pastServices(mesh, way) : { ...way, ...stop }];
    });
  return ways.length > 0 ? ways : [lost(`no workload behind Service \`${name}\` has its port ${number}`)];
}

/** The ways to the one workload behind the Service that the case names, if it names one. */
function only(
  { service, port, workload }: Extract<Target, { kind: 'service' }>,
  ways: readonly (Way | NoWay)[],
): readonly (Way | NoWay)[] {
  if (workload === undefined) return ways;
  const isMeant = isNamed(workload);
  const those = ways.filter((way) => way.kind !== 'way' || isMeant(way.workload));
  if (those.length > 0) return those;
  return [lost(`no workload \`${nameOf(workload)}\` behind Service \`${nameOf(service)}\` has its port ${port}`)];
}

/** Injection adds labels to pods, so that Services may select by them; ambient adds none. */
export function leadsTo(mesh: Mesh, service: Service, workload: Workload): boolean {
  if (!isBehind(service, workload)) return false;
  const { kind } = dataPlaneOf(mesh, workload);
  return kind === 'sidecar' || kind === 'gateway' || selects(service.selector, workload.labels);
}

function wayTo(workload: Workload, port: number, pointAt: PointAt): Way {
  const [ip, ...others] = workload.addresses;
  const address = ip === undefined || others.length > 0 ? {} : { ip };
  return { kind: 'way', workload, port, point: pointAt(workload, port), ...address };
}
