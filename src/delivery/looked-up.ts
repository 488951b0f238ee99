/** What is looked up about meshes, once for all ways on which they are met? */
import type { Mesh } from '../policy/model';
import { remember } from '../policy/remember';
import { type Analyst, analystOn, type PortTarget } from '../reach/analyst';
import type { Side } from '../reach/differences';
import { terrainsOf } from '../reach/ways/terrain';
import type { Judge } from '../reach/witness';

/** Who judges calls in meshes, and who tells what may be sent in several of them. */
export interface LookedUp {
  readonly sideOf: (mesh: Mesh) => Side;
  /** the ports of both meshes where something listens, whichever comes first */
  readonly targetsIn: (meshes: readonly [Mesh, Mesh]) => readonly PortTarget[];
  readonly analystOf: (meshes: readonly Mesh[]) => Analyst;
}

/** Meshes of states are large, and asked in turn. */
const MOST_KEPT = 32;

/** Looks up what is asked for when it is asked for. */
export function lookingUp(judgeOf: (mesh: Mesh) => Judge): LookedUp {
  const judges = remember(judgeOf, (mesh) => mesh, MOST_KEPT);
  const terrains = remember(terrainsOf, (mesh) => mesh, MOST_KEPT);
  let next = 0;
  const numbers = remember<Mesh, number>(() => next++);
  const analystOf = remember(
    (meshes: readonly Mesh[]) => analystOn(meshes.map(terrains)),
    (meshes) => meshes.map(numbers).join(),
    MOST_KEPT,
  );
  return {
    sideOf: (mesh) => ({ mesh, judge: (request) => judges(mesh)(request) }),
    targetsIn: (meshes) => analystOf([...meshes].sort((a, b) => numbers(a) - numbers(b))).targets,
    analystOf,
  };
}
