/** Who decides on one way to a port, and what do they ask? */
import { arriveAtWaypoint } from '../../evaluate/ways/arrive-at-waypoint';
import type { NoWay, Way } from '../../evaluate/ways/way';
import type { WaypointStop } from '../../evaluate/ways/waypoint-stop';
import { changesRequests } from '../../evaluate/ways/waypoint-stop';
import { nameOf } from '../../policy/metadata';
import type { JwtRule } from '../../policy/model';
import type { Target } from '../../policy/request';
import type { Arrive } from './arrivals';
import type { EnvoyReading } from './envoy-reading';
import { BY_OWN_ACCOUNT, readEnvoy } from './envoy-reading';
import type { Literal } from '../formulas/formula';
import type { PointReading } from './point-reading';
import type { ReadPoint } from './point-reading';
import { literalsAt, pointReader, readBehindWaypoint, readPoint } from './point-reading';
import type { AddressSource } from '../formulas/scene';

/** A way, and what is asked on it. */
export type WayReading =
  | {
      readonly kind: 'untold';
      readonly because: string;
      /** for want of requests with a token for the gateway before, and another one */
      readonly takesSeveral?: true;
    }
  | {
      readonly kind: 'way';
      readonly way: Way;
      readonly point: PointReading;
      /** for callers who use waypoints */
      readonly waypoint?: WaypointReading | { readonly kind: 'untold'; readonly because: string };
    };

/** A waypoint, and what is asked behind it, where it calls itself. */
export interface WaypointReading {
  readonly kind: 'waypoint';
  readonly stop: WaypointStop;
  readonly envoy: EnvoyReading;
  readonly behind: PointReading;
}

/** Each caller has an address of its own. */
export const CALLER: AddressSource = { kind: 'asked', about: { kind: 'source' } };

/** Reads ways, each of them by which a port is called so. */
export type ReadWay = (to: Target, way: Way | NoWay) => WayReading;

/** Reads ways; what a sidecar asks, whatever it is called by, is read once. */
export function wayReader(): ReadWay {
  const read = pointReader(CALLER);
  return (to, way) => readWay(to, way, CALLER, read);
}

/** What is asked on this way, by which a port is called so. */
export function readWay(
  to: Target,
  way: Way | NoWay,
  caller: AddressSource = CALLER,
  readAt: ReadPoint = readPoint,
): WayReading {
  if (way.kind !== 'way') return { kind: 'untold', because: way.because };
  const { point, port, waypoint } = way;
  const pods = addressOfPods(to, way);
  const read = { kind: 'way', way, point: readAt(point, port, caller, pods) } as const;
  if (waypoint === undefined) return read;
  if (waypoint.kind === 'lost') return { ...read, waypoint: { kind: 'untold', because: waypoint.because } };
  return { ...read, waypoint: readWaypoint(to, way, waypoint, pods, caller) };
}

/**
 * What may come from a way by which others are called: what its waypoint sends on by a route, which is not followed.
 * Who goes past the waypoint comes to the others.
 */
export function readStraying(read: ReadWay, to: Target, way: Way | NoWay): WayReading | undefined {
  const stop = way.kind === 'way' || way.kind === 'outside' ? way.waypoint : undefined;
  if (stop?.kind !== 'stop' || stop.detour === undefined) return undefined;
  const own = read(to, way);
  return own.kind === 'way' ? { ...own, point: { kind: 'elsewhere' } } : { kind: 'untold', because: stop.detour };
}

function readWaypoint(
  to: Target,
  way: Way,
  stop: WaypointStop,
  pods: AddressSource,
  connection: AddressSource,
): WaypointReading {
  const { listener, gateway } = stop;
  const arrive: Arrive = (caller, http) =>
    arriveAtWaypoint(listener, { caller, ...(http === undefined ? {} : { http }) });
  const envoy = readEnvoy({
    config: listener.config,
    port: listener.port,
    arrive,
    // the direct peer of the inner listener is Envoy itself, which has no IP address
    source: { kind: 'none' },
    connection,
    remote: BY_OWN_ACCOUNT,
    destination: addressAtWaypoint(to, stop),
  });
  const own: AddressSource = {
    kind: 'unknown',
    because: `the address of waypoint \`${nameOf(gateway)}\` is not known`,
  };
  return { kind: 'waypoint', stop, envoy, behind: readBehind(way, stop, own, pods) };
}

function readBehind({ point, port }: Way, stop: WaypointStop, own: AddressSource, pods: AddressSource): PointReading {
  if (stop.detour !== undefined) return { kind: 'untold', because: stop.detour };
  if (point.kind === 'sidecar') {
    const changed = changesRequests(stop);
    return changed === undefined ? readBehindWaypoint(point, own, pods) : { kind: 'untold', because: changed };
  }
  const because = 'what a waypoint speaks to the pods of a gateway is not established';
  return point.kind === 'gateway' ? { kind: 'untold', because } : readPoint(point, port, own, pods);
}

/** What has to be told apart on this way. */
export function literalsOn(read: WayReading): readonly Literal[] {
  if (read.kind === 'untold') return [];
  const { point, waypoint } = read;
  return [
    ...literalsAt(point),
    ...(waypoint?.kind === 'waypoint' ? [...waypoint.envoy.literals, ...literalsAt(waypoint.behind)] : []),
  ];
}

/** The rules about tokens on this way, of each proxy. */
export function jwtRulesOn(read: WayReading): readonly (readonly JwtRule[])[] {
  if (read.kind === 'untold') return [];
  const { point, waypoint } = read;
  if (waypoint?.kind !== 'waypoint') return jwtRulesAt(point);
  return [...jwtRulesAt(point), waypoint.envoy.tokens.rules, ...jwtRulesAt(waypoint.behind)];
}

function jwtRulesAt(point: PointReading): readonly (readonly JwtRule[])[] {
  switch (point.kind) {
    case 'envoy':
      return [point.reading.tokens.rules];
    case 'door':
      return [point.reading.envoy.tokens.rules];
    case 'either':
      return point.of.map(({ tokens }) => tokens.rules);
    case 'ztunnel':
    case 'open':
    case 'elsewhere':
    case 'untold':
      return [];
  }
}

/** The pods' address, where one is known; who calls them by it may know it all the same. */
function addressOfPods(to: Target, { ip, workload }: Way): AddressSource {
  if (ip !== undefined) return { kind: 'fixed', ip };
  if (to.kind === 'workload' || to.kind === 'gateway') return { kind: 'asked', about: { kind: 'destination' } };
  return { kind: 'unknown', because: `the address of \`${workload.namespace}/${workload.name}\` is not known` };
}

function addressAtWaypoint(to: Target, { listener }: WaypointStop): AddressSource {
  if (to.kind === 'workload' && listener.address === undefined)
    return { kind: 'asked', about: { kind: 'destination' } };
  if (listener.address !== undefined) return { kind: 'fixed', ip: listener.address };
  return { kind: 'unknown', because: 'the address of the called Service is not known' };
}
