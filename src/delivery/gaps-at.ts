/** What goes wrong at one port in the states that a cluster passes through? By caller, each with a request. */
import { nameOf, type ObjectName } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { remember } from '../policy/remember';
import type { Request } from '../policy/request';
import type { Allowance } from '../reach/allowance';
import type { Analyst, CallerReach, PortTarget, ReachCaller } from '../reach/analyst';
import { unlessBeyond } from '../reach/beyond';
import { alikeAmong } from '../reach/callers-alike';
import { isCallable, type Outcome, rankOf, type Side } from '../reach/differences';
import { edgeCaller, rememberedBoxes } from '../reach/matrix';
import type { RequestBox } from '../reach/request-box';
import { intersect, isEmpty, type RequestSet, subtract, union } from '../reach/request-set';
import { witnessIn } from '../reach/witness';
import type { Gap, GapDoubt, Time } from './gap';
import { type GapSet, gapSets } from './gap-sets';

/** A state that is looked at. */
export interface Passing extends Time {
  readonly side: Side;
  /** for whom all that bears on a call is as at one end, so that there is no gap: all, or those that do not change */
  readonly asAtEnd: 'all' | 'others' | 'none';
}

/** Two ends, and states between them, in the order of the analyst's meshes: both ends first. */
export interface PassingStates {
  readonly before: Side;
  readonly after: Side;
  readonly between: readonly Passing[];
}

/** A port, and what who may send to it. */
export interface Called {
  readonly target: PortTarget;
  /** in the meshes of the states, both ends first */
  readonly reach: readonly CallerReach[];
  /** the names of all workloads */
  readonly workloads: readonly string[];
}

/** The gaps at this port, each told when it is first met, and what cannot be told. */
export function gapsAt(
  analyst: Analyst,
  { target, reach, workloads }: Called,
  { before, after, between }: PassingStates,
): { readonly gaps: readonly Gap[]; readonly undecided: readonly GapDoubt[] } {
  const boxesOf = rememberedBoxes(analyst);
  const place = { to: nameOf(target.workload), port: target.port };
  const anyone = reach.find(({ from }) => from.kind === 'identity' && from.identity === '*')?.sets ?? [];
  const isCalledThere = (mesh: Mesh) => isThere(mesh, target.workload);
  const meets = (isPod: boolean) =>
    remember((sets: CallerReach['sets']) => metBy(sets, isPod ? anyone : undefined, between, isCalledThere));
  const [podMeets, otherMeets] = [meets(true), meets(false)];
  const met = reach.map((row) => ({ row, ...(row.from.kind === 'workload' ? podMeets : otherMeets)(row.sets) }));
  const alike = alikeAmong(workloads);
  const gaps: Gap[] = [];
  const undecided: GapDoubt[] = [];
  between.forEach((passing, index) => {
    const { course, after: step, without, failed } = passing;
    const time: Time = { course, after: step, without, ...(failed && { failed }) };
    for (const kind of ['exposure', 'outage'] as const) {
      const told = met.flatMap((one) => {
        const found = one.gaps.find((gap) => gap.kind === kind && gap.index === index);
        if (found === undefined) return [];
        return unlessBeyond(
          () => [{ from: one.row.from, told: { ...found, requests: boxesOf(found.set.all), row: one.row } }],
          (because) => {
            undecided.push({ ...time, from: edgeCaller(one.row.from), ...place, because: [because] });
            return [];
          },
        );
      });
      const rows = alike(told, reach, ({ requests, until }) => JSON.stringify([requests, until]));
      for (const { from, told: gap, except } of rows) {
        const seen = seenIn(from, gap, gap.row, passing);
        if (typeof seen === 'string') undecided.push({ ...time, from: edgeCaller(from), ...place, because: [seen] });
        else gaps.push(gapOf({ kind, time, place, from, gap, except, seen }));
      }
    }
    const doubts = met.flatMap(({ row: { from }, doubts: some }) =>
      some.filter((one) => one.index === index).map(({ because }) => ({ from, told: because })),
    );
    for (const { from, told } of alike(doubts, reach, (because) => because.join())) {
      undecided.push({ ...time, from: edgeCaller(from), ...place, because: told });
    }
  });
  return { gaps, undecided };

  /** A request that shows the gap; a text: the engines do not agree. */
  function seenIn(
    from: ReachCaller,
    { kind, set, index }: MetGap,
    { sets }: CallerReach,
    passing: Passing,
  ): Gap['witness'] | string {
    const outcomeOf = ({ mesh, judge }: Side, allowed: Allowance | undefined, request: Request): Outcome =>
      allowed === undefined || !isCallable(mesh, request) ? { verdict: 'absent' } : judge(request);
    const outcomes = (request: Request) => ({
      before: outcomeOf(before, sets[0], request),
      between: outcomeOf(passing.side, sets[index + 2], request),
      after: outcomeOf(after, sets[1], request),
    });
    const witness = witnessIn(analyst, { from, set: set.seen }, (request) => isGap(kind, outcomes(request)));
    switch (witness.kind) {
      case 'request':
        return { request: witness.request, ...outcomes(witness.request) };
      case 'untold':
        return undefined;
      case 'disputed':
        return witness.because;
    }
  }
}

