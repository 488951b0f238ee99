/** What goes wrong while one course of events runs? Every port is looked at in every state that can matter to it. */
import { nameOf, type ObjectName } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { remember } from '../policy/remember';
import type { Analyst, CallerReach } from '../reach/analyst';
import type { Cluster } from './cluster';
import type { Gap, GapDoubt } from './gap';
import { gapsAt, type Passing } from './gaps-at';
import type { LookedUp } from './looked-up';
import type { Timed } from './moment';
import { passedIn } from './passed-states';

/** What is asked. */
export interface Asked {
  readonly onTarget?: ((done: number, of: number) => void) | undefined;
  /** where given, no targets are looked at but these workloads, and those on which one of these objects bears */
  readonly about?: { readonly targets: readonly string[]; readonly objects: ReadonlySet<string> };
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
  { sideOf, analystOf }: LookedUp,
  { onTarget, about }: Asked,
): Gaps {
  const { before, after } = cluster;
  const ends = { before: sideOf(before), after: sideOf(after) };
  const workloads: readonly ObjectName[] = [...before.workloads, ...after.workloads];
  const passedBy = passedIn(cluster, courses, about);
  // all states are known before the first is looked at: those of many targets are shown by one
  const passed = analystOf([before, after]).targets.flatMap((target) => {
    const { states, doubts } = passedBy(target.workload);
    return states.length === 0 ? [] : [{ target, states, doubts }];
  });
  const found = passed.map(({ target, states, doubts }, done): Gaps => {
    onTarget?.(done, passed.length);
    const between = states.map(({ mesh, ...passing }): Passing => ({ ...passing, side: sideOf(mesh()) }));
    const undecided = doubts.map((doubt) => ({ ...doubt, to: nameOf(target.workload), port: target.port }));
    const meshes = between.map(({ side }) => side.mesh);
    const others = [...new Set(meshes)].filter((mesh) => mesh !== before && mesh !== after);
    // what is decided at no state but the ends is decided as there
    if (others.length === 0) return { gaps: [], undecided };
    const among = [before, after, ...others];
    const analyst = spread(analystOf(among), [before, after, ...meshes], among);
    const at = gapsAt(analyst, target, workloads, { ...ends, between });
    return { gaps: at.gaps, undecided: [...undecided, ...at.undecided] };
  });
  return { gaps: found.flatMap(({ gaps }) => gaps), undecided: found.flatMap(({ undecided }) => undecided) };
}

/** An analyst of some meshes, as one of these, which are among them. */
function spread(analyst: Analyst, meshes: readonly Mesh[], among: readonly Mesh[]): Analyst {
  const places = meshes.map((mesh) => among.indexOf(mesh));
  const placed = remember((sets: CallerReach['sets']): CallerReach['sets'] => places.map((place) => sets[place]));
  return {
    ...analyst,
    reach: (target) => analyst.reach(target).map(({ from, sets }) => ({ from, sets: placed(sets) })),
  };
}
