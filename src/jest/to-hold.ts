/** `expect(chart).toHold(invariant)`: does what must always hold, hold? For jest and vitest. */
import { evaluator } from '../evaluate/evaluate';
import { SubjectError } from '../policy/synthesized';
import { analystOf } from '../reach/analyst';
import type { Invariant } from '../reach/invariant';
import { prove } from '../reach/prove';
import { proofLines } from '../report/prove-report';
import { unknownIn } from '../cases/invariant-names';
import { mistakeInWords } from '../policy/shape';
import { failure, type MatcherContext, type MatcherResult } from './matcher';
import { meshIn } from './mesh-subject';

/** Whether the invariant holds for every request that can be sent. */
export function toHold(this: MatcherContext, received: unknown, invariant: Invariant): MatcherResult {
  const { isNot = false } = this;
  const head = `expect(subject)${isNot ? '.not' : ''}.toHold(invariant)`;
  try {
    const mesh = meshIn(received);
    const unknown = unknownIn(invariant, mesh).map((mistake) => mistakeInWords(mistake, 'invariant'));
    if (unknown.length > 0) return failure(head, isNot, unknown);
    const [proven] = prove(mesh, [invariant], { analystOf, judgeOf: evaluator });
    const lines = () => (proven === undefined ? [] : proofLines(proven));
    if (proven?.proof.kind === 'undecided') return failure(head, isNot, lines());
    return { pass: proven?.proof.kind === 'holds', message: () => [head, '', ...lines()].join('\n') };
  } catch (error) {
    if (error instanceof SubjectError) return failure(head, isNot, error.lines);
    throw error;
  }
}
