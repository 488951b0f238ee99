/** What may be sent to one port in one of two meshes, and not in the other? By caller, each with a request. */
import type { Verdict } from '../evaluate/verdict';
import { isNamed, nameOf } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { remember } from '../policy/remember';
import type { Request } from '../policy/request';
import { type Allowance, type Analyst, type CallerReach, onAnyWay, type PortTarget, type ReachCaller } from './analyst';
import { unlessBeyond } from './beyond';
import { alikeAmong } from './callers/callers-alike';
import { type EdgeCaller, edgeCaller, rememberedBoxes } from './matrix';
import type { RequestBox } from './space/request-box';
import { intersect, isEmpty, type RequestSet, subtract, union } from './space/request-set';
import { wayKey, waysTo } from './ways/ways-to';
import { type Judge, witnessIn } from './witness';

/** What became of a call before or after; the caller, or who is called, may not have been there. */
export type Outcome = Verdict | { readonly verdict: 'absent'; /** routes lead to others */ readonly elsewhere?: true };

/** Requests of one caller to one port that are judged otherwise than before. */
export interface FoundDifference {
  readonly kind: 'wider' | 'narrower';
  readonly from: EdgeCaller;
  readonly to: string;
  readonly port: number;
  readonly requests: readonly RequestBox[];
  /** of the identity `*`: workloads and other identities for which it is not so; of a pattern: identities of it */
  readonly except?: readonly string[];
  readonly witness?: { readonly request: Request; readonly before: Outcome; readonly after: Outcome };
}

/** What we cannot tell, and why. */
export interface Doubt {
  readonly from: EdgeCaller;
  readonly to: string;
  readonly port: number;
  readonly because: readonly string[];
}

/** Whether all that may become of a call is known, and none of it comes to the port. */
export type GoesElsewhere = (request: Request, target: PortTarget) => boolean;

/** One of two meshes, and who judges calls in it. */
export interface Side {
  readonly mesh: Mesh;
  readonly judge: Judge;
  /** whether a call by a name of the port surely comes to others, by routes; without it, that is not asked */
  readonly goesElsewhere?: GoesElsewhere;
}

/** The differences at this port, and what cannot be told. */
export function differencesAt(
  analyst: Analyst,
  target: PortTarget,
  workloads: readonly string[],
  sides: readonly [before: Side, after: Side],
): { readonly differences: readonly FoundDifference[]; readonly undecided: readonly Doubt[] } {
  const boxesOf = rememberedBoxes(analyst);
  const place = { to: nameOf(target.workload), port: target.port };
  const reach = analyst.reach(target);
  const byKeptNames = analyst.byCommonNames(target);
  // callers that nothing tells apart share their sets
  const tell = remember((sets: CallerReach['sets']) =>
    unlessBeyond(
      () => toldOf(sets, shiftsOf(sets, byKeptNames)),
      (because) => toldOf(sets, { undecided: [because] }),
    ),
  );
  const isNewcomer = remember((sets: CallerReach['sets']) =>
    unlessBeyond(
      () => isAsIdentity(sets, reach, boxesOf),
      () => false,
    ),
  );
  const told = reach.flatMap(({ from, sets }) => {
    const one = tell(sets);
    return one === undefined || (from.kind === 'workload' && isNewcomer(sets)) ? [] : [{ from, told: one }];
  });
  function toldOf(sets: CallerReach['sets'], shifts: Shifts) {
    const sure = shifts.wider === undefined && shifts.narrower === undefined;
    if (sure && shifts.undecided.length === 0) return undefined;
    const boxes = { wider: boxesIn(shifts.wider), narrower: boxesIn(shifts.narrower), undecided: shifts.undecided };
    return { shifts, sets, boxes, key: JSON.stringify(boxes) };
  }

  function boxesIn(shift: Shift | undefined): readonly RequestBox[] {
    return shift === undefined ? [] : boxesOf(shift.all);
  }

  const differences: FoundDifference[] = [];
  const undecided: Doubt[] = [];
  for (const { from, told: one, except } of alikeAmong(workloads)(told, reach, ({ key }) => key)) {
    const named = { from: edgeCaller(from), ...place };
    const doubts = [...one.shifts.undecided];
    for (const kind of ['wider', 'narrower'] as const) {
      const shift = one.shifts[kind];
      if (shift === undefined) continue;
      const content = { kind, ...named, requests: one.boxes[kind], ...(except && { except }) };
      const seen = seenIn(from, kind, shift, one.sets);
      if (typeof seen === 'string') doubts.push(seen);
      else differences.push({ ...content, ...(seen && { witness: seen }) });
    }
    if (doubts.length > 0) undecided.push({ ...named, because: doubts });
  }
  return { differences, undecided };

  /** A request whose verdict changed so; a text: the engines do not agree. */
  function seenIn(
    from: ReachCaller,
    kind: FoundDifference['kind'],
    { seen }: Shift,
    sets: CallerReach['sets'],
  ): FoundDifference['witness'] | string {
    const outcomeOf = (request: Request, index: 0 | 1): Outcome =>
      sets[index] === undefined || !isCallable(sides[index].mesh, request, target)
        ? { verdict: 'absent' }
        : comingThere(sides[index], request, target);
    const isExpected = (request: Request) => {
      const [before, after] = [rankOf(outcomeOf(request, 0)), rankOf(outcomeOf(request, 1))];
      if (before === undefined || after === undefined) return false;
      return kind === 'wider' ? before < after : before > after;
    };
    const witness = witnessIn(analyst, { from, set: seen }, isExpected);
    switch (witness.kind) {
      case 'request': {
        const { request } = witness;
        return { request, before: outcomeOf(request, 0), after: outcomeOf(request, 1) };
      }
      case 'untold':
        return undefined;
      case 'disputed':
        return witness.because;
    }
  }
}

