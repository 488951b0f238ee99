/** What becomes of the cases of a case file, in a mesh. */
import { evaluator } from '../evaluate/evaluate';
import type { Verdict } from '../evaluate/verdict';
import type { Mesh } from '../policy/model';
import type { Case } from './case-file';
import { type Detail, detailIn } from './detail';
import { compare, type Comparison } from './expectation';
import { withToldAddresses } from './told-addresses';

/** A case, and what became of it. */
export interface Judgement {
  readonly case: Case;
  readonly verdict: Verdict;
  readonly outcome: Comparison;
}

/** Judges the cases of one file, and tells why. */
export interface Judge {
  readonly judge: (one: Case) => Judgement;
  readonly detailOf: (judgement: Judgement) => Detail;
}

/**
 * The judge of these cases in this mesh, which is searched once. They are made in one cluster, so that what one call
 * tells of an address holds for the others. LAW: that only decides what is undecided when a case is judged alone.
 */
export function judgeOf(cases: readonly Case[], mesh: Mesh): Judge {
  const there = withToldAddresses(
    mesh,
    cases.map(({ request }) => request),
  );
  const evaluate = evaluator(there);
  const detail = detailIn(there);
  return {
    judge: (one) => {
      const verdict = evaluate(one.request);
      return { case: one, verdict, outcome: compare(one.expect, verdict) };
    },
    detailOf: ({ case: one, verdict }) => detail(one, verdict),
  };
}
