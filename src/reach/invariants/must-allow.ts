/** These calls are allowed, each by all that decides on it. */
import type { Known } from '../forbidden';
import type { Invariant, MustAllow } from '../invariant';
import { noRequest, type Proof } from '../proof';

/**
 * These calls are allowed.
 *
 * @example mustAllow({ name: '…', calls: [{ from, to, http }] })
 */
export function mustAllow(props: MustAllow): Invariant {
  return { kind: 'mustAllow', ...props };
}

/** Whether all of them are. */
export function proveMustAllow({ judge }: Known, { calls }: MustAllow): Proof {
  if (calls.length === 0) return { kind: 'holds', vacuity: noRequest('it names no call') };
  const judged = calls.map((request) => ({ request, actual: judge(request) }));
  const denied = judged.filter(({ actual }) => actual.verdict === 'deny');
  const [first] = denied;
  if (first !== undefined) return { kind: 'fails', counterexample: first, violations: denied.length };
  const because = judged.flatMap(({ actual }) => (actual.verdict === 'allow' ? [] : actual.because.slice(0, 1)));
  return because.length > 0 ? { kind: 'undecided', because: [...new Set(because)] } : { kind: 'holds' };
}
