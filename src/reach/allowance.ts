/** What somebody may send to a port. */
import type { Target } from '../policy/request';
import { allAtoms, fromAtoms } from '../sets/bits';
import { fixedToAny } from './space/fixed';
import type { Partition } from './space/partition';
import type { RequestSet } from './space/request-set';
import type { Space } from './space/space';
import { WAY } from './space/space';

/** What somebody may send. INVARIANT: `surely` ⊆ `possibly`; CUSTOM, and what we cannot tell, lie between. */
export interface Allowance {
  readonly surely: RequestSet;
  readonly possibly: RequestSet;
  /** why some of it cannot be told, in sentences */
  readonly undecided: readonly string[];
}

/** What this partition lets through. */
export function allowanceOf(space: Space, { allow, deny, undecided, because }: Partition): Allowance {
  const { regions } = space;
  return {
    surely: { space, region: allow },
    possibly: { space, region: regions.complement(deny) },
    undecided: regions.isEmpty(undecided) ? [] : because,
  };
}

/** The same requests, whichever way they take: for comparing meshes in which a port is called by other names. */
export function onAnyWay({ space, region }: RequestSet): RequestSet {
  const { regions, ways } = space;
  return { space, region: fixedToAny(regions, region, WAY, allAtoms(ways.length)) };
}

/** All requests that take one of these ways. */
export function onWays(space: Space, isOne: (way: Target) => boolean): RequestSet {
  const ways = fromAtoms(space.ways.flatMap((way, atom) => (isOne(way) ? [atom] : [])));
  return { space, region: space.regions.box(new Map([[WAY, ways]])) };
}

/** The same requests, whoever sends them. */
export function onAnyCaller({ space, region }: RequestSet): RequestSet {
  const { regions, caller } = space;
  const anyCaller = allAtoms(caller.atoms.count + caller.others.length);
  return { space, region: fixedToAny(regions, region, caller.first, anyCaller) };
}
