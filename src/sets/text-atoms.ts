/** How do patterns cut up texts? */
import type { Atoms, TooMany } from './atoms';
import type { TextPattern } from './text-pattern';

/** Texts that match one of `within`, and none of `without`. */
export interface TextUniverse {
  readonly within: readonly TextPattern[];
  readonly without: readonly TextPattern[];
}

/** How many states of automata we look at before we give up. */
export const STATE_LIMIT = 200_000;

/** A condition is a union of patterns. */
export function textAtoms(
  universe: TextUniverse,
  conditions: readonly (readonly TextPattern[])[],
  limit = STATE_LIMIT,
): Atoms<string> | TooMany {
  throw new Error(`not written yet: ${universe.within.length}, ${conditions.length}, ${limit}`);
}
