/** A rule that nearly matched, in one sentence: what it wants, what it got, and what we know about that. */
import { textsOf } from '../../policy/condition-value';
import type { NearMiss } from '../explanation';
import { anyOfQuoted } from '../shown-value';
import { hintOn } from './hint';
import type { Miss } from './nearest-rules';
import type { SeenCall } from './seen-call';
import { gotInWords, nounOf } from './seen-call';
import type { Surroundings } from './surroundings';
import type { WrittenCondition } from './written-rules';

/** The miss as explanations tell it. */
export function toNearMiss<F>({ rule, missed }: Miss<F>, seen: SeenCall, around: Surroundings): NearMiss {
  const hints = missed.map(({ written }) => hintOn(written, seen, around));
  const wants = missed.map((condition, index) => {
    const hint = hints[index];
    const isNew = hint !== undefined && hints.indexOf(hint) === index; // said once is enough
    return missInWords(condition, seen) + (isNew ? ` (${hint})` : '');
  });
  return {
    policy: rule.policy,
    rule: rule.index,
    missed: [...new Set(missed.map(({ name }) => name))],
    why: `rule ${rule.index} of \`${rule.policy}\` wants ${wants.join('; and ')}`,
  };
}

function missInWords<F>({ written }: WrittenCondition<F>, seen: SeenCall): string {
  const { attribute, field, values, notValues } = written;
  const noun = nounOf(attribute, field);
  const wants =
    values.length > 0
      ? `${noun} ${anyOfQuoted(textsOf(values))}`
      : `any ${noun} but ${anyOfQuoted(textsOf(notValues))}`;
  return `${wants}, got ${gotInWords(attribute, seen)}`;
}
