/** What goes wrong while one course of events runs? Every port is looked at in every state that can matter to it. */
import { nameOf, type ObjectName } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { remember } from '../policy/remember';
import { type Analyst, analystOn, type PortTarget } from '../reach/analyst';
import type { Side } from '../reach/differences';
import { terrainsOf } from '../reach/terrain';
import type { Judge } from '../reach/witness';
import { type Bearing, bearingIn } from './bearing';
import { choicesOf, type Without } from './choices';
import type { Cluster } from './cluster';
import { shownObject } from './delivered-object';
import type { Gap, GapDoubt } from './gap';
import { gapsAt, type Passing } from './gaps-at';
import type { Course, Moment, Schedule } from './moment';
import type { State } from './state';

/** A course, and when what happens on it. */
export interface Timed {
  readonly course: Course;
  readonly schedule: Schedule;
  readonly momentsOf: (keys: ReadonlySet<string>) => readonly Moment[];
}

/** Who judges calls, and who is told how far we are. */
export interface Asked {
  readonly judgeOf: (mesh: Mesh) => Judge;
  readonly onTarget?: ((done: number, of: number) => void) | undefined;
  /** where given, no targets are looked at but these workloads, and those on which one of these objects bears */
  readonly about?: { readonly targets: readonly string[]; readonly objects: ReadonlySet<string> };
}

/** What was found, in order of targets, then of time. */
export interface Gaps {
  readonly gaps: readonly Gap[];
  readonly undecided: readonly GapDoubt[];
}

/** Meshes of states are large, and asked in turn. */
const MOST_KEPT = 32;

/** The gaps in the states of these courses; what one has told, the next ones do not tell again. */
export function courseGaps(cluster: Cluster, courses: readonly Timed[], { judgeOf, onTarget, about }: Asked): Gaps {
  const { before, after } = cluster;
  const terrains = remember(terrainsOf, (mesh) => mesh, MOST_KEPT);
  const judges = remember(judgeOf, (mesh) => mesh, MOST_KEPT);
  const sideOf = (mesh: Mesh): Side => ({ mesh, judge: (request) => judges(mesh)(request) });
  const ends = { before: sideOf(before), after: sideOf(after) };
  const numbers = remember(countingFrom(0), (mesh: Mesh) => mesh);
  const analystOf = remember(
    (meshes: readonly Mesh[]): Analyst => analystOn(meshes.map(terrains)),
    (meshes) => meshes.map(numbers).join(),
    MOST_KEPT,
  );
  const workloads: readonly ObjectName[] = [...before.workloads, ...after.workloads];
  const bearing = bearingIn(cluster);
  const bearingOn = remember(bearing, nameOf);
  const { targets } = analystOf([before, after]);
  const found: Gaps[] = targets.map((target, done) => {
    onTarget?.(done, targets.length);
    const { passing, undecided } = statesFor(target, bearingOn(target.workload));
    const between = [...new Set(passing.map(({ side }) => side.mesh))];
    // what is decided at no state but the ends is decided as there
    if (between.every((mesh) => mesh === before || mesh === after)) return { gaps: [], undecided };
    const meshes = [before, after, ...between.filter((mesh) => mesh !== before && mesh !== after)];
    const analyst = spread(analystOf(meshes), [before, after, ...passing.map(({ side }) => side.mesh)], meshes);
    const at = gapsAt(analyst, target, workloads, { ...ends, between: passing });
    return { gaps: at.gaps, undecided: [...undecided, ...at.undecided] };
  });
  return { gaps: found.flatMap(({ gaps }) => gaps), undecided: found.flatMap(({ undecided }) => undecided) };

  function statesFor(
    { workload, port }: PortTarget,
    bears: Bearing,
  ): { readonly passing: readonly Passing[]; readonly undecided: readonly GapDoubt[] } {
    const changes = [...bears.own, ...bears.callers.flat()];
    const keys = new Set(changes.map(({ key }) => key));
    if (isSettled(bears) || !isAskedAbout(nameOf(workload), keys)) return { passing: [], undecided: [] };
    const names = new Map(changes.map(({ key, object }) => [key, shownObject(object)]));
    const undecided: GapDoubt[] = [];
    const passing = courses.flatMap(({ course, schedule, momentsOf }) => {
      // equal on this passage where equal of what bears on the target
      const meshOf = remember(
        (state: State): Mesh => meshIn(state, keys, bears),
        (state) => [...keys].filter(state.isApplied).join(' '),
      );
      return momentsOf(keys).flatMap((moment): readonly Passing[] => {
        const choices = choicesOf(new Set(moment.open), bears, cluster);
        if (choices === undefined) {
          const because = `${moment.open.length} objects that bear on it change side by side, in more combinations than are looked at`;
          const time = { course, after: moment.step, without: [] };
          undecided.push({ ...time, to: nameOf(workload), port, because: [because] });
        }
        return (choices ?? extremesOf(moment)).map((without) => {
          const state = schedule.stateAt(moment, without);
          const mesh = meshOf(state);
          return {
            course,
            after: moment.step,
            without: [...without].map((key) => names.get(key) ?? key).sort(),
            side: sideOf(mesh),
            asAtEnd: mesh === before || mesh === after ? 'all' : isAsAtEnd(state, bears) ? 'others' : 'none',
          };
        });
      });
    });
    return { passing, undecided };
  }

  function isAskedAbout(called: string, keys: ReadonlySet<string>): boolean {
    return about === undefined || about.targets.includes(called) || [...keys].some((key) => about.objects.has(key));
  }

  function meshIn(state: State, keys: ReadonlySet<string>, { own, callers }: Bearing): Mesh {
    const applied = [...keys].filter(state.isApplied).length;
    const all = [...own, ...callers.flat()];
    if (applied === 0) return before;
    // pods may be older than the labels of their Namespace, even in the end
    const isWhole = applied === keys.size && all.every(({ object }) => object.kind !== 'Namespace');
    return isWhole ? after : cluster.meshIn(state);
  }
}

/** Whether it is at any time as at one end, for each caller. */
function isSettled({ own, callers }: Bearing): boolean {
  if (own.length > 0) return own.length + callers.flat().length === 1;
  return callers.every(
    (some) =>
      some.length === 1 || some.every(({ object }) => object.kind !== 'Namespace' && object.kind !== 'NetworkPolicy'),
  );
}

/** Pods may be older than the labels of their Namespace, even in the end. */
function isAsAtEnd({ isApplied }: State, { own }: Bearing): boolean {
  const applied = own.filter(({ key }) => isApplied(key)).length;
  return applied === 0 || (applied === own.length && own.every(({ object }) => object.kind !== 'Namespace'));
}

function extremesOf({ open }: Moment): readonly Without[] {
  return [new Set(open), new Set()];
}

/** An analyst of some meshes, as one of these, which are among them. */
function spread(analyst: Analyst, meshes: readonly Mesh[], among: readonly Mesh[]): Analyst {
  const places = meshes.map((mesh) => among.indexOf(mesh));
  return {
    ...analyst,
    reach: (target) =>
      analyst.reach(target).map(({ from, sets }) => ({ from, sets: places.map((place) => sets[place]) })),
  };
}

function countingFrom(first: number): (mesh: Mesh) => number {
  let next = first;
  return () => next++;
}
