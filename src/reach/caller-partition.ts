/** What becomes of the requests of one caller, on all ways together? */
import type { PossibleCaller } from '../evaluate/possible-callers';
import type { Unspoken } from '../evaluate/client-speech';
import type { Workload } from '../policy/model';
import { tryEnvoyAddress } from '../policy/ip-block';
import type { Caller } from '../policy/request';
import { single } from '../sets/bits';
import type { KnownCallers } from './callers';
import { SCHEME } from './identity-forms';
import { networkOn } from './network-hops';
import type { Partition } from './partition';
import { inCommon, inTurn, untold, wholly, within } from './partition';
import { HTTP, PROTOCOL, WAY, axisIn } from './space';
import type { Space } from './space';
import type { Study, StudiedTerrain, StudiedWay } from './study';
import type { WayPartition } from './way-partition';
import { withFixed } from './way-partition';

const BEHAVIOURS = 'the patch releases of this version of Istio do not answer alike';
const PODS = 'the workloads of this name do not answer alike';
const SPEECHES = 'what the proxy of the caller speaks is not known';

/** What becomes of requests, by caller. */
export interface CallerPartitions {
  /** of these pods */
  readonly ofWorkload: (name: Workload) => Partition;
  /** of somebody of whom the network knows no more than this; the caller stays a dimension */
  readonly ofIdentities: (network: Caller) => Partition;
  /** of somebody without identity */
  readonly ofPlaintext: () => Partition;
}

/** The partitions of callers in one mesh, under all its behaviours. */
export function callerPartitions(
  study: Study,
  terrains: readonly StudiedTerrain[],
  known: KnownCallers,
): CallerPartitions {
  const { space } = study;
  const { regions } = space;
  const fix = fixing(space);
  const everywhere = (on: (terrain: StudiedTerrain) => Partition): Partition =>
    inCommon(regions, terrains.map(on), BEHAVIOURS);
  const overWays = (terrain: StudiedTerrain, on: (way: StudiedWay) => Partition): Partition =>
    together(
      space,
      terrain.ways.map((way) => [way.atom, on(way)]),
    );
  const directly = (from: Caller, isMutual: boolean, settle: (partition: Partition) => Partition): Partition =>
    everywhere((terrain) =>
      overWays(terrain, ({ to, partitions }) =>
        inCommon(
          regions,
          partitions.map(({ read, past, through }) => {
            const network = networkOn(terrain.terrain, space, to, read, { from, isMutual, usesWaypoints: isMutual });
            return inTurn(regions, [...network, settle(isMutual ? through : past)]);
          }),
          PODS,
        ),
      ),
    );
  return {
    ofIdentities: (network) => directly(network, true, (partition) => partition),
    ofPlaintext: () =>
      directly({ kind: 'plaintext' }, false, (partition) => fix(partition, space.caller.first, known.plaintext)),
    ofWorkload: (workload) => {
      const from = { kind: 'workload', workload: { namespace: workload.namespace, name: workload.name } } as const;
      return everywhere((terrain) =>
        overWays(terrain, (way) => {
          const spoken = (isHttp: boolean): Partition => fromWorkload(space, fix, known, terrain, way, from, isHttp);
          return within(regions, regions.box(new Map([[PROTOCOL, HTTP]])), spoken(true), spoken(false));
        }),
      );
    },
  };
}

type Fix = (partition: Partition, dimension: number, atom: number) => Partition;

/** Callers that nothing tells apart share what is found. */
function fixing(space: Space): Fix {
  const made = new Map<Partition, Map<string, Partition>>();
  return (partition, dimension, atom) => {
    const known = made.get(partition) ?? new Map<string, Partition>();
    made.set(partition, known);
    const key = `${dimension} ${atom}`;
    const result = known.get(key) ?? withFixed(space, partition, dimension, atom);
    known.set(key, result);
    return result;
  };
}

function together({ regions }: Space, parts: readonly (readonly [number, Partition])[]): Partition {
  const [first, ...others] = parts.map(([, partition]) => partition);
  if (first !== undefined && others.every((other) => other === first)) return first;
  return parts.reduce<Partition>(
    (rest, [atom, partition]) => within(regions, regions.box(new Map([[WAY, single(atom)]])), partition, rest),
    wholly(regions, 'deny'),
  );
}

function fromWorkload(
  space: Space,
  fix: Fix,
  known: KnownCallers,
  { terrain }: StudiedTerrain,
  { to, ways, partitions }: StudiedWay,
  from: Extract<Caller, { kind: 'workload' }>,
  isHttp: boolean,
): Partition {
  const { regions } = space;
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
            arriving(space, fix, known, each.partition, each.from),
          ])
        : silent(space, each.from),
    );
    return inCommon(regions, outcomes, PODS);
  });
  return inCommon(regions, alternatives, SPEECHES);
}

/** The caller's own proxy is the end of the call, or the end of what we know of it. */
function silent({ regions }: Space, { kind, because }: Unspoken): Partition {
  return kind === 'blocked' ? wholly(regions, 'deny') : untold(regions, [because]);
}

function arriving(
  space: Space,
  fix: Fix,
  known: KnownCallers,
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
