/** Who may send what to whom? Exact answers about one mesh, or about several that are compared. */
import { groundsOf, type Ground } from '../evaluate/course/ground';
import type { Mesh } from '../policy/model';
import { nameOf } from '../policy/metadata';
import { compareText } from '../policy/object-order';
import { once, remember } from '../policy/remember';
import type { Request } from '../policy/request';
import type { Condition } from '../policy/rule';
import { textReaders } from '../sets/text-readers';
import { bareSpace, untoldFrom, untoldReach, whyBeyond } from './beyond';
import { onWays } from './allowance';
import type { ReachCaller } from './callers/caller';
import { areNamed } from './callers/named-callers';
import { everyoneIn } from './callers/everyone';
import { type Formula, literalsIn } from './formulas/formula';
import type { PortTarget } from './ways/port-target';
import { targetKey } from './ways/port-target';
import type { CallerReach } from './callers/caller-reach';
import { reachOf } from './reach-of';
import type { RequestBox } from './space/request-box';
import { boxesOf } from './space/request-boxes';
import { requestIn } from './space/request-in';
import type { RequestSet } from './space/request-set';
import type { Space } from './space/space';
import { strangersOf } from './callers/strangers';
import { studyOf } from './ways/study';
import type { Terrain } from './ways/terrain';
import { terrainsOf } from './ways/terrain';
import { setWhere, whereFormulas } from './where';
import { targetsIn } from './ways/targets';
import { wayKey, waysTo } from './ways/ways-to';

export type { Allowance } from './allowance';
export { onAnyWay } from './allowance';
export type { ReachCaller } from './callers/caller';
export type { PortTarget } from './ways/port-target';
export type { CallerReach } from './callers/caller-reach';

/** Answers about meshes that are compared: what they tell of one target can be combined. */
export interface Analyst {
  /** the ports of workloads where something listens, in order of names */
  readonly targets: readonly PortTarget[];
  /**
   * who gets to this port by any way: the pods' address, Services, waypoints. Callers who get nothing are left out, but
   * for identities that must not be taken for `*`
   */
  readonly reach: (target: PortTarget) => readonly CallerReach[];
  /** the requests to this port by a name that it has in each mesh: its pods' address, or that of a Service */
  readonly byCommonNames: (target: PortTarget) => RequestSet;
  /** the requests to this port for which all these conditions hold, which `alsoTell` must have named */
  readonly where: (target: PortTarget, conditions: readonly Condition[]) => RequestSet;
  /**
   * whether a policy on the way to this port names some of these callers, and not just all there are; `callers`: a
   * condition about identities that `alsoTell` must have named
   */
  readonly isNamed: (target: PortTarget, callers: Condition) => boolean;
  /** the requests of a set in users' words, whichever way they take: boxes, which may overlap; `[{}]` is everything */
  readonly boxesOf: (set: RequestSet) => readonly RequestBox[];
  /**
   * one request of the set, as it can be put to `evaluator`; undefined: there is none, or none that a case can tell.
   * `turn`: of which of the places its token is to stand, if there are several
   */
  readonly requestIn: (from: ReachCaller, set: RequestSet, turn?: number) => Request | undefined;
}

/** As many targets are kept for further questions. */
const MOST_TARGETS = 64;

/** A target, as far as it can be told. */
interface Told {
  readonly space: Space;
  readonly reach: readonly CallerReach[];
}

/**
 * The analyst of these meshes. `alsoTell`: what invariants ask for beside what policies do, so that sets tell it apart.
 * `groundsIn`: shared with others who ask about the same meshes.
 */
export function analystOf(
  meshes: readonly [Mesh, ...Mesh[]],
  alsoTell: readonly Condition[] = [],
  groundsIn: (mesh: Mesh) => readonly Ground[] = groundsOf,
): Analyst {
  const formulas = alsoTell.map((condition) => [condition, whereFormulas([condition], meshes[0].settings)] as const);
  return analystOn(
    meshes.map((mesh) => terrainsOf(mesh, groundsIn(mesh))),
    new Map(formulas),
  );
}

/** The same, of meshes that are looked up already: each may be compared with many others. */
export function analystOn(
  terrains: readonly (readonly Terrain[])[],
  formulas: ReadonlyMap<Condition, readonly Formula[]> = new Map(),
): Analyst {
  const everyone = once(() => everyoneIn(terrains));
  const targets = once(() => targetsOf(terrains.flat()));
  const readers = textReaders();
  const literals = literalsIn([...formulas.values()].flat());
  /** kept for all targets: to find it out once more takes as long as all else */
  const named = new Map<string, ReadonlySet<Condition>>();
  const told = remember(
    (target: PortTarget): Told => {
      const found = toldOf(target);
      const those = [...formulas].filter(([, each]) => areNamed(found.space, literalsIn(each), literals));
      named.set(targetKey(target), new Set(those.map(([condition]) => condition)));
      return found;
    },
    targetKey,
    MOST_TARGETS,
  );
  return {
    get targets() {
      return targets();
    },
    reach: (target) => told(target).reach,
    byCommonNames: (target) => {
      const names = terrains.map(
        (each) => new Set(each.flatMap(({ near }) => waysTo(near(target.workload.namespace), target)).map(wayKey)),
      );
      return onWays(told(target).space, (way) => names.every((keys) => keys.has(wayKey(way))));
    },
    where: (target, conditions) =>
      setWhere(
        told(target).space,
        conditions.flatMap((each) => formulas.get(each) ?? []),
      ),
    isNamed: (target, callers) => {
      if (!named.has(targetKey(target))) told(target);
      return named.get(targetKey(target))?.has(callers) === true;
    },
    boxesOf,
    requestIn: (from, set, turn) => requestIn(from, set, { isAddressKnown: isAddressKnown(from), identityOf }, turn),
  };

  function toldOf(target: PortTarget): Told {
    try {
      return toldBy(target, true);
    } catch (error) {
      return withoutGateways(target, whyBeyond(error));
    }
  }

  function toldBy(target: PortTarget, gateways: boolean): Told {
    const study = studyOf(target, terrains, literals, readers, gateways);
    return { space: study.space, reach: reachOf(study, everyone()) };
  }

  /** Who comes directly may be told, though who comes through gateways is beyond us. */
  function withoutGateways(target: PortTarget, because: string): Told {
    const isEntered = terrains.flat().some(({ leads }) => leads.doorsTo(target).length > 0);
    try {
      if (!isEntered) return beyond(target, because);
      const { space, reach } = toldBy(target, false);
      return { space, reach: [...reach, untoldFrom({ kind: 'internet' }, space, terrains, because)] };
    } catch (error) {
      return beyond(target, whyBeyond(error));
    }
  }

  function beyond(target: PortTarget, because: string): Told {
    const space = bareSpace(target, literals);
    return { space, reach: untoldReach(space, literals, terrains, everyone(), because) };
  }

  function identityOf(space: Space, atom: number): string {
    return strangersOf(space, terrains.flat(), atom).identity;
  }

  function isAddressKnown(from: ReachCaller): boolean {
    if (from.kind !== 'workload') return false;
    const name = nameOf(from.workload);
    return terrains.some((each) => each.some(({ byName }) => byName.get(name)?.[0]?.addresses.length === 1));
  }
}

function targetsOf(terrains: readonly Terrain[]): readonly PortTarget[] {
  const all = terrains.flatMap(targetsIn);
  const distinct = new Map(all.map((target) => [targetKey(target), target]));
  return [...distinct.values()].sort((a, b) => compareText(nameOf(a.workload), nameOf(b.workload)) || a.port - b.port);
}
