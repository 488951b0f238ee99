/** What does a caller meet in the states that a cluster passes through, one after the other? */
import { isNamed } from '../policy/metadata';
import type { Mesh, ObjectName } from '../policy/model';
import { remember } from '../policy/remember';
import type { CallerReach } from '../reach/analyst';
import type { Side } from '../reach/differences';
import { intersect, isEmpty, type RequestSet, subtract, union } from '../reach/space/request-set';
import type { Gap, Time } from './gap';
import { type GapSet, gapSets } from './gap-sets';

/** A state that is looked at. */
export interface Passing extends Time {
  readonly side: Side;
  /** for whom all that bears on a call is as at one end, so that there is no gap: all, or all but workloads */
  readonly asAtEnd: 'all' | 'others' | 'none';
}

/** A gap that one caller meets. */
export interface MetGap {
  readonly kind: Gap['kind'];
  /** of the state in which it is first met */
  readonly index: number;
  readonly until: number | undefined;
  readonly set: GapSet;
}

/** What one caller meets, in order of states. */
export interface Met {
  /** what it may send at both ends, and in each state */
  readonly sets: CallerReach['sets'];
  readonly gaps: readonly MetGap[];
  readonly doubts: readonly { readonly index: number; readonly because: readonly string[] }[];
}

/** What callers meet who may send these sets; of a workload also what anyone may send. */
export type Meets = (sets: CallerReach['sets'], anyone: CallerReach['sets'] | undefined) => Met;

/** What callers of this workload meet in these states: the same for the same sets. */
export function meetsIn(between: readonly Passing[], called: ObjectName): Meets {
  const isCalledThere = remember(({ workloads }: Mesh) => workloads.some(isNamed(called)));
  const byAnyone = remember((anyone: CallerReach['sets'] | undefined) =>
    remember((sets: CallerReach['sets']) => metBy(sets, anyone, between, isCalledThere)),
  );
  return (sets, anyone) => byAnyone(anyone)(sets);
}

/** What was told of a caller already. */
interface Heard {
  readonly told: Map<Gap['kind'], RequestSet>;
  readonly feared: Set<string>;
}

function heardOf(): Heard {
  return { told: new Map(), feared: new Set() };
}

function unionOf(some: RequestSet | undefined, more: RequestSet): RequestSet {
  return some === undefined ? more : union(some, more);
}

/**
 * What a caller meets, state by state: of a gap that was told, no more than what is new in it. For a workload it is
 * given what anyone may send.
 */
function metBy(
  row: CallerReach['sets'],
  anyone: CallerReach['sets'] | undefined,
  between: readonly Passing[],
  isCalledThere: (mesh: Mesh) => boolean,
): Met {
  const [old, next, ...states] = row;
  const isPod = anyone !== undefined;
  // who was not there could send what any other identity could
  const [before, after] = isPod ? [old ?? anyone[0], next ?? anyone[1]] : [old, next];
  // and does not miss it
  const isThere = old !== undefined && next !== undefined;
  const sets = states.map((now, index) => {
    const mesh = between[index]?.side.mesh;
    // who does not call, misses nothing
    const isAway = now === undefined && mesh !== undefined && isCalledThere(mesh);
    const asAtEnd = between[index]?.asAtEnd;
    const isSettled = asAtEnd === 'all' || (asAtEnd === 'others' && !isPod);
    return isAway || isSettled ? { undecided: [] } : gapSets(before, now, after, isThere);
  });
  const gaps: MetGap[] = [];
  const doubts: { index: number; because: readonly string[] }[] = [];
  const [anywhere, onWayBack] = [heardOf(), heardOf()];
  sets.forEach((set, index) => {
    // the way back is told whole, whatever happened on the way there
    const heard = between[index]?.course === 'rollback' ? [onWayBack, anywhere] : [anywhere];
    const { told, feared } = heard[0] ?? anywhere;
    for (const kind of ['exposure', 'outage'] as const) {
      const met = set[kind];
      if (met === undefined) continue;
      const known = told.get(kind);
      const all = known === undefined ? met.all : subtract(met.all, known);
      if (isEmpty(all)) continue;
      for (const one of heard) one.told.set(kind, unionOf(one.told.get(kind), all));
      const seen = intersect(met.seen, all);
      gaps.push({
        kind,
        index,
        until: untilIn(index, (other) => isEmpty(intersect(sets[other]?.[kind]?.all ?? subtract(all, all), all))),
        set: { all, seen: isEmpty(seen) ? met.seen : seen },
      });
    }
    const because = set.undecided.filter((reason) => !feared.has(reason));
    for (const one of heard) because.forEach((reason) => one.feared.add(reason));
    if (because.length > 0) doubts.push({ index, because });
  });
  return { sets: row, gaps, doubts };

  /** The step after which it is over, of the same course, with all that the step changes, whatever was refused. */
  function untilIn(index: number, isOver: (other: number) => boolean): number | undefined {
    const { course, failed } = between[index] as Passing;
    const later = between.flatMap((other, at) =>
      at > index && other.course === course && other.failed?.way === failed?.way && other.without.length === 0
        ? [{ at, after: other.after }]
        : [],
    );
    return later.find(
      ({ at, after }) =>
        isOver(at) && (failed === undefined || later.every((one) => one.after !== after || isOver(one.at))),
    )?.after;
  }
}
