/** What goes wrong while one course of events runs? Every port is looked at in every state that can matter to it. */
import { nameOf, type ObjectName } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { remember } from '../policy/remember';
import type { CallerReach, PortTarget } from '../reach/analyst';
import type { Cluster } from './cluster';
import type { Gap, GapDoubt } from './gap';
import { gapsAt } from './gaps-at';
import type { LookedUp } from './looked-up';
import type { Passing } from './met-gaps';
import { isWhole, type Timed } from './course';
import { type MovedPort, movedPorts } from './moved-ports';
import { type About, passedIn } from './passed-states';

/** What is asked. */
export interface Asked {
  readonly onTarget?: ((done: number, of: number) => void) | undefined;
  /** where given, nothing else is looked at */
  readonly about?: About;
  /** a gap after which nothing more is looked at */
  readonly isEnough?: (gap: Gap) => boolean;
}

/** What was found, in order of targets, then of time. */
export interface Gaps {
  readonly gaps: readonly Gap[];
  readonly undecided: readonly GapDoubt[];
}

/** The gaps in the states of these courses; what one has told, the next ones do not tell again. */
export function courseGaps(
  cluster: Cluster,
  courses: readonly Timed[],
  { sideOf, targetsIn, analystOf }: LookedUp,
  { onTarget, about, isEnough }: Asked,
): Gaps {
  const { before, after } = cluster;
  const ends = { before: sideOf(before), after: sideOf(after) };
  const workloads = new Map<string, ObjectName>(
    [...before.workloads, ...after.workloads].map((one) => [nameOf(one), one]),
  );
  const passedBy = passedIn(cluster, courses, about);
  // all states are known before the first is looked at: those of many targets are shown by one
  const isPassed = new Set([...workloads].flatMap(([name, one]) => (passedBy(one).states.length > 0 ? name : [])));
  const targets = isPassed.size === 0 ? [] : targetsIn([before, after]);
  const passed = targets.filter(({ workload }) => isPassed.has(nameOf(workload)));
  const found: Gaps[] = [];
  for (const [done, target] of passed.entries()) {
    onTarget?.(done, passed.length);
    const at = foundAt(target);
    found.push(at);
    if (isEnough !== undefined && at.gaps.some(isEnough)) break;
  }
  return {
    gaps: found.flatMap(({ gaps }) => gaps),
    undecided: [...found.flatMap(({ undecided }) => undecided), ...movedPorts(before, after).flatMap(unfollowed)],
  };

  /** Calls of a Service that leads elsewhere, where a state on a course that is told whole is as at neither end. */
  function unfollowed({ workload, port, because }: MovedPort): readonly GapDoubt[] {
    const first = new Map(
      passedBy(workload)
        .states.filter(({ course, asAtEnd }) => isWhole(course) && asAtEnd !== 'all')
        .reverse()
        .map(({ course, after: step }) => [course, step]),
    );
    const place = { to: nameOf(workload), port, because: [because] };
    return [...first].reverse().map(([course, step]): GapDoubt => ({ course, after: step, without: [], ...place }));
  }

  function foundAt(target: PortTarget): Gaps {
    const { states, doubts } = passedBy(target.workload);
    const between = states.map(({ mesh, ...passing }): Passing => ({ ...passing, side: sideOf(mesh()) }));
    const undecided = doubts.map((doubt) => ({ ...doubt, to: nameOf(target.workload), port: target.port }));
    const meshes = between.map(({ side }) => side.mesh);
    const others = [...new Set(meshes)].filter((mesh) => mesh !== before && mesh !== after);
    // what is decided at no state but the ends is decided as there
    if (others.length === 0) return { gaps: [], undecided };
    const among = [before, after, ...others];
    const analyst = analystOf(among);
    const reach = inOrder(analyst.reach(target), [before, after, ...meshes], among);
    const at = gapsAt(analyst, { target, reach, workloads: [...workloads.keys()] }, { ...ends, between });
    return { gaps: at.gaps, undecided: [...undecided, ...at.undecided] };
  }
}

/** What callers may send in these meshes, from what they may send in those among which they are. */
function inOrder(
  reach: readonly CallerReach[],
  meshes: readonly Mesh[],
  among: readonly Mesh[],
): readonly CallerReach[] {
  const places = meshes.map((mesh) => among.indexOf(mesh));
  const ordered = remember((sets: CallerReach['sets']): CallerReach['sets'] => places.map((place) => sets[place]));
  return reach.map((row) => ({ ...row, sets: ordered(row.sets) }));
}
