/** `expect(chart).toHold(invariant)`: does what must always hold, hold? For jest and vitest. */
import { evaluator } from '../evaluate/evaluate';
import { SubjectError } from '../policy/synthesized';
import { analystOf } from '../reach/analyst';
import type { Invariant } from '../reach/invariant';
import { prove } from '../reach/prove';
import { proofLines } from '../report/prove-report';
import { wrongIn } from '../cases/invariant-names';
import { mistakeInWords } from '../policy/shape';
import { failure, type MatcherContext, type MatcherResult } from './matcher';
import { meshIn } from './mesh-subject';

/**
 * Whether the invariant holds for every request that can be sent. One that speaks of no request fails, with and without
 * `not`, as what passes tells nothing; one about callers who are yet to come passes.
 */
export function toHold(this: MatcherContext, received: unknown, invariant: Invariant): MatcherResult {
  const { isNot = false } = this;
  const head = `expect(subject)${isNot ? '.not' : ''}.toHold(invariant)`;
  try {
    const mesh = meshIn(received);
    const wrong = wrongIn(invariant, mesh).map((mistake) => mistakeInWords(mistake, 'invariant'));
    if (wrong.length > 0) return failure(head, isNot, wrong);
    const [proven] = prove(mesh, [invariant], { analystOf, judgeOf: evaluator });
    const lines = () => (proven === undefined ? [] : proofLines(proven));
    const isSilent = proven?.proof.kind === 'holds' && proven.proof.vacuity?.kind === 'no-request';
    if (proven?.proof.kind === 'undecided' || isSilent) return failure(head, isNot, lines());
    return { pass: proven?.proof.kind === 'holds', message: () => [head, '', ...lines()].join('\n') };
  } catch (error) {
    if (error instanceof SubjectError) return failure(head, isNot, error.lines);
    throw error;
  }
}
