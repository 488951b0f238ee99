/**
 * Which texts do prefixes not tell apart? Where all patterns with a wildcard are prefixes, and these are texts of the
 * universe, the longest one with which a text begins says it all, and no automaton need be made for them.
 */
import { shortestFirst } from './alphabet';
import { isWritten, type OpenTexts, type ReadingOptions } from './open-texts';
import type { TextPattern } from './text-pattern';
import { endingOf, matching } from './text-search';
import { FIRST_CONDITION, isInUniverse, unionOfTags, WITHIN } from './text-tags';

/** The class of texts outside of the universe; the others are numbered in order of their samples. */
const OUTSIDE = -1;

/**
 * The same as `readPatterns` tells, where prefixes tell it; else undefined. LAW: a prefix that is in the universe is
 * the shortest of the texts that begin with it and with no longer one.
 */
export function readPrefixes(
  tagged: readonly (readonly TextPattern[])[],
  written: ReadonlyMap<string, unknown>,
  { limit, readers }: ReadingOptions,
): OpenTexts | undefined {
  const universe = tagged.slice(0, FIRST_CONDITION);
  const prefixes = prefixesIn(tagged);
  if (prefixes === undefined || universe.flat().some(isWritten)) return undefined;
  const { pair, reachable } = readers(universe);
  const isInside = (text: string): boolean => isInUniverse(matching(endingOf(pair, text)));
  const shortest = reachable(limit)
    ?.find((ending) => isInUniverse(matching(ending)))
    ?.texts[0]?.();
  const lengths = [...new Set([...prefixes.keys()].map(({ length }) => length))].sort((a, b) => b - a);
  /** the longest first */
  const prefixesOf = (text: string): readonly string[] =>
    lengths.map((length) => text.slice(0, length)).filter((head) => prefixes.has(head));
  if (shortest === undefined || prefixesOf(shortest).length > 0) return undefined;
  const samples = [shortest, ...prefixes.keys()].sort(shortestFirst);
  if (samples.some((text) => written.has(text) || !isInside(text))) return undefined;
  const classes = new Map(samples.map((text, number) => [text, number]));
  return {
    classOf: (text) => (isInside(text) ? classes.get(prefixesOf(text)[0] ?? shortest) : undefined) ?? OUTSIDE,
    tagsOf: (one) =>
      one === OUTSIDE
        ? []
        : unionOfTags([WITHIN], ...prefixesOf(samples[one] ?? '').map((text) => prefixes.get(text) ?? [])),
    classes: [...samples.keys()],
    samplesOf: (some) => new Map(some.map((one) => [one, samples[one] ?? ''])),
  };
}

/** The tags of each prefix; undefined: there is none, or conditions have other patterns with a wildcard. */
function prefixesIn(tagged: readonly (readonly TextPattern[])[]): ReadonlyMap<string, readonly number[]> | undefined {
  const prefixes = new Map<string, number[]>();
  for (const [tag, patterns] of tagged.entries()) {
    if (tag < FIRST_CONDITION) continue;
    for (const pattern of patterns) {
      if (isWritten(pattern)) continue;
      if (pattern.kind !== 'prefix' || pattern.anyCase !== undefined || pattern.text === '') return undefined;
      const tags = prefixes.get(pattern.text);
      if (tags === undefined) prefixes.set(pattern.text, [tag]);
      else if (tags.at(-1) !== tag) tags.push(tag);
    }
  }
  return prefixes.size === 0 ? undefined : prefixes;
}
