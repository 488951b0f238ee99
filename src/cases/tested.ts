/** What became of the cases of a test run: what every reporter of one shows. */
import type { Verdict } from '../evaluate/verdict';
import type { Detail } from './detail';
import type { Comparison, Expectation } from './expectation';
import type { Judgement } from './judge';

/** A case, and what became of it. */
export interface TestedCase {
  readonly file: string;
  readonly line: number;
  readonly id: string;
  readonly expected: Expectation;
  readonly actual: Actual;
  readonly outcome: Comparison;
  /** only of a case that was not met, and of very many only of the first */
  readonly detail?: Detail;
}

/** What of a verdict is told. */
export type Actual = Readonly<Record<string, string | number | boolean>>;

/** A whole run. */
export interface TestReport {
  readonly cases: readonly TestedCase[];
}

/** How many cases passed, failed, and could not be decided. */
export function countsOf({ cases }: TestReport): { passed: number; failed: number; undecided: number } {
  const counts = { met: 0, missed: 0, undecided: 0 };
  for (const { outcome } of cases) counts[outcome.kind] += 1;
  return { passed: counts.met, failed: counts.missed, undecided: counts.undecided };
}

/** The case as it is reported. */
export function testedCase(file: string, { case: one, verdict, outcome }: Judgement, detail?: Detail): TestedCase {
  const { line, id, expect } = one;
  return { file, line, id, expected: expect, actual: actualOf(verdict), outcome, ...(detail && { detail }) };
}

/** The words of a verdict that are a contract. */
export function actualOf(verdict: Verdict): Actual {
  const {
    verdict: word,
    status,
    layer,
    by,
    point,
    answered,
  } = { status: undefined, layer: undefined, by: undefined, answered: undefined, ...verdict };
  return {
    verdict: word,
    ...(status === undefined ? {} : { status }),
    ...(layer === undefined ? {} : { layer }),
    ...(by === undefined ? {} : { by }),
    ...(point === undefined ? {} : { point }),
    ...(answered === undefined ? {} : { answered }),
  };
}