/** What a gateway, or the sidecar of the caller, sends elsewhere does not come to the workload. */
function comingThere({ judge, goesElsewhere }: Side, request: Request, target: PortTarget): Outcome {
  const verdict = judge(request);
  if (verdict.verdict === 'deny') return verdict;
  if (request.to.kind !== 'workload' && goesElsewhere?.(request, target) === true) {
    return { verdict: 'absent', elsewhere: true };
  }
  return verdict.verdict === 'undecided' && verdict.elsewhere === true ? { verdict: 'absent' } : verdict;
}

/** By a Service that is not there, or that leads elsewhere, this port is not called. */
export function isCallable(mesh: Mesh, { to }: Request, target: PortTarget): boolean {
  if (to.kind !== 'service') return true;
  const { service, workload, port } = to;
  if (workload === undefined) return mesh.services.some(isNamed(service));
  return waysTo(mesh, target).some((way) => wayKey(way) === wayKey({ kind: 'service', service, workload, port }));
}

/** How open a verdict is; what cannot be told is nowhere in this order. */
export function rankOf({ verdict }: Outcome): number | undefined {
  switch (verdict) {
    case 'absent':
    case 'deny':
      return 0;
    case 'depends':
      return 1;
    case 'allow':
      return 2;
    case 'undecided':
      return undefined;
  }
}

/**
 * Requests that are more open than before, or less: on any way, or on one that there was and still is, such as by the
 * name of a Service. INVARIANT: `all` is told on any way.
 */
interface Shift {
  readonly all: RequestSet;
  /** some of them, on a way on which they get through where it is more open: where possible, of those refused before */
  readonly seen: RequestSet;
}

interface Shifts {
  readonly wider?: Shift;
  readonly narrower?: Shift;
  /** why some of it cannot be told */
  readonly undecided: readonly string[];
}

function shiftsOf([before, after]: CallerReach['sets'], byKeptNames: RequestSet): Shifts {
  const some = before ?? after;
  if (some === undefined) return { undecided: [] };
  const nothing = subtract(some.surely, some.surely);
  const none: Allowance = { surely: nothing, possibly: nothing, undecided: [] };
  const [old, now] = [before ?? none, after ?? none];
  const because = [...new Set([...old.undecided, ...now.undecided])];
  const ways = before === undefined || after === undefined ? nothing : byKeptNames;
  const wider = shiftTo(old, now, { hasDoubts: because.length > 0, ways });
  const narrower = shiftTo(now, old, { hasDoubts: because.length > 0, ways });
  const differing = union(
    subtract(onAnyWay(now.possibly), onAnyWay(old.surely)),
    subtract(onAnyWay(old.possibly), onAnyWay(now.surely)),
  );
  const told = union(wider.all, narrower.all);
  const onWays = onAnyWay(intersect(ways, union(openedIn(old, now), openedIn(now, old))));
  return {
    ...(isEmpty(wider.all) ? {} : { wider }),
    ...(isEmpty(narrower.all) ? {} : { narrower }),
    undecided: isEmpty(subtract(union(differing, onWays), told)) ? [] : because,
  };
}

/** Without doubts, an authorizer that is asked now where a refusal was, or nobody where it was, is more open, too. */
function shiftTo(
  old: Allowance,
  now: Allowance,
  { hasDoubts, ways }: { readonly hasDoubts: boolean; readonly ways: RequestSet },
): Shift {
  const [oldAnyhow, nowAnyhow] = [anyhow(old), anyhow(now)];
  const clear = subtract(nowAnyhow.surely, oldAnyhow.possibly);
  const clearOnWays = intersect(ways, subtract(now.surely, old.possibly));
  const openedOnWays = hasDoubts ? clearOnWays : intersect(ways, openedIn(old, now));
  const all = union(hasDoubts ? clear : openedIn(oldAnyhow, nowAnyhow), onAnyWay(openedOnWays));
  const seen = [intersect(clear, now.surely), clearOnWays, subtract(intersect(all, now.surely), old.surely)];
  return { all, seen: seen.find((set) => !isEmpty(set)) ?? intersect(all, now.possibly) };
}

function openedIn(old: Allowance, now: Allowance): RequestSet {
  return union(subtract(now.surely, old.surely), subtract(now.possibly, old.possibly));
}

function anyhow({ surely, possibly, undecided }: Allowance): Allowance {
  return { surely: onAnyWay(surely), possibly: onAnyWay(possibly), undecided };
}

/** A workload that was not there may send what any other identity could send before: nobody is let in who was not. */
function isAsIdentity(
  [before, after]: CallerReach['sets'],
  reach: readonly CallerReach[],
  boxesOf: (set: RequestSet) => readonly RequestBox[],
): boolean {
  if (before !== undefined || after === undefined) return false;
  const anyone = reach.find((one) => one.from.kind === 'identity' && one.from.identity === '*')?.sets[0];
  if (anyone === undefined || anyone.undecided.length + after.undecided.length > 0) return false;
  const isSame = (a: RequestSet, b: RequestSet) => JSON.stringify(boxesOf(a)) === JSON.stringify(boxesOf(b));
  return isSame(anyone.surely, after.surely) && isSame(anyone.possibly, after.possibly);
}
