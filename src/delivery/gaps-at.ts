/** What goes wrong at one port in the states that a cluster passes through? By caller, each with a request. */
import { nameOf } from '../policy/metadata';
import { remember } from '../policy/remember';
import type { Request } from '../policy/request';
import type { Allowance } from '../reach/allowance';
import type { Analyst, CallerReach, PortTarget, ReachCaller } from '../reach/analyst';
import { unlessBeyond } from '../reach/beyond';
import { alikeAmong } from '../reach/callers/callers-alike';
import { isCallable, type Outcome, rankOf, type Side } from '../reach/differences';
import { edgeCaller, rememberedBoxes } from '../reach/matrix';
import type { RequestBox } from '../reach/space/request-box';
import { witnessIn } from '../reach/witness';
import type { Gap, GapDoubt, Time } from './gap';
import { meetsIn, type Met, type MetGap, type Passing } from './met-gaps';

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
  const meets = meetsIn(between, target.workload);
  // callers that nothing tells apart share what they meet
  const rows = reach.map(({ from, sets }) => ({
    from,
    met: meets(sets, from.kind === 'workload' ? anyone : undefined),
  }));
  const mets = [...new Set(rows.map(({ met }) => met))];
  const keyOf = remember(({ requests, until }: ToldRequests) => JSON.stringify([requests, until]));
  const alike = alikeAmong(workloads);
  const gaps: Gap[] = [];
  const undecided: GapDoubt[] = [];
  between.forEach((passing, index) => {
    const { course, after: step, without, failed } = passing;
    const time: Time = { course, after: step, without, ...(failed && { failed }) };
    for (const kind of ['exposure', 'outage'] as const) {
      const found = new Map(
        mets.flatMap((met) => {
          const gap = met.gaps.find((one) => one.kind === kind && one.index === index);
          return gap === undefined ? [] : [[met, toldOf(met, gap)] as const];
        }),
      );
      if (found.size === 0) continue;
      const told = rows.flatMap(({ from, met }) => {
        const one = found.get(met);
        if (one === undefined) return [];
        if ('requests' in one) return [{ from, told: one }];
        undecided.push({ ...time, from: edgeCaller(from), ...place, because: [one.because] });
        return [];
      });
      for (const { from, told: gap, except } of alike(told, reach, keyOf)) {
        const seen = seenIn(from, gap, passing);
        if (typeof seen === 'string') undecided.push({ ...time, from: edgeCaller(from), ...place, because: [seen] });
        else gaps.push(gapOf({ kind, time, place, from, gap, except, seen }));
      }
    }
    const feared = new Map(
      mets.flatMap((met) => met.doubts.flatMap((one) => (one.index === index ? [[met, one.because] as const] : []))),
    );
    if (feared.size === 0) return;
    const doubts = rows.flatMap(({ from, met }) => {
      const because = feared.get(met);
      return because === undefined ? [] : [{ from, told: because }];
    });
    for (const { from, told } of alike(doubts, reach, (because) => because.join())) {
      undecided.push({ ...time, from: edgeCaller(from), ...place, because: told });
    }
  });
  return { gaps, undecided };

  /** What a caller meets, in words, or why that is beyond us. */
  function toldOf({ sets }: Met, { kind, index, until, set }: MetGap): ToldRequests | { readonly because: string } {
    return unlessBeyond<ToldRequests | { readonly because: string }>(
      () => ({ kind, index, until, set, sets, requests: boxesOf(set.all) }),
      (because) => ({ because }),
    );
  }

  /** A request that shows the gap; a text: the engines do not agree. */
  function seenIn(
    from: ReachCaller,
    { kind, set, sets, index }: ToldRequests,
    { course, side }: Passing,
  ): Gap['witness'] | string {
    const outcomeOf = ({ mesh, judge }: Side, allowed: Allowance | undefined, request: Request): Outcome =>
      allowed === undefined || !isCallable(mesh, request, target) ? { verdict: 'absent' } : judge(request);
    const outcomes = (request: Request) => {
      const [old, next] = [outcomeOf(before, sets[0], request), outcomeOf(after, sets[1], request)];
      const ends = course === 'rollback' ? { before: next, after: old } : { before: old, after: next };
      return { ...ends, between: outcomeOf(side, sets[index + 2], request) };
    };
    let untold: readonly string[] = [];
    const witness = witnessIn(analyst, { from, set: set.seen }, (request) => {
      const { before: old, between: now, after: next } = outcomes(request);
      untold = [old, now, next].flatMap((one) => (one.verdict === 'undecided' ? one.because : []));
      return isGap(kind, { before: old, between: now, after: next });
    });
    switch (witness.kind) {
      case 'request':
        return { request: witness.request, ...outcomes(witness.request) };
      case 'untold':
        return undefined;
      case 'disputed':
        // the engine of calls may say itself what it cannot tell
        return untold.length > 0 ? [...new Set(untold)].join('; ') : witness.because;
    }
  }
}

function isGap(kind: Gap['kind'], { before, between, after }: Omit<NonNullable<Gap['witness']>, 'request'>): boolean {
  const [old, now, next] = [rankOf(before), rankOf(between), rankOf(after)];
  if (old === undefined || now === undefined || next === undefined) return false;
  return kind === 'exposure' ? now > Math.max(old, next) : now < Math.min(old, next);
}

/** A gap of a caller, with its requests in words. */
interface ToldRequests extends MetGap {
  readonly requests: readonly RequestBox[];
  readonly sets: CallerReach['sets'];
}

interface ToldGap {
  readonly kind: Gap['kind'];
  readonly time: Time;
  readonly place: { readonly to: string; readonly port: number };
  readonly from: ReachCaller;
  readonly gap: ToldRequests;
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
