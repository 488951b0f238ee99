/** Which connections does the network see on a way, and does it let them through? */
import type { HopEnd } from '../../evaluate/network/network-stage';
import { tunnelEnd } from '../../evaluate/network/network-stage';
import type { Way } from '../../evaluate/ways/way';
import type { Caller, Target } from '../../policy/request';
import type { Partition } from '../space/partition';
import { untold, wholly } from '../space/partition';
import type { Space } from '../space/space';
import type { Terrain } from './terrain';
import type { WayReading } from './way-reading';

/** Who calls, as the network sees it: past waypoints or through them, in tunnels or not. */
export interface NetworkCaller {
  readonly from: Caller;
  readonly isMutual: boolean;
  readonly usesWaypoints: boolean;
}

/** What the network says about the connections of a call by this caller on this way, as far as it refuses any. */
export function networkOn(
  { network }: Terrain,
  { regions }: Space,
  to: Target,
  read: WayReading,
  caller: NetworkCaller,
): readonly Partition[] {
  if (read.kind === 'untold') return [];
  return hopsOn(to, read, caller).flatMap(([from, called, otherwise]) => {
    const { verdict, because } = network(from, called);
    if (otherwise !== undefined && network(from, otherwise).verdict !== verdict) return untold(regions, [EITHER]);
    if (verdict === 'allow') return [];
    return verdict === 'undecided' ? untold(regions, because) : wholly(regions, verdict);
  });
}

/** From one end to another, or otherwise to that. */
type Hop = readonly [from: HopEnd<Caller>, to: HopEnd<Target>, otherwise?: HopEnd<Target>];

const EITHER = 'whether a waypoint connects to the port of a workload with a sidecar, or to its tunnels, is not known';

function hopsOn(
  to: Target,
  { way, waypoint }: Extract<WayReading, { kind: 'way' }>,
  { from, isMutual, usesWaypoints }: NetworkCaller,
): readonly Hop[] {
  const isTunnelled = way.point.kind === 'ztunnel';
  if (!usesWaypoints || waypoint === undefined) {
    return [[from, isTunnelled && isMutual ? tunnelEnd(way.workload, way.ip) : calledAt(way, to)]];
  }
  if (waypoint.kind === 'untold') return [];
  const stop = { kind: 'waypoint', waypoint: waypoint.stop.gateway } as const;
  if (waypoint.stop.detour !== undefined) return [[from, stop]];
  const { namespace, name } = way.workload;
  const pods: Target = { kind: 'workload', workload: { namespace, name }, port: way.port };
  const tunnel = tunnelEnd(way.workload, way.ip);
  const plain = { ...pods, ...(way.ip === undefined ? {} : { ip: way.ip }) };
  if (isTunnelled)
    return [
      [from, stop],
      [stop, tunnel],
    ];
  return [[from, stop], way.point.kind === 'sidecar' ? [stop, plain, tunnel] : [stop, plain]];
}

function calledAt({ workload: { namespace, name }, port, ip }: Way, to: Target): Target {
  switch (to.kind) {
    case 'service':
      return { ...to, workload: { namespace, name } };
    case 'gateway': // at its pods
      return { kind: 'workload', workload: { namespace, name }, port, ...(ip === undefined ? {} : { ip }) };
    case 'workload':
    case 'host':
      return to;
  }
}
