/** `expect(chart).toAllow(…)` and `.toDeny(…)`: is a call decided as it should be? For jest and vitest alike. */
import { ask, type Asked } from '../cases/ask';
import type { CaseDenial, CaseMesh, CaseRequest } from '../cases/case-request';
import { type Subject, SubjectError } from '../policy/synthesized';
import { detailLines } from '../report/test-text';

/** What a matcher answers to jest and vitest. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What of jest's and vitest's context is looked at. */
export interface MatcherContext {
  readonly isNot?: boolean;
}

/** A subject that was read once, for many calls. */
export interface MeshSubject {
  readonly [ASKED]: Asked;
}

const ASKED = Symbol.for('cdk8s-zero-trust.asked');

/**
 * The subject under these settings of MeshConfig, read once: it does not see what is added to the chart later.
 *
 * @example expect(withMesh(chart, { trustDomain: 'corp.example' })).toAllow({ from, to, request })
 */
export function withMesh(subject: Subject, settings: CaseMesh = {}): MeshSubject {
  return { [ASKED]: ask(subject, settings) };
}

/** Whether the subject allows the call. */
export function toAllow(this: MatcherContext, received: unknown, call: CaseRequest): MatcherResult {
  return judge('toAllow', this, received, call, { verdict: 'allow' });
}

/** Whether the subject denies the call, and in this way, as far as it is said. */
export function toDeny(
  this: MatcherContext,
  received: unknown,
  call: CaseRequest,
  expected: CaseDenial = {},
): MatcherResult {
  return judge('toDeny', this, received, call, { ...expected, verdict: 'deny' });
}

function judge(
  name: string,
  { isNot = false }: MatcherContext,
  received: unknown,
  call: CaseRequest,
  expected: { readonly verdict: 'allow' | 'deny' } & CaseDenial,
): MatcherResult {
  const head = `expect(subject)${isNot ? '.not' : ''}.${name}(call)`;
  // fails closed: whatever cannot be told fails the matcher and its negation alike
  const failed = (lines: readonly string[]) => ({ pass: isNot, message: () => [head, '', ...lines].join('\n') });
  try {
    const asked = isMeshSubject(received) ? received[ASKED] : ask(received as Subject);
    const tested = asked.test(call, expected);
    const lines = detailLines(tested);
    switch (tested.outcome.kind) {
      case 'undecided':
        return failed(isNot ? lines.map(negated) : lines);
      case 'missed':
        return { pass: false, message: () => [head, '', ...lines].join('\n') };
      case 'met':
        return { pass: true, message: () => [head, '', ...lines.map(negated)].join('\n') };
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

function isMeshSubject(received: unknown): received is MeshSubject {
  return typeof received === 'object' && received !== null && ASKED in received;
}
