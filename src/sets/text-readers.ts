/** Machines that read patterns, made once for the same patterns: many sets of conditions differ in whole texts only. */
import { alphabetOf } from './alphabet';
import { machineOf } from './text-machine';
import type { Tagged } from './text-nodes';
import { partsOf, type TextPattern } from './text-pattern';
import { reachable, type Pair, type Reached } from './text-search';

/** The machines of some lists of patterns, and the outcomes that they can have. The tag of a list is its place. */
export interface Reader {
  readonly pair: Pair;
  /** undefined: there are more pairs of states than the limit */
  readonly reachable: (limit: number) => readonly Reached[] | undefined;
}

/** The reader of lists of patterns. */
export type Readers = (lists: readonly (readonly TextPattern[])[]) => Reader;

/** As many readers are kept. */
const MOST_READERS = 16;

/** Readers, each made once. */
export function textReaders(): Readers {
  const made = new Map<string, Reader>();
  // most of them are the patterns of a universe, the same ones for all who ask
  const texts = new WeakMap<TextPattern, string>();
  const textOf = (pattern: TextPattern): string => {
    const text = texts.get(pattern) ?? JSON.stringify(pattern);
    texts.set(pattern, text);
    return text;
  };
  return (lists) => {
    const key = lists.map((patterns) => patterns.map(textOf).join()).join('; ');
    const known = made.get(key);
    if (known !== undefined) return known;
    const reader = readerOf(lists);
    if (made.size >= MOST_READERS) made.clear();
    made.set(key, reader);
    return reader;
  };
}

/** The machines of all patterns: of those that know how a text begins, and of the others. */
function readerOf(lists: readonly (readonly TextPattern[])[]): Reader {
  const alphabet = alphabetOf(lists.flat());
  const all = lists.flatMap((patterns, tag): Tagged[] => patterns.map((pattern) => ({ parts: partsOf(pattern), tag })));
  const pair: Pair = {
    alphabet,
    heads: machineOf(alphabet, all.filter(knowsBeginning)),
    tails: machineOf(
      alphabet,
      all.filter((pattern) => !knowsBeginning(pattern)),
    ),
  };
  const found = new Map<number, readonly Reached[] | undefined>();
  return {
    pair,
    reachable: (limit) => {
      if (!found.has(limit)) found.set(limit, reachable(pair, limit));
      return found.get(limit);
    },
  };
}

function knowsBeginning({ parts }: Tagged): boolean {
  return parts.find((part) => part.kind !== 'text' || part.text !== '')?.kind === 'text';
}
