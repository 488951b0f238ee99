/** Who gets to one port, and with what? */
import { nameOf } from '../policy/metadata';
import type { ObjectName, Workload } from '../policy/model';
import { compareText } from '../policy/object-order';
import { remember } from '../policy/remember';
import type { Caller } from '../policy/request';
import { has, NO_ATOM } from '../sets/bits';
import type { Bits } from '../sets/bits';
import type { Allowance } from './allowance';
import { allowanceOf } from './allowance';
import type { ReachCaller } from './caller';
import type { CallerPartitions } from './caller-partition';
import { callerPartitions } from './caller-partition';
import type { KnownCallers } from './callers';
import { atomsIn, callersIn } from './callers';
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

/** Those who get something in some mesh: workloads, then other identities, then plaintext. */
export function reachOf(study: Study): readonly CallerReach[] {
  const { space } = study;
  const known = callersIn(space, study.literals);
  const allowance = remember((partition: Partition) => allowanceOf(space, partition));
  const partitions = study.meshes.map((terrains) =>
    terrains === undefined ? undefined : callerPartitions(study, terrains, known),
  );
  const met = study.meshes.reduce<Bits>((bits, terrains) => bits | gettingIn(study, terrains ?? []), NO_ATOM);
  const row = (from: ReachCaller, of: (one: CallerPartitions, mesh: number) => Partition | undefined): CallerReach => ({
    from,
    sets: partitions.map((one, mesh) => {
      const partition = one === undefined ? undefined : of(one, mesh);
      return partition === undefined ? undefined : allowance(partition);
    }),
  });
  const rows = [
    ...workloadsWith(study, known, met).map(({ namespace, name }) => {
      const workload = { namespace, name };
      return row({ kind: 'workload', workload }, (one, mesh) => {
        const [pods] = podsNamed(study, mesh, workload);
        return pods === undefined ? undefined : one.ofWorkload(pods);
      });
    }),
    ...strangersWith(study, known, met).map(({ identity, atoms, network }) =>
      row({ kind: 'identity', identity }, (one) => only(study, one.ofIdentities(network), atoms)),
    ),
    ...(has(met, known.plaintext) ? [row({ kind: 'plaintext' }, (one) => one.ofPlaintext())] : []),
  ];
  return rows.filter(({ sets }) => sets.some((set) => set !== undefined && !isNothing(study, set)));
}

function isNothing({ space }: Study, { possibly }: Allowance): boolean {
  return space.regions.isEmpty(possibly.region);
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
function workloadsWith(study: Study, known: KnownCallers, met: Bits): readonly ObjectName[] {
  const terrains = study.meshes.flatMap((each) => each ?? []).map(({ terrain }) => terrain);
  const isOpen = has(met, known.plaintext) || has(met, known.tls);
  const found = new Map<string, ObjectName>();
  const add = (workloads: readonly Workload[]): void => {
    for (const { namespace, name } of workloads) found.set(nameOf({ namespace, name }), { namespace, name });
  };
  for (const terrain of terrains) {
    if (isOpen) add(terrain.mesh.workloads);
    else if ((met & ~known.closed) !== NO_ATOM) addMet(study, terrain, met, add);
    else for (const [identity, atom] of known.spelt) if (has(met, atom)) add(terrain.byIdentity.get(identity) ?? []);
  }
  return [...found.values()].sort((a, b) => compareText(nameOf(a), nameOf(b)));
}

function addMet({ space }: Study, terrain: Terrain, met: Bits, add: (workloads: readonly Workload[]) => void): void {
  const { caller } = space;
  if (caller.kind !== 'texts') return;
  for (const [identity, workloads] of terrain.byIdentity) {
    const atom = caller.atoms.atomOf(`spiffe://${identity}`);
    // an identity that Istio does not issue is told apart by nobody
    if (atom === undefined || has(met, atom)) add(workloads);
  }
}

interface Stranger {
  readonly identity: string;
  readonly atoms: Bits;
  /** as the network knows them */
  readonly network: Caller;
}

/** The identities among these callers that no workload has. */
function strangersWith(study: Study, known: KnownCallers, met: Bits): readonly Stranger[] {
  const terrains = study.meshes.flatMap((each) => each ?? []).map(({ terrain }) => terrain);
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

function podsNamed(study: Study, mesh: number, name: ObjectName): readonly Workload[] {
  const [first] = study.meshes[mesh] ?? [];
  return first?.terrain.byName.get(nameOf(name)) ?? [];
}
