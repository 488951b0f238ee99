/** `expect(chart).toAllow(…)` and `.toDeny(…)`: is a call decided as it should be? For jest and vitest alike. */
import { refusedObjects } from '../analyse/refused-objects';
import type { CaseDenial, CaseRequest } from '../cases/case-request';
import { SubjectError } from '../policy/synthesized';
import { detailLines } from '../report/test-text';
import { failure, type MatcherContext, type MatcherResult } from './matcher';
import { askedOf } from './mesh-subject';

/** Whether the subject allows the call. */
export function toAllow(this: MatcherContext, received: unknown, call: CaseRequest): MatcherResult {
  return judge('toAllow', this, received, call, 'allow', {});
}

/** Whether the subject denies the call, and in this way, as far as it is said. */
export function toDeny(
  this: MatcherContext,
  received: unknown,
  call: CaseRequest,
  expected: CaseDenial = {},
): MatcherResult {
  return judge('toDeny', this, received, call, 'deny', expected);
}

function judge(
  name: string,
  { isNot = false }: MatcherContext,
  received: unknown,
  call: CaseRequest,
  verdict: 'allow' | 'deny',
  expected: CaseDenial,
): MatcherResult {
  const head = `expect(subject)${isNot ? '.not' : ''}.${name}(call)`;
  const failed = (lines: readonly string[], more?: () => readonly string[]) => failure(head, isNot, lines, more);
  try {
    const { asked, manifests } = askedOf(received);
    const tested = asked.test(call, verdict, expected);
    const lines = detailLines(tested);
    const refused = () => refusedObjects(manifests.manifests).map(({ file, message }) => `${file}: ${message}`);
    switch (tested.outcome.kind) {
      case 'undecided':
        return failed(isNot ? lines.map(negated) : lines, refused);
      case 'missed':
        return { pass: false, message: () => [head, '', ...lines, ...refused()].join('\n') };
      case 'met':
        return { pass: true, message: () => [head, '', ...lines.map(negated), ...refused()].join('\n') };
    }
  } catch (error) {
    if (error instanceof SubjectError) return failed(error.lines);
    throw error;
  }
}

/** In a message about `.not`, what was expected is what should not have come. */
function negated(line: string): string {
  return line.replace(/^expected /, 'expected anything but ');
}
