/** Which texts do patterns with a wildcard not tell apart? Found by automata, whatever the patterns are. */
import type { TextPattern } from './text-pattern';
import { beside } from './text-beside';
import type { Readers } from './text-readers';
import { endingOf, matching, outcomeOf, type Ending, type Pair, type Reached } from './text-search';
import { FIRST_CONDITION, unionOfTags } from './text-tags';

/** Texts in classes, each of which has a number: the patterns with a wildcard tell those of one class not apart. */
export interface OpenTexts {
  readonly classOf: (text: string) => number;
  /** of the lists that have a pattern for the texts of the class, in ascending order */
  readonly tagsOf: (one: number) => readonly number[];
  /** those that have texts, in order of the shortest; undefined: they take more states than the limit to find */
  readonly classes: readonly number[] | undefined;
  /** of each of these a text, as short as can be, that is not written out, if there is one; undefined: as above */
  readonly samplesOf: (classes: readonly number[]) => ReadonlyMap<number, string> | undefined;
}

/** Where no pattern has a wildcard, all other texts are alike: no list has a pattern for them. */
export const NONE_OPEN: OpenTexts = { classOf: () => 0, tagsOf: () => [], classes: [], samplesOf: () => new Map() };

/** With what they are read. */
export interface ReadingOptions {
  readonly limit: number;
  readonly readers: Readers;
}

/** Whether a text is written out. */
export function isWritten(pattern: TextPattern): pattern is TextPattern & { readonly kind: 'exact' } {
  return pattern.kind === 'exact' && pattern.anyCase === undefined;
}

/** The texts as automata read them. */
export function readPatterns(
  tagged: readonly (readonly TextPattern[])[],
  written: ReadonlyMap<string, unknown>,
  { limit, readers }: ReadingOptions,
): OpenTexts {
  const lists = openLists(tagged);
  const { pair, reachable } = readers(lists.map(({ patterns }) => patterns));
  const tags = new Map<number, readonly number[]>();
  const numberOf = (ending: Ending): number => {
    const outcome = outcomeOf(ending);
    if (!tags.has(outcome)) {
      tags.set(outcome, unionOfTags(...matching(ending).map((place) => lists[place]?.tags ?? [])));
    }
    return outcome;
  };
  const reached = new Map(reachable(limit)?.map((ending) => [numberOf(ending), ending]));
  return {
    classOf: (text) => numberOf(endingOf(pair, text)),
    tagsOf: (one) => tags.get(one) ?? [],
    classes: reachable(limit) && [...reached.keys()],
    samplesOf: (classes) =>
      unwritten(
        pair,
        classes.flatMap((one) => reached.get(one) ?? []),
        written,
        limit,
      ),
  };
}

/** Patterns with a wildcard, and the tags of the lists that have just these. */
interface OpenList {
  readonly patterns: readonly TextPattern[];
  readonly tags: number[];
}

/** Equal lists are read as one. */
function openLists(tagged: readonly (readonly TextPattern[])[]): readonly OpenList[] {
  const lists = new Map<string, OpenList>();
  for (const [tag, all] of tagged.entries()) {
    const patterns = all.filter((pattern) => !isWritten(pattern));
    if (patterns.length === 0 && tag >= FIRST_CONDITION) continue;
    const key = tag < FIRST_CONDITION ? `${tag}` : JSON.stringify(patterns);
    const known = lists.get(key);
    if (known === undefined) lists.set(key, { patterns, tags: [tag] });
    else known.tags.push(tag);
  }
  return [...lists.values()];
}

/** A text of each of these outcomes that is not written out, if there is one; undefined: too many states. */
function unwritten(
  pair: Pair,
  endings: readonly Reached[],
  written: ReadonlyMap<string, unknown>,
  limit: number,
): ReadonlyMap<number, string> | undefined {
  const found = new Map<number, string>();
  const sought = new Set<number>();
  for (const ending of endings) {
    const known = ending.texts.find((text) => !written.has(text()))?.();
    if (known === undefined) sought.add(outcomeOf(ending));
    else found.set(outcomeOf(ending), known);
  }
  if (sought.size === 0) return found;
  const alike = [...written.keys()].filter((text) => sought.has(outcomeOf(endingOf(pair, text))));
  const others = beside(pair, sought, alike, limit);
  return others && new Map([...found, ...others]);
}
