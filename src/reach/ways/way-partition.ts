/** What becomes of each request on one way, apart from the network: what the proxies on it decide together. */
import { SCHEME } from '../formulas/identity-forms';
import { fixed } from '../space/fixed';
import type { Partition } from '../space/partition';
import { inTurn, sorted, untold } from '../space/partition';
import { partitionAtEnvoy } from './envoy-partition';
import type { PointReading } from './point-reading';
import { partitionAt } from './point-reading';
import type { Space } from '../space/space';
import type { WaypointReading, WayReading } from './way-reading';

/** The verdicts on one way. */
export interface WayPartition {
  readonly read: WayReading;
  /** for callers who go past waypoints, and for those who go through them */
  readonly past: Partition;
  readonly through: Partition;
}

/** The verdicts of the proxies on this way; `at` tells what is decided before the port. */
export function partitionOn(read: WayReading, space: Space, at: (point: PointReading) => Partition): WayPartition {
  const { regions } = space;
  if (read.kind === 'untold') {
    const whole = untold(regions, [read.because]);
    return { read, past: whole, through: whole };
  }
  const past = at(read.point);
  switch (read.waypoint?.kind) {
    case undefined:
      return { read, past, through: past };
    case 'untold':
      return { read, past, through: untold(regions, [read.waypoint.because]) };
    case 'waypoint':
      return { read, past, through: throughWaypoint(read.waypoint, space) };
  }
}

/** The waypoint decides about the caller, and who is behind it about the waypoint. */
function throughWaypoint({ envoy, behind, stop }: WaypointReading, space: Space): Partition {
  const { regions, caller } = space;
  const atom = caller.kind === 'texts' ? caller.atoms.atomOf(SCHEME + stop.identity) : undefined;
  if (atom === undefined) return untold(regions, [`\`${stop.identity}\` is no identity that Istio issues`]);
  const onward = withFixed(space, partitionAt(behind, space), caller.first, atom);
  return inTurn(regions, [partitionAtEnvoy(envoy, space), onward]);
}

/** The partition once the atom of one dimension is known. */
export function withFixed({ regions }: Space, partition: Partition, dimension: number, atom: number): Partition {
  const { deny, undecided, depends, because, on } = partition;
  const known = (region: Partition['deny']): Partition['deny'] => fixed(regions, region, dimension, atom);
  const parts = { deny: known(deny), undecided: known(undecided), depends: known(depends) };
  return sorted(regions, parts, because, on);
}
