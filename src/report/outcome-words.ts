/** What became of a call, for people and for programs. */
import { actualOf } from '../cases/tested';
import { visible } from '../findings/visible';
import type { Outcome } from '../reach/differences';

/** `deny (403, authorization, by shop/x#0)`. */
export function outcomeInWords(outcome: Outcome): string {
  const { verdict, status, layer, by, on } = {
    status: undefined,
    layer: undefined,
    by: undefined,
    on: undefined,
    ...outcome,
  };
  if (verdict === 'absent') return 'not there';
  const details = [status, layer, by && `by ${by}`, on && `on ${on}`].filter((word) => word !== undefined);
  return visible(details.length === 0 ? verdict : `${verdict} (${details.join(', ')})`);
}

/** The words of an outcome that are a contract. */
export function wordsOf(outcome: Outcome): object {
  return outcome.verdict === 'absent' ? outcome : actualOf(outcome);
}
