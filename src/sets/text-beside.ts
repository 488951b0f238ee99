/** What is the shortest text with an outcome that is none of these texts? */
import type { PairOutcome, Pair } from './text-search';

/** The beginnings of texts. */
interface Beginnings {
  readonly longer: Map<string, Beginnings>;
  isText: boolean;
}

/** Where a search is: what was read, and which of the texts begin with it; undefined: none. */
interface Place {
  readonly head: number;
  readonly tail: number;
  readonly among: Beginnings | undefined;
  readonly text: string;
}

/**
 * The shortest text that ends so and is none of `texts`. `none`: there is none. Undefined: more states than the limit.
 */
export function beside(
  pair: Pair,
  outcome: PairOutcome,
  texts: readonly string[],
  limit: number,
): { readonly text: string } | 'none' | undefined {
  const { heads, tails, alphabet } = pair;
  const away = new Set<number>();
  const places: Place[] = [{ head: 0, tail: 0, among: beginningsOf(texts), text: '' }];
  for (let index = 0; index < places.length; index++) {
    if (places.length > limit) return undefined;
    const { head, tail, among, text } = places[index] as Place;
    const isThere = heads.outcomeOf[head] === outcome.head && tails.outcomeOf[tail] === outcome.tail;
    if (isThere && among?.isText !== true) return { text };
    for (let letter = 0; letter < alphabet.size; letter++) {
      const to = { head: heads.next[head]?.[letter] ?? 0, tail: tails.next[tail]?.[letter] ?? 0 };
      if (pair.isHopeless(to.head, to.tail)) continue;
      const apart = firstApart(alphabet.charactersOf(letter), among);
      if (apart === undefined) {
        for (const [character, longer] of among?.longer ?? []) {
          if (alphabet.letterOf(character.charCodeAt(0)) !== letter) continue;
          places.push({ ...to, among: longer, text: text + character });
        }
        continue;
      }
      // who left the texts may go on with anything, so that one such text stands for all that end there
      const key = to.head * tails.next.length + to.tail;
      if (!away.has(key)) places.push({ ...to, among: undefined, text: text + apart });
      away.add(key);
    }
  }
  return 'none';
}

/** A character with which none of the texts goes on. */
function firstApart(characters: Iterable<string>, among: Beginnings | undefined): string | undefined {
  for (const character of characters) if (among?.longer.has(character) !== true) return character;
  return undefined;
}

function beginningsOf(texts: readonly string[]): Beginnings {
  const root: Beginnings = { longer: new Map(), isText: false };
  for (const text of texts) {
    let at = root;
    for (const character of text.split('')) {
      const longer: Beginnings = at.longer.get(character) ?? { longer: new Map(), isText: false };
      at.longer.set(character, longer);
      at = longer;
    }
    at.isText = true;
  }
  return root;
}
