/** Who gets to one port, and with what? */
import { compareText } from '../policy/object-order';
import { remember } from '../policy/remember';
import type { Caller } from '../policy/request';
import { has, NO_ATOM, toAtoms } from '../sets/bits';
import type { Bits } from '../sets/bits';
import type { Allowance } from './allowance';
import { allowanceOf } from './allowance';
import type { ReachCaller } from './caller';
import type { CallerPartitions } from './caller-partition';
import { callerPartitions } from './caller-partition';
import type { KnownCallers } from './callers';
import { atomsIn, callersIn } from './callers';
import { knownWorkloads, type KnownWorkload } from './everyone';
import { identityAtoms } from './identity-atoms';
import type { Partition } from './partition';
import { sizesOf } from './axis';
import { regionOn } from './space';
import type { Study, StudiedTerrain } from './study';
import type { Terrain } from './terrain';

/** What one caller may send, in each mesh. */
export interface CallerReach {
  readonly from: ReachCaller;
  /** one for each mesh; undefined: the caller or the target is not in that mesh */
  readonly sets: readonly (Allowance | undefined)[];
}

/** Somebody whom nothing is known of. */
const ANYBODY: Caller = { kind: 'plaintext' };

/** Those who get something in some mesh: workloads, then other identities, plaintext, and the internet. */
export function reachOf(study: Study, everyone: readonly KnownWorkload[]): readonly CallerReach[] {
  const { space } = study;
  const known = callersIn(space, study.literals);
  const allowance = remember((partition: Partition) => allowanceOf(space, partition));
  const partitions = study.meshes.map((terrains) =>
    terrains === undefined ? undefined : callerPartitions(study, terrains, known),
  );
  const met = study.meshes.reduce<Bits>((bits, terrains) => bits | gettingIn(study, terrains ?? []), NO_ATOM);
  const setsOf = sharedSets(allowance);
  const row = (from: ReachCaller, of: (one: CallerPartitions, mesh: number) => Partition | undefined): CallerReach => ({
    from,
    sets: setsOf(partitions.map((one, mesh) => (one === undefined ? undefined : of(one, mesh)))),
  });
  const rows = [
    ...workloadsWith(study, known, met, everyone).map(({ name, from }) =>
      row(from, (one, mesh) => (isThere(study, mesh, name) ? one.ofWorkload({ name, from }) : undefined)),
    ),
    ...strangersWith(study, known, met).map(({ identity, atoms, network }) =>
      row({ kind: 'identity', identity }, (one) => only(study, one.ofIdentities(network), atoms)),
    ),
    ...(has(met, known.plaintext) ? [row({ kind: 'plaintext' }, (one) => one.ofPlaintext())] : []),
    ...(hasEntries(study) ? [row({ kind: 'internet' }, (one) => one.ofInternet())] : []),
  ];
  const isNothing = remember((sets: CallerReach['sets']) =>
    sets.every((set) => set === undefined || space.regions.isEmpty(set.possibly.region)),
  );
  return rows.filter(({ sets }) => !isNothing(sets));
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
    .flatMap(({ ways }) => ways.flatMap(({ partitions }) => partitions))
    .flatMap(({ past, through }) => [past, through])
    .reduce<Bits>((bits, { deny }) => bits | atomsIn(space, regions.complement(deny), caller.first, size), NO_ATOM);
}

/** The workloads that may be among these callers, by name. Whoever speaks without identity may be any of them. */
function workloadsWith(
  study: Study,
  known: KnownCallers,
  met: Bits,
  everyone: readonly KnownWorkload[],
): readonly KnownWorkload[] {
  const terrains = terrainsOf(study);
  if (has(met, known.plaintext) || has(met, known.tls)) return everyone;
  if ((met & ~known.closed) === NO_ATOM) {
    const identities = [...known.spelt].flatMap(([identity, atom]) => (has(met, atom) ? [identity] : []));
    return knownWorkloads(
      terrains.flatMap(({ byIdentity }) => identities.flatMap((each) => byIdentity.get(each) ?? [])),
    );
  }
  const atoms = new Set(toAtoms(met));
  const views = terrains.map((terrain) => ({
    speakers: terrain.speakers(),
    atomOf: identityAtoms(study.space, known, study.literals, terrain.shapesOf),
  }));
  return everyone.filter(({ name }) =>
    views.some(({ speakers, atomOf }) => {
      const speaker = speakers.get(name);
      // of several workloads of a name each may get in
      if (speaker?.alone === undefined) return speaker !== undefined;
      const atom = atomOf(speaker.alone.identity);
      // an identity that Istio does not issue is told apart by nobody
      return atom === undefined || atoms.has(atom);
    }),
  );
}

interface Stranger {
  readonly identity: string;
  readonly atoms: Bits;
  /** as the network knows them */
  readonly network: Caller;
}

/** The identities among these callers that no workload has. */
function strangersWith(study: Study, known: KnownCallers, met: Bits): readonly Stranger[] {
  const terrains = terrainsOf(study);
  const asksAddress = study.space.axes.has('source');
  const spelt = [...known.spelt]
    .filter(([identity, atom]) => has(met, atom) && terrains.every(({ byIdentity }) => !byIdentity.has(identity)))
    .map(([identity, atom]): Stranger => ({
      identity,
      atoms: 1n << BigInt(atom),
      // who has an address is known by that, and not by the identity
      network: asksAddress ? ANYBODY : { kind: 'mtls', identity },
    }));
  const open = [...known.open]
    .map(([identity, atoms]): Stranger => ({ identity, atoms: atoms & met, network: ANYBODY }))
    .filter(({ atoms }) => atoms !== NO_ATOM);
  return [...spelt, ...open].sort((a, b) => compareText(a.identity, b.identity));
}

function only({ space }: Study, partition: Partition, atoms: Bits): Partition {
  const { regions, caller } = space;
  const them = regionOn(space, caller, atoms);
  const { allow, depends, undecided } = partition;
  const part = (region: Partition['allow']): Partition['allow'] => regions.intersect(region, them);
  return {
    ...partition,
    allow: part(allow),
    depends: part(depends),
    undecided: part(undecided),
    deny: regions.union(partition.deny, regions.complement(them)),
  };
}

function isThere({ meshes }: Study, mesh: number, name: string): boolean {
  return meshes[mesh]?.[0]?.terrain.byName.has(name) === true;
}

function terrainsOf({ meshes }: Study): readonly Terrain[] {
  return meshes.flatMap((each) => each ?? []).map(({ terrain }) => terrain);
}
