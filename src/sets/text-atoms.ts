/**
 * How do patterns cut up texts? Texts that are written out, of which a policy may have thousands, are looked up; what
 * the other patterns make of the rest of the universe is found by automata.
 */
import { gather, type Atoms, type Piece, type TooMany } from './atoms';
import { beside } from './text-beside';
import type { TextPattern } from './text-pattern';
import { textReaders, type Reader, type Readers } from './text-readers';
import { endingOf, matching, outcomeOf, type Ending, type Pair, type Reached } from './text-search';
import { conditionsOf, FIRST_CONDITION, isInUniverse, unionOfTags } from './text-tags';

/** Texts that match one of `within`, and none of `without`. */
export interface TextUniverse {
  readonly within: readonly TextPattern[];
  readonly without: readonly TextPattern[];
}

/** How many states of automata we look at before we give up. */
const STATE_LIMIT = 200_000;

/**
 * A condition is a union of patterns. The sample of an atom is the first text of a pattern without wildcard that is in
 * it, else its shortest text, of characters that people read well.
 */
export function textAtoms(
  universe: TextUniverse,
  conditions: readonly (readonly TextPattern[])[],
  { limit = STATE_LIMIT, readers = textReaders() }: TextOptions = {},
): Atoms<string> | TooMany {
  const tagged = [universe.within, universe.without, ...conditions];
  const open = openLists(tagged, readers);
  const written = writtenTexts(tagged);
  const pieces: Piece<string>[] = [];
  const places = placesOfWritten(open, written, pieces);
  const others = placesOfOthers(open, written, pieces, limit);
  if (others === undefined) return { kind: 'too-many', limit };
  const { atomOfPiece, ...atoms } = gather(conditions.length, pieces);
  const atomOf = (text: string): number | undefined => {
    const place = written.has(text) ? places.get(text) : others.get(outcomeOf(endingOf(open.reader.pair, text)));
    return place === undefined ? undefined : atomOfPiece[place];
  };
  return { ...atoms, atomOf };
}

/** How texts are told apart. */
export interface TextOptions {
  readonly limit?: number;
  /** shared by those who ask about like patterns */
  readonly readers?: Readers;
}

/** The patterns with a wildcard, as they are read. */
interface OpenLists {
  readonly reader: Reader;
  /** the tags of the patterns that match, in ascending order */
  readonly tagsOf: (ending: Ending) => readonly number[];
}

/** Equal lists are read as one. */
function openLists(tagged: readonly (readonly TextPattern[])[], readers: Readers): OpenLists {
  const lists = new Map<string, { readonly patterns: readonly TextPattern[]; readonly tags: number[] }>();
  for (const [tag, all] of tagged.entries()) {
    const patterns = all.filter((pattern) => !isWritten(pattern));
    if (patterns.length === 0 && tag >= FIRST_CONDITION) continue;
    const key = tag < FIRST_CONDITION ? `${tag}` : JSON.stringify(patterns);
    const known = lists.get(key);
    if (known === undefined) lists.set(key, { patterns, tags: [tag] });
    else known.tags.push(tag);
  }
  const read = [...lists.values()];
  const tagsOf = (ending: Ending): readonly number[] =>
    unionOfTags(...matching(ending).map((place) => read[place]?.tags ?? []));
  return { reader: readers(read.map(({ patterns }) => patterns)), tagsOf };
}

function isWritten(pattern: TextPattern): pattern is TextPattern & { readonly kind: 'exact' } {
  return pattern.kind === 'exact' && pattern.anyCase === undefined;
}

/** The texts without wildcard, with the tags of those patterns. */
type WrittenTexts = ReadonlyMap<string, readonly number[]>;

function writtenTexts(tagged: readonly (readonly TextPattern[])[]): WrittenTexts {
  const texts = new Map<string, number[]>();
  for (const [tag, patterns] of tagged.entries()) {
    for (const pattern of patterns) {
      if (!isWritten(pattern)) continue;
      const tags = texts.get(pattern.text);
      if (tags === undefined) texts.set(pattern.text, [tag]);
      else tags.push(tag);
    }
  }
  return texts;
}

/** The piece of each text that is written out; undefined: it is outside of the universe. */
function placesOfWritten(
  { reader: { pair }, tagsOf }: OpenLists,
  written: WrittenTexts,
  pieces: Piece<string>[],
): ReadonlyMap<string, number | undefined> {
  const known = new Map<string, number | undefined>();
  const places = new Map<string, number | undefined>();
  for (const [text, tags] of written) {
    const ending = endingOf(pair, text);
    const key = `${outcomeOf(ending)} ${tags.join()}`;
    if (!known.has(key)) {
      const all = unionOfTags(tags, tagsOf(ending));
      known.set(key, isInUniverse(all) ? pieces.push({ holds: conditionsOf(all), sample: text }) - 1 : undefined);
    }
    places.set(text, known.get(key));
  }
  return places;
}

/** The piece of each outcome that other texts have; undefined: too many states. */
function placesOfOthers(
  { reader: { pair, reachable }, tagsOf }: OpenLists,
  written: WrittenTexts,
  pieces: Piece<string>[],
  limit: number,
): ReadonlyMap<number, number> | undefined {
  const open = reachable(limit)?.flatMap((ending) => {
    const tags = tagsOf(ending);
    const holds = conditionsOf(tags);
    return isInUniverse(tags) ? [{ ending, holds, key: holds.join() }] : [];
  });
  const samples = new Map(pieces.map(({ holds, sample }) => [holds.join(), sample]));
  const lacking = open?.filter(({ key }) => !samples.has(key)).map(({ ending }) => ending);
  const texts = lacking && unwritten(pair, lacking, written, limit);
  if (open === undefined || texts === undefined) return undefined;
  const places = new Map<number, number>();
  for (const { ending, holds, key } of open) {
    const sample = samples.get(key) ?? texts.get(outcomeOf(ending));
    if (sample === undefined) continue;
    places.set(outcomeOf(ending), pieces.push({ holds, sample }) - 1);
    samples.set(key, sample);
  }
  return places;
}

/** A text of each of these outcomes that is not written out, if there is one; undefined: too many states. */
function unwritten(
  pair: Pair,
  endings: readonly Reached[],
  written: WrittenTexts,
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
