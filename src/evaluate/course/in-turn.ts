/** From the verdicts of those that a call meets to one: in turn, where each must agree, or side by side. */
import type { Allowed, Denied, Verdict } from '../verdict';
import { undecided } from '../verdict';

/**
 * The verdict of stages that are met one after the other. A refusal behind a stage that cannot be told denies either
 * way, though it is not sure who refuses. INVARIANT: there is one at least.
 */
export function inTurn(stages: readonly Verdict[]): Verdict {
  const stop = stages.find(({ verdict }) => verdict !== 'allow');
  if (stop === undefined) return allowedBy(stages);
  if (stop.verdict === 'deny') return stop;
  const denial = stages.find(({ verdict }) => verdict === 'deny');
  if (denial?.verdict === 'deny') {
    const answered = denial.answered === undefined ? {} : { answered: denial.answered };
    return { verdict: 'deny', ...answered, because: [...denial.because, ...stop.because] };
  }
  return stages.find(({ verdict }) => verdict === 'undecided') ?? stop;
}

/** The first that names a rule speaks for all, else the first that is a proxy. */
function allowedBy(stages: readonly Verdict[]): Verdict {
  const named = stages.find((stage) => stage.verdict === 'allow' && stage.by !== undefined);
  return named ?? stages.find(({ point }) => point !== undefined) ?? stages.at(-1) ?? undecided('nothing is called');
}

/** The one verdict of alternatives, without what they do not agree on; `reason` says what they differ by. */
export function inCommon([first, ...others]: readonly Verdict[], reason: string): Verdict {
  if (first === undefined) return undecided('nothing is called');
  const differing = others.find(({ verdict }) => verdict !== first.verdict);
  if (differing !== undefined) {
    const unclear = [first, ...others].find(({ verdict }) => verdict === 'undecided');
    return undecided(reason, undefined, unclear?.because);
  }
  return others.reduce((common, other) => (common === other ? common : shared(common, other, reason)), first);
}

function shared(a: Verdict, b: Verdict, reason: string): Verdict {
  if (a.verdict === 'allow' && b.verdict === 'allow') return withoutDifferences(a, b);
  if (a.verdict === 'deny' && b.verdict === 'deny')
    // a refusal and an answer that refuses nobody are not alike
    return a.answered === b.answered ? withoutDifferences(a, b) : undecided(reason);
  if (a.verdict === 'undecided' && b.verdict === 'undecided' && b.elsewhere === undefined) {
    const { elsewhere: _, ...unclear } = a;
    return unclear;
  }
  if (a.verdict === 'depends' && b.verdict === 'depends' && a.on !== b.on) return undecided(reason);
  return a;
}

function withoutDifferences<T extends Allowed | Denied>(a: T, b: T): T {
  const other: Readonly<Record<string, unknown>> = { ...b };
  const kept = Object.entries(a).filter(([key, value]) => key === 'because' || other[key] === value);
  return Object.fromEntries(kept) as unknown as T; // only keys that may be absent can differ
}
