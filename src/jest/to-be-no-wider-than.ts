/** `expect(chart).toBeNoWiderThan(before)`: may nobody send more than before? For jest and vitest. */
import { elsewhereIn } from '../evaluate/elsewhere';
import { evaluator } from '../evaluate/evaluate';
import { SubjectError } from '../policy/synthesized';
import { analystOf } from '../reach/analyst';
import { compareReach } from '../reach/compare';
import { diffText } from '../report/diff-text';
import { failure, type MatcherContext, type MatcherResult } from './matcher';
import { meshIn } from './mesh-subject';

const TEXT = { color: false, failOn: 'wider', version: '', writtenAt: () => undefined } as const;

/** Whether nobody may send anything to the subject's workloads that they could not send to those of `before`. */
export function toBeNoWiderThan(this: MatcherContext, received: unknown, before: unknown): MatcherResult {
  const { isNot = false } = this;
  const head = `expect(subject)${isNot ? '.not' : ''}.toBeNoWiderThan(before)`;
  try {
    const meshes = { before: meshIn(before), after: meshIn(received) };
    const compared = compareReach(analystOf([meshes.before, meshes.after]), {
      ...meshes,
      judgeOf: evaluator,
      elsewhereOf: elsewhereIn,
    });
    const { wider, undecided } = compared;
    const lines = () =>
      diffText({ ...compared, narrower: [] }, TEXT)
        .trimEnd()
        .split('\n');
    if (wider.length === 0 && undecided.length > 0) return failure(head, isNot, lines());
    return { pass: wider.length === 0, message: () => [head, '', ...lines()].join('\n') };
  } catch (error) {
    if (error instanceof SubjectError) return failure(head, isNot, error.lines);
    throw error;
  }
}
