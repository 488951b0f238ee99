/** Who gets to one port, and with what? */
import { remember } from '../policy/remember';
import type { Caller } from '../policy/request';
import { has, NO_ATOM } from '../sets/bits';
import type { Bits } from '../sets/bits';
import type { Allowance } from './allowance';
import { allowanceOf } from './allowance';
import type { ReachCaller } from './callers/caller';
import type { CallerPartitions } from './callers/caller-partition';
import { callerPartitions } from './callers/caller-partition';
import { atomsIn, callersIn } from './callers/callers';
import type { CallerReach } from './callers/caller-reach';
import { callingWorkloads } from './callers/calling-workloads';
import type { Everyone, KnownWorkload } from './callers/everyone';
import { inCommon, type Partition, wholly, within } from './space/partition';
import { sizesOf } from './space/axis';
import { regionOn } from './space/space';
import { strangersAmong } from './callers/stranger-reach';
import type { Study, StudiedTerrain } from './ways/study';

/**
 * Those who get something in some mesh: workloads, then other identities, plaintext, and the internet. Where `*` does,
 * those that TLS lets in and that are told apart from it are told of, too, though they get nothing: `*` would be taken
 * for them. So are those that are told apart from a pattern.
 */
export function reachOf(study: Study, everyone: Everyone): readonly CallerReach[] {
  const { space } = study;
  const known = callersIn(space, study.literals);
  const allowance = remember((partition: Partition) => allowanceOf(space, partition));
  const partitions = study.meshes.map((terrains) =>
    terrains === undefined ? undefined : callerPartitions(study, terrains, known),
  );
  const met = study.meshes.reduce<Bits>((bits, terrains) => bits | gettingIn(study, terrains ?? []), NO_ATOM);
  const setsOf = sharedSets(allowance);
  const nothing = wholly(space.regions, 'deny');
  /** undefined: nothing in any mesh */
  const something = (
    of: (one: CallerPartitions, mesh: number) => Partition | undefined,
  ): CallerReach['sets'] | undefined => {
    const sets = setsOf(partitions.map((one, mesh) => (one === undefined ? undefined : of(one, mesh))));
    return isNothing(sets) ? undefined : sets;
  };
  const isNothing = (sets: CallerReach['sets']): boolean =>
    sets.every((set) => set === undefined || space.regions.isEmpty(set.possibly.region));
  const ofWorkload = remember((caller: KnownWorkload) =>
    something((one, mesh) => (isThere(study, mesh, caller.name) ? one.ofWorkload(caller) : undefined)),
  );
  const rows: CallerReach[] = [];
  const tell = (from: ReachCaller, sets: CallerReach['sets'] | undefined, around: readonly string[] = []): void => {
    if (sets !== undefined) rows.push({ from, sets, ...(around.length > 0 && { around }) });
  };
  for (const { from, like } of callingWorkloads(study, known, met, everyone)) tell(from, ofWorkload(like));
  const strangers = strangersAmong(study, known, met, (parts) =>
    setsOf(
      partitions.map(
        (one) =>
          one &&
          parts.reduce<Partition>(
            (rest, { atoms, network }) =>
              within(space.regions, regionOn(space, space.caller, atoms), together(study, one, network), rest),
            nothing,
          ),
      ),
    ),
  );
  const letIn = new Set(strangers.flatMap(({ identity, sets }) => (isNothing(sets) ? [] : [identity])));
  for (const { identity, around, sets } of strangers) {
    const isTold = ['*', identity, ...around].some((one) => letIn.has(one));
    tell({ kind: 'identity', identity }, isTold ? sets : undefined, around);
  }
  if (has(met, known.plaintext))
    tell(
      { kind: 'plaintext' },
      something((one) => one.ofPlaintext()),
    );
  if (hasEntries(study))
    tell(
      { kind: 'internet' },
      something((one) => one.ofInternet()),
    );
  return rows;
}

function hasEntries({ meshes }: Study): boolean {
  return meshes.flat().some((terrain) => (terrain?.entries.length ?? 0) > 0);
}

/** The sets of these partitions, one for each mesh; callers with the same partitions have the same object. */
function sharedSets(
  allowance: (partition: Partition) => Allowance,
): (partitions: readonly (Partition | undefined)[]) => CallerReach['sets'] {
  const numbers = new Map<Partition | undefined, number>();
  const numberOf = (partition: Partition | undefined): number => {
    const known = numbers.get(partition) ?? numbers.size;
    numbers.set(partition, known);
    return known;
  };
  return remember(
    (partitions) => partitions.map((partition) => partition && allowance(partition)),
    (partitions) => partitions.map(numberOf).join(),
  );
}

/** The callers to whom the proxies do not refuse all. */
function gettingIn({ space }: Study, terrains: readonly StudiedTerrain[]): Bits {
  const { caller, regions } = space;
  const size = sizesOf(caller)[0] ?? 0;
  return terrains
    .flatMap(({ ways, routed }) => [...routed, ...ways.flatMap(({ partitions }) => partitions)])
    .flatMap(({ past, through }) => [past, through])
    .reduce<Bits>((bits, { deny }) => bits | atomsIn(space, regions.complement(deny), caller.first, size), NO_ATOM);
}

function together({ space }: Study, { ofIdentities }: CallerPartitions, network: readonly Caller[]): Partition {
  return inCommon(space.regions, network.map(ofIdentities), 'the network does not treat all of them alike');
}

function isThere({ meshes }: Study, mesh: number, name: string): boolean {
  return meshes[mesh]?.[0]?.terrain.byName.has(name) === true;
}
