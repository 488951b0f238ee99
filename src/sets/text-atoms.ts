/**
 * How do patterns cut up texts? Texts that are written out, of which a policy may have thousands, are looked up; what
 * the other patterns make of the rest of the universe is found by automata.
 */
import { alphabetOf } from './alphabet';
import { gather, type Atoms, type Piece, type TooMany } from './atoms';
import { beside } from './text-beside';
import { machineOf, type Tagged } from './text-machine';
import { partsOf, type TextPattern } from './text-pattern';
import { outcomeOf, reachable, type Pair, type PairOutcome } from './text-search';
import { FIRST_CONDITION, hopeless, isInUniverse } from './text-universe';

/** Texts that match one of `within`, and none of `without`. */
export interface TextUniverse {
  readonly within: readonly TextPattern[];
  readonly without: readonly TextPattern[];
}

/** How many states of automata we look at before we give up. */
export const STATE_LIMIT = 200_000;

/**
 * A condition is a union of patterns. The sample of an atom is the first text of a pattern without wildcard that is in
 * it, else its shortest text.
 */
export function textAtoms(
  universe: TextUniverse,
  conditions: readonly (readonly TextPattern[])[],
  limit = STATE_LIMIT,
): Atoms<string> | TooMany {
  const tooMany = { kind: 'too-many', limit } as const;
  const tagged = [universe.within, universe.without, ...conditions];
  const pair = pairOf(tagged, limit);
  const reached = pair === undefined ? undefined : reachable(pair, limit);
  if (pair === undefined || reached === undefined) return tooMany;

  const written = writtenTexts(tagged);
  const pieces: Piece<string>[] = [];
  const places = new Map<string, number>();
  const byOutcome = new Map<string, string[]>();
  for (const [text, tags] of written) {
    const outcome = outcomeOf(pair, text);
    append(byOutcome, keyOf(outcome), text);
    const all = mergedTags([...tags, ...tagsOf(pair, outcome)]);
    if (isInUniverse(all)) places.set(text, pieces.push({ holds: holdsOf(all), sample: text }) - 1);
  }

  const known = new Set(pieces.map(({ holds }) => holds.join()));
  const open = new Map<string, number>();
  for (const outcome of reached) {
    const tags = tagsOf(pair, outcome);
    if (!isInUniverse(tags)) continue;
    const holds = holdsOf(tags);
    const isKnown = known.has(holds.join());
    const found = isKnown || !written.has(outcome.sample) ? { text: outcome.sample } : undefined;
    const other = found ?? beside(pair, outcome, byOutcome.get(keyOf(outcome)) ?? [], limit);
    if (other === undefined) return tooMany;
    if (other === 'none') continue; // all these texts are written out
    open.set(keyOf(outcome), pieces.push({ holds, sample: other.text }) - 1);
    known.add(holds.join());
  }

  const { atomOfPiece, ...atoms } = gather(conditions.length, pieces);
  const atomOf = (text: string): number | undefined => {
    const place = written.has(text) ? places.get(text) : open.get(keyOf(outcomeOf(pair, text)));
    return place === undefined ? undefined : atomOfPiece[place];
  };
  return { ...atoms, atomOf };
}

function keyOf({ head, tail }: PairOutcome): string {
  return `${head} ${tail}`;
}

function tagsOf({ heads, tails }: Pair, { head, tail }: PairOutcome): readonly number[] {
  return mergedTags([...(heads.outcomes[head] ?? []), ...(tails.outcomes[tail] ?? [])]);
}

function mergedTags(tags: readonly number[]): readonly number[] {
  return [...new Set(tags)].sort((a, b) => a - b);
}

function holdsOf(tags: readonly number[]): readonly number[] {
  return tags.filter((tag) => tag >= FIRST_CONDITION).map((tag) => tag - FIRST_CONDITION);
}

function append(lists: Map<string, string[]>, key: string, text: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [text]);
  else list.push(text);
}

/** The texts without wildcard, with the tags of those patterns. */
function writtenTexts(tagged: readonly (readonly TextPattern[])[]): ReadonlyMap<string, readonly number[]> {
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

function isWritten(pattern: TextPattern): pattern is TextPattern & { readonly kind: 'exact' } {
  return pattern.kind === 'exact' && pattern.anyCase === undefined;
}

/** The machines of all other patterns: of those that know how a text begins, and of the others. */
function pairOf(tagged: readonly (readonly TextPattern[])[], limit: number): Pair | undefined {
  const open = tagged.map((patterns) => patterns.filter((pattern) => !isWritten(pattern)));
  const alphabet = alphabetOf(open.flat());
  const all = open.flatMap((patterns, tag): Tagged[] => patterns.map((pattern) => ({ parts: partsOf(pattern), tag })));
  const heads = machineOf(alphabet, all.filter(knowsBeginning), limit);
  const tails = machineOf(
    alphabet,
    all.filter((pattern) => !knowsBeginning(pattern)),
    limit,
  );
  if (heads === undefined || tails === undefined) return undefined;
  return { alphabet, heads, tails, isHopeless: hopeless(heads, tails) };
}

function knowsBeginning({ parts }: Tagged): boolean {
  return parts.find((part) => part.kind !== 'text' || part.text !== '')?.kind === 'text';
}
