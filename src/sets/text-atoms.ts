/**
 * How do patterns cut up texts? Texts that are written out, of which a policy may have thousands, are looked up; what
 * the other patterns make of the rest of the universe is found by their prefixes where that does, else by automata.
 */
import { gather, type Atoms, type Piece, type TooMany } from './atoms';
import { isWritten, NONE_OPEN, readPatterns, type OpenTexts } from './open-texts';
import { readPrefixes } from './open-prefixes';
import type { TextPattern } from './text-pattern';
import { textReaders, type Readers } from './text-readers';
import { conditionsOf, isInUniverse, unionOfTags } from './text-tags';

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
  const written = writtenTexts(tagged);
  const open = tagged.every((patterns) => patterns.every(isWritten))
    ? NONE_OPEN
    : (readPrefixes(tagged, written, { limit, readers }) ?? readPatterns(tagged, written, { limit, readers }));
  const pieces: Piece<string>[] = [];
  const places = placesOfWritten(open, written, pieces);
  const others = placesOfOthers(open, pieces);
  if (others === undefined) return { kind: 'too-many', limit };
  const { atomOfPiece, ...atoms } = gather(conditions.length, pieces);
  const atomOf = (text: string): number | undefined => {
    const place = written.has(text) ? places.get(text) : others.get(open.classOf(text));
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

/** The texts without wildcard, with the tags of those patterns. */
type WrittenTexts = ReadonlyMap<string, readonly number[]>;

function writtenTexts(tagged: readonly (readonly TextPattern[])[]): WrittenTexts {
  const texts = new Map<string, number[]>();
  for (const [tag, patterns] of tagged.entries()) {
    for (const pattern of patterns) {
      if (!isWritten(pattern)) continue;
      const tags = texts.get(pattern.text);
      if (tags === undefined) texts.set(pattern.text, [tag]);
      else if (tags.at(-1) !== tag) tags.push(tag);
    }
  }
  return texts;
}

/** The piece of each text that is written out; undefined: it is outside of the universe. */
function placesOfWritten(
  { classOf, tagsOf }: OpenTexts,
  written: WrittenTexts,
  pieces: Piece<string>[],
): ReadonlyMap<string, number | undefined> {
  const known = new Map<string, number | undefined>();
  const places = new Map<string, number | undefined>();
  for (const [text, tags] of written) {
    const own = classOf(text);
    const key = `${own} ${tags.join()}`;
    if (!known.has(key)) {
      const all = unionOfTags(tags, tagsOf(own));
      known.set(key, isInUniverse(all) ? pieces.push({ holds: conditionsOf(all), sample: text }) - 1 : undefined);
    }
    places.set(text, known.get(key));
  }
  return places;
}

/** The piece of each class that other texts have; undefined: too many states. */
function placesOfOthers(
  { classes, tagsOf, samplesOf }: OpenTexts,
  pieces: Piece<string>[],
): ReadonlyMap<number, number> | undefined {
  const open = classes?.flatMap((own) => {
    const tags = tagsOf(own);
    const holds = conditionsOf(tags);
    return isInUniverse(tags) ? [{ own, holds, key: holds.join() }] : [];
  });
  const samples = new Map(pieces.map(({ holds, sample }) => [holds.join(), sample]));
  const texts = open && samplesOf(open.flatMap(({ own, key }) => (samples.has(key) ? [] : own)));
  if (open === undefined || texts === undefined) return undefined;
  const places = new Map<number, number>();
  for (const { own, holds, key } of open) {
    const sample = samples.get(key) ?? texts.get(own);
    if (sample === undefined) continue;
    places.set(own, pieces.push({ holds, sample }) - 1);
    samples.set(key, sample);
  }
  return places;
}