interface MetGap {
  readonly kind: Gap['kind'];
  /** of the state in which it is first met */
  readonly index: number;
  readonly until: number | undefined;
  readonly set: GapSet;
}

interface Met {
  readonly gaps: readonly MetGap[];
  readonly doubts: readonly { readonly index: number; readonly because: readonly string[] }[];
}

/**
 * What a caller meets, state by state: of a gap that was told, no more than what is new in it. For a workload it is
 * given what anyone may send.
 */
function metBy(
  [old, next, ...states]: CallerReach['sets'],
  anyone: CallerReach['sets'] | undefined,
  between: readonly Passing[],
  isCalledThere: (mesh: Mesh) => boolean,
): Met {
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
  const told = new Map<Gap['kind'], RequestSet>();
  const feared = new Set<string>();
  sets.forEach((set, index) => {
    for (const kind of ['exposure', 'outage'] as const) {
      const met = set[kind];
      if (met === undefined) continue;
      const known = told.get(kind);
      const all = known === undefined ? met.all : subtract(met.all, known);
      if (isEmpty(all)) continue;
      told.set(kind, known === undefined ? all : union(known, all));
      const seen = intersect(met.seen, all);
      gaps.push({
        kind,
        index,
        until: untilIn(index, (other) => isEmpty(intersect(sets[other]?.[kind]?.all ?? subtract(all, all), all))),
        set: { all, seen: isEmpty(seen) ? met.seen : seen },
      });
    }
    const because = set.undecided.filter((reason) => !feared.has(reason));
    for (const reason of because) feared.add(reason);
    if (because.length > 0) doubts.push({ index, because });
  });
  return { gaps, doubts };

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

function isThere({ workloads }: Mesh, { namespace, name }: ObjectName): boolean {
  return workloads.some((one) => one.namespace === namespace && one.name === name);
}

function isGap(kind: Gap['kind'], { before, between, after }: Omit<NonNullable<Gap['witness']>, 'request'>): boolean {
  const [old, now, next] = [rankOf(before), rankOf(between), rankOf(after)];
  if (old === undefined || now === undefined || next === undefined) return false;
  return kind === 'exposure' ? now > Math.max(old, next) : now < Math.min(old, next);
}

interface ToldGap {
  readonly kind: Gap['kind'];
  readonly time: Time;
  readonly place: { readonly to: string; readonly port: number };
  readonly from: ReachCaller;
  readonly gap: { readonly requests: readonly RequestBox[]; readonly until: number | undefined };
  readonly except: readonly string[] | undefined;
  readonly seen: Gap['witness'];
}

function gapOf({ kind, time, place, from, gap: { requests, until }, except, seen }: ToldGap): Gap {
  return {
    kind,
    ...time,
    ...(until === undefined ? {} : { until }),
    from: edgeCaller(from),
    ...place,
    requests,
    ...(except && { except }),
    ...(seen && { witness: seen }),
  };
}
