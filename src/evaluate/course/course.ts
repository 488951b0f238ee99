/** The course of a call: who decides on its way, one after the other, and behind a gateway the courses that go on. */
import type { Request, Sent } from '../../policy/request';
import type { Ends, PossibleCaller } from '../client/possible-callers';
import type { AnyOf, Outcome } from '../routes/routing';
import type { Verdict } from '../verdict';
import { undecided } from '../verdict';
import type { NoWay, Rerouted, Way } from '../ways/way';
import type { Asked } from './asked';
import { inCommon, inTurn } from './in-turn';

/** One who decides on the way of a call, about what they are asked, and what they say. */
export interface Stage {
  readonly asked: Asked;
  readonly verdict: Verdict;
}

/** A caller on a way, as it is before the request is known: calls between the same ends share it. */
export interface Track extends Partial<Pick<PossibleCaller, 'caller' | 'rule' | 'doubt'>> {
  readonly ends: Ends;
  readonly way: Way | NoWay | Rerouted;
  readonly legs: readonly Leg[];
}

/** A part of a track: who says the same to every request, or else is asked about each. */
export type Leg = Stage | ((sent: Sent) => Stage);

/**
 * What becomes of a call on its track. INVARIANT: it has a stage, one for each leg, unless the sidecar of the caller
 * sends it elsewhere.
 */
export interface Course {
  readonly track: Track;
  readonly stages: readonly Stage[];
  /** there where a gateway is asked for all that it makes of the call, and lets it through, or the caller's sidecar */
  readonly onward?: Onward;
  /** at its end */
  readonly verdict: Verdict;
}

/** The courses that a call may take: for each caller that it may come from, one to each workload that it may go to. */
export type Courses = readonly (readonly Course[])[];

/** What a gateway makes of a call, or the sidecar of its caller. */
export interface Onward {
  readonly routing: Outcome | AnyOf;
  /** one for each outcome. INVARIANT: never empty */
  readonly branches: readonly Branch[];
}

/** One outcome, and where the proxy sends the call on, or perhaps does so, the call that it makes. */
export interface Branch {
  readonly outcome: Outcome;
  readonly next?: { readonly request: Request; readonly courses: Courses | undefined };
}

/** The course through these stages. */
export function courseThrough(track: Track, stages: readonly Stage[], onward?: Onward): Course {
  const verdicts = stages.map(({ verdict }) => verdict);
  if (onward === undefined) return { track, stages, verdict: inTurn(verdicts) };
  const end = verdictBehind(onward, routerOn(track));
  if (stages.length === 0) return { track, stages, onward, verdict: end };
  return { track, stages, onward, verdict: inTurn([...verdicts, end]) };
}

/** The one verdict on the courses that a call may take: they must end alike. */
export function verdictOn(tried: Courses | undefined): Verdict {
  if (tried === undefined) return undecided('the caller is not among the manifests');
  const verdicts = tried.map((courses) =>
    inCommon(
      courses.map(({ verdict }) => verdict),
      'the workloads behind the Service do not answer alike',
    ),
  );
  const doubt = tried[0]?.[0]?.track.doubt;
  const why = doubt === undefined ? '' : `: ${doubt}`;
  return inCommon(verdicts, `what the proxy of the caller speaks is not known${why}; name its identity, or plaintext`);
}

/** Whose routes they are: a gateway's, or those of the caller's own sidecar. */
export type RouterKind = 'gateway' | 'sidecar';

/** Whose routes send the call on from the end of this track. */
export function routerOn({ way }: Pick<Track, 'way'>): RouterKind {
  return way.kind === 'rerouted' ? 'sidecar' : 'gateway';
}

/** The verdict of what is behind the proxy. */
export function verdictBehind({ branches }: Onward, router: RouterKind): Verdict {
  return inCommon(
    branches.map((branch) => verdictOfBranch(branch, router)),
    'the outcomes of a route are not judged alike',
  );
}

/** The verdict on one outcome. What a proxy answers itself comes to nobody. */
export function verdictOfBranch({ outcome, next }: Branch, router: RouterKind): Verdict {
  switch (outcome.kind) {
    case 'answered': {
      const { status, because } = outcome;
      return {
        verdict: 'deny',
        answered: true,
        point: router,
        status,
        because: [`${answerer(router)} answers ${status} itself`, because],
      };
    }
    case 'refused':
      return outcome.verdict;
    case 'undecided': {
      const elsewhere = outcome.elsewhere === undefined ? {} : { elsewhere: outcome.elsewhere };
      const unclear: Verdict = { ...undecided(outcome.because, router), ...elsewhere };
      return next === undefined ? unclear : inTurn([unclear, verdictOn(next.courses)]);
    }
    case 'routed':
    case 'passedOn':
      return verdictOn(next?.courses);
  }
}

/** Who answers a call itself, in words. */
export function answerer(router: RouterKind): string {
  return router === 'gateway' ? 'the gateway' : "the caller's sidecar";
}
