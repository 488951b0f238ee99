/** What is asked by whoever stands before a port. */
import { everyRule } from '../../evaluate/proxies/policies-at-proxy';
import type { SidecarListener } from '../../evaluate/ways/arrive-at-sidecar';
import { arriveAtSidecar, arriveInTunnel } from '../../evaluate/ways/arrive-at-sidecar';
import type { Point } from '../../evaluate/ways/point';
import { remember } from '../../policy/remember';
import type { Arrive } from './arrivals';
import { partitionAtDoor } from './door-partition';
import type { DoorReading } from './door-reading';
import { readDoor } from './door-reading';
import type { EnvoyPort, EnvoyReading } from './envoy-reading';
import { BY_OWN_ACCOUNT, readEnvoy } from './envoy-reading';
import { partitionAtEnvoy } from './envoy-partition';
import type { Literal } from '../formulas/formula';
import type { Partition } from '../space/partition';
import { inCommon, untold, wholly } from '../space/partition';
import type { AddressSource } from '../formulas/scene';
import type { Space } from '../space/space';
import { partitionAtZtunnel } from './ztunnel-partition';
import type { ZtunnelReading } from './ztunnel-reading';
import { readZtunnel } from './ztunnel-reading';

/** Who decides, and what they ask. */
export type PointReading =
  | { readonly kind: 'envoy'; readonly reading: EnvoyReading }
  | { readonly kind: 'ztunnel'; readonly reading: ZtunnelReading }
  /** of a gateway, whatever it does then */
  | { readonly kind: 'door'; readonly reading: DoorReading }
  /** one of the two, and it is not known which */
  | { readonly kind: 'either'; readonly of: readonly [EnvoyReading, EnvoyReading]; readonly because: string }
  /** no proxy */
  | { readonly kind: 'open' }
  /** of others: who calls so does not come to the port */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'untold'; readonly because: string };

/** What this point asks about calls to a port: where addresses are known from, in the order of the connection. */
export function readPoint(point: Point, port: number, source: AddressSource, destination: AddressSource): PointReading {
  switch (point.kind) {
    case 'sidecar':
      return {
        kind: 'envoy',
        reading: readSidecar(point, { source, destination, remote: BY_OWN_ACCOUNT }, (caller, http) =>
          arriveAtSidecar(point, { caller, ...(http === undefined ? {} : { http }) }),
        ),
      };
    case 'ztunnel':
      return { kind: 'ztunnel', reading: readZtunnel({ guard: point, port, source, destination }) };
    case 'gateway':
      return { kind: 'door', reading: readDoor(point, source, destination) };
    case 'out':
      return { kind: 'open' };
    case 'unknown':
      return { kind: 'untold', because: point.because };
  }
}

/** Reads points. */
export type ReadPoint = typeof readPoint;

/**
 * Reads points where these addresses call. LAW: it tells what `readPoint` does, and the same object of one sidecar
 * whose rules do not look at the address by which it is called.
 */
export function pointReader(source: AddressSource): ReadPoint {
  const read = remember((point: SidecarListener) => readPoint(point, point.port, source, { kind: 'none' }));
  return (point, port, from, destination) =>
    point.kind === 'sidecar' && from === source && !looksAtDestination(point)
      ? read(point)
      : readPoint(point, port, from, destination);
}

function looksAtDestination({ config }: SidecarListener): boolean {
  return Object.values(config.rules)
    .flatMap(everyRule)
    .some(({ clauses }) =>
      clauses.some(({ alternatives }) =>
        alternatives.flat().some(({ attribute }) => attribute.kind === 'destinationIp'),
      ),
    );
}

/** What the sidecar behind a waypoint asks, which calls it in a tunnel or in plaintext. */
export function readBehindWaypoint(
  point: SidecarListener,
  source: AddressSource,
  destination: AddressSource,
): PointReading {
  // the client of who sends no X-Forwarded-For is the waypoint here; who sends one is not told apart
  const seen = { source, destination, remote: source };
  const inTunnel = readSidecar(point, seen, (caller, http) =>
    arriveInTunnel(point, { caller, ...(http === undefined ? {} : { http }) }),
  );
  const plainly = readSidecar(point, seen, (_, http) =>
    arriveAtSidecar(point, { caller: { kind: 'plaintext' }, ...(http === undefined ? {} : { http }) }),
  );
  const because =
    'whether a waypoint speaks HBONE or plaintext to a workload with a sidecar is a matter of installation';
  return { kind: 'either', of: [inTunnel, plainly], because };
}

function readSidecar(
  { config, port }: SidecarListener,
  seen: Pick<EnvoyPort, 'source' | 'remote' | 'destination'>,
  arrive: Arrive,
): EnvoyReading {
  return readEnvoy({ config, port, arrive, connection: seen.source, ...seen });
}

/** What has to be told apart for it. */
export function literalsAt(point: PointReading): readonly Literal[] {
  switch (point.kind) {
    case 'envoy':
    case 'ztunnel':
    case 'door':
      return point.reading.literals;
    case 'either':
      return point.of.flatMap(({ literals }) => literals);
    case 'open':
    case 'elsewhere':
    case 'untold':
      return [];
  }
}

/** The verdict on each request. */
export function partitionAt(point: PointReading, space: Space): Partition {
  switch (point.kind) {
    case 'envoy':
      return partitionAtEnvoy(point.reading, space);
    case 'ztunnel':
      return partitionAtZtunnel(point.reading, space);
    case 'door':
      return partitionAtDoor(point.reading, space, () => wholly(space.regions, 'allow'));
    case 'either': {
      const verdicts = point.of.map((each) => partitionAtEnvoy(each, space));
      return inCommon(space.regions, verdicts, point.because);
    }
    case 'open':
      return wholly(space.regions, 'allow');
    case 'elsewhere':
      return wholly(space.regions, 'deny');
    case 'untold':
      return untold(space.regions, [point.because]);
  }
}
