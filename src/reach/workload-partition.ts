/** What becomes of the requests of a workload on one way? Its own proxy decides what it speaks, and to whom. */
import type { Unspoken } from '../evaluate/client-speech';
import type { PossibleCaller } from '../evaluate/possible-callers';
import { tryEnvoyAddress } from '../policy/ip-block';
import type { ObjectName } from '../policy/model';
import { HTTP, PROTOCOL, TCP } from './space';
import type { Space } from './space';
import { axisIn } from './space';
import type { KnownCallers } from './callers';
import { SCHEME } from './identity-forms';
import { networkOn } from './network-hops';
import type { Partition } from './partition';
import { inCommon, inTurn, untold, wholly } from './partition';
import type { Fix } from './shared-partitions';
import type { StudiedWay } from './study';
import type { Terrain } from './terrain';
import type { WayPartition } from './way-partition';

export const PODS = 'the workloads of this name do not answer alike';
const SPEECHES = 'what the proxy of the caller speaks is not known';

/** What all callers of a port share. */
export interface WorkloadContext {
  readonly space: Space;
  readonly known: KnownCallers;
  readonly fix: Fix;
  /** nothing at all, once for all that it is shared by */
  readonly nothing: Partition;
}

/** What becomes of what the workload of this name sends, in this protocol. */
export function fromWorkload(
  context: WorkloadContext,
  terrain: Terrain,
  { to, ways, partitions }: StudiedWay,
  workload: ObjectName,
  isHttp: boolean,
): Partition {
  const { space } = context;
  const { regions } = space;
  // what is refused whoever sends it need not be asked about each
  if (partitions.every((each) => isRefused(space, each, isHttp))) return context.nothing;
  const from = { kind: 'workload', workload } as const;
  const tried = terrain.callersOf({ from, to, isHttp }, ways) ?? [];
  const alternatives = tried.map((met) => {
    const placed = met.map((each, index) => ({ from: each.from, partition: partitions[index] as WayPartition }));
    const there = placed.filter((each) => each.from.kind !== 'absent');
    const outcomes = (there.length > 0 ? there : placed).map((each) =>
      each.from.kind === 'speaks'
        ? inTurn(regions, [
            ...networkOn(terrain, space, to, each.partition.read, {
              from,
              isMutual: each.from.caller.kind === 'mtls',
              usesWaypoints: each.from.usesWaypoints,
            }),
            arriving(context, each.partition, each.from),
          ])
        : silent(space, each.from),
    );
    return inCommon(regions, outcomes, PODS);
  });
  return inCommon(regions, alternatives, SPEECHES);
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
  { space, known, fix }: WorkloadContext,
  { past, through }: WayPartition,
  { caller, usesWaypoints, namesHost }: PossibleCaller,
): Partition {
  const { regions } = space;
  const name = axisIn(space, { kind: 'sni' });
  if (name !== undefined && namesHost === true) {
    return untold(regions, ['the server name of the caller’s TLS is the host of each request']);
  }
  const atom = callerAtom(space, known, caller);
  if (atom === undefined) return untold(regions, ['the caller has an identity that Istio does not issue']);
  const byName = name?.kind === 'texts' && caller.sni !== undefined ? name.atoms.atomOf(caller.sni.toLowerCase()) : -1;
  if (byName === undefined) return untold(regions, [`\`${caller.sni ?? ''}\` is no server name`]);
  const arrived = fix(usesWaypoints ? through : past, space.caller.first, atom);
  const named = name === undefined || byName < 0 ? arrived : fix(arrived, name.first, byName);
  const source = axisIn(space, { kind: 'source' });
  const address = caller.ip === undefined ? undefined : tryEnvoyAddress(caller.ip);
  const from = source?.kind === 'addresses' && address !== undefined ? source.atoms.atomOf(address) : undefined;
  return source === undefined || from === undefined ? named : fix(named, source.first, from);
}

function callerAtom(
  { caller: axis }: Space,
  known: KnownCallers,
  caller: PossibleCaller['caller'],
): number | undefined {
  switch (caller.kind) {
    case 'plaintext':
      return known.plaintext;
    case 'tls':
      return known.tls;
    case 'mtls':
      return axis.kind === 'texts' ? axis.atoms.atomOf(SCHEME + caller.identity) : undefined;
  }
}
