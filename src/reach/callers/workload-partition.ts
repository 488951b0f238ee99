/** What becomes of the requests of a workload on one way? Its own proxy decides what it speaks, and to whom. */
import type { Unspoken } from '../../evaluate/client/client-speech';
import type { CallerOnWay, PossibleCaller } from '../../evaluate/client/possible-callers';
import { tryEnvoyAddress } from '../../policy/ip-block';
import type { ObjectName } from '../../policy/model';
import { HTTP, PROTOCOL, TCP } from '../space/space';
import type { Space } from '../space/space';
import { axisIn } from '../space/space';
import { otherAtom } from '../space/axis';
import type { KnownCallers } from './callers';
import { networkOn } from '../ways/network-hops';
import type { Partition } from '../space/partition';
import { inCommon, inTurn, untold, wholly } from '../space/partition';
import type { Fix } from '../space/shared-partitions';
import type { Speaker } from './speakers';
import type { StudiedWay } from '../ways/studied-way';
import type { Terrain } from '../ways/terrain';
import type { WayPartition } from '../ways/way-partition';

export const PODS = 'the workloads of this name do not answer alike';
const SPEECHES = 'what the proxy of the caller speaks is not known';

/** What all callers of a port share. */
export interface PortContext {
  readonly space: Space;
  readonly known: KnownCallers;
  readonly fix: Fix;
  /** nothing at all, once for all that it is shared by */
  readonly nothing: Partition;
}

/** What all workloads share that call the port in one mesh. */
export interface WorkloadContext extends PortContext {
  readonly terrain: Terrain;
  /** the atom of an identity; undefined: Istio does not issue it */
  readonly atomOf: (identity: string) => number | undefined;
  /** what proxies speak, once for all that are told the same */
  readonly spokenBy: (caller: CallingWorkload, way: StudiedWay, isHttp: boolean) => readonly (readonly CallerOnWay[])[];
}

/** A workload that calls. */
export interface CallingWorkload {
  readonly workload: ObjectName;
  /** undefined: it is not in this mesh */
  readonly speaker: Speaker | undefined;
}

/** What becomes of what the workload of this name sends, in this protocol. */
export function fromWorkload(
  context: WorkloadContext,
  way: StudiedWay,
  caller: CallingWorkload,
  isHttp: boolean,
): Partition {
  const { space, terrain } = context;
  const { to, partitions } = way;
  const { regions } = space;
  // what is refused whoever sends it need not be asked about each
  if (partitions.every((each) => isRefused(space, each, isHttp))) return context.nothing;
  const from = { kind: 'workload', workload: caller.workload } as const;
  const spoken = context.spokenBy(caller, way, isHttp);
  const alternatives = spoken.map((met) => {
    const placed = met.map((each, index) => ({ from: each.from, partition: partitions[index] as WayPartition }));
    const there = placed.filter((each) => each.from.kind !== 'absent');
    const outcomes = (there.length > 0 ? there : placed).map((each) => {
      if (each.from.kind !== 'speaks') return silent(space, each.from);
      const { kind } = each.from.caller;
      const { usesWaypoints } = each.from;
      return inTurn(regions, [
        ...networkOn(terrain, space, to, each.partition.read, { from, isMutual: kind === 'mtls', usesWaypoints }),
        arriving(context, each.partition, asHimself(each.from, caller), way.isBehind === true),
      ]);
    });
    return inCommon(regions, outcomes, PODS);
  });
  return inCommon(regions, alternatives, speechesUnknown(spoken[0]?.[0]));
}

/** Why there are alternatives, which share the reason. */
function speechesUnknown(met: CallerOnWay | undefined): string {
  const doubt = met?.from.kind === 'speaks' ? met.from.doubt : undefined;
  return doubt === undefined ? SPEECHES : `${SPEECHES}: ${doubt}`;
}

/** What is spoken by one speaker as another says it, whose proxy is told the same. */
function asHimself(spoken: PossibleCaller, { speaker }: CallingWorkload): PossibleCaller {
  if (speaker?.alone === undefined) return spoken;
  const { identity, ip } = speaker.alone;
  const { ip: _, ...said } = spoken.caller;
  const himself = said.kind === 'mtls' ? { ...said, identity } : said;
  return { ...spoken, caller: ip === undefined ? himself : { ...himself, ip } };
}

function isRefused({ regions }: Space, { past, through }: WayPartition, isHttp: boolean): boolean {
  const all = regions.box(new Map([[PROTOCOL, isHttp ? HTTP : TCP]]));
  return regions.isSubset(all, past.deny) && regions.isSubset(all, through.deny);
}

/** The caller's own proxy is the end of the call, or the end of what we know of it. */
function silent({ regions }: Space, { kind, because }: Unspoken): Partition {
  return kind === 'blocked' ? wholly(regions, 'deny') : untold(regions, [because]);
}

function arriving(
  { space, known, fix, atomOf }: WorkloadContext,
  { past, through }: WayPartition,
  { caller, usesWaypoints, namesHost }: PossibleCaller,
  isBehind: boolean,
): Partition {
  const { regions } = space;
  const name = axisIn(space, { kind: 'sni' });
  if (name !== undefined && namesHost === true) {
    return untold(regions, ['the server name of the caller’s TLS is the host of each request']);
  }
  const atom = callerAtom(known, atomOf, caller);
  if (atom === undefined) return untold(regions, ['the caller has an identity that Istio does not issue']);
  const own = caller.sni ?? (isBehind ? '' : undefined);
  const byName = name?.kind === 'texts' && own !== undefined ? name.atoms.atomOf(own.toLowerCase()) : -1;
  if (byName === undefined) return untold(regions, [`\`${caller.sni ?? ''}\` is no server name`]);
  const called = fix(usesWaypoints ? through : past, space.caller.first, atom);
  const tls = axisIn(space, { kind: 'tls' });
  // behind a gateway these are of the client, and none of the gateway's
  const arrived = tls === undefined || isBehind ? called : fix(called, tls.first, otherAtom(tls, 'none'));
  const named = name === undefined || byName < 0 ? arrived : fix(arrived, name.first, byName);
  const source = isBehind ? undefined : axisIn(space, { kind: 'source' });
  const from = sourceAtom(space, caller.ip);
  return source === undefined || from === undefined ? named : fix(named, source.first, from);
}

/** The atom of the address from which somebody calls; undefined: nobody asks, or nobody knows. */
export function sourceAtom(space: Space, ip: string | undefined): number | undefined {
  if (ip === undefined) return undefined;
  const source = axisIn(space, { kind: 'source' });
  const address = source?.kind === 'addresses' ? tryEnvoyAddress(ip) : undefined;
  return source?.kind === 'addresses' && address !== undefined ? source.atoms.atomOf(address) : undefined;
}

function callerAtom(
  known: KnownCallers,
  atomOf: WorkloadContext['atomOf'],
  caller: PossibleCaller['caller'],
): number | undefined {
  switch (caller.kind) {
    case 'plaintext':
      return known.plaintext;
    case 'tls':
      return known.tls;
    case 'mtls':
      return atomOf(caller.identity);
  }
}
