/** What is a short text with an outcome that is none of these texts? */
import { isHopeless, outcomeOf, type Ending, type Pair } from './text-search';

/** The beginnings of texts. */
interface Beginnings {
  readonly longer: Map<string, Beginnings>;
  isText: boolean;
}

/** Where a search is: what was read, and which of the texts begin with it; undefined: none. */
interface Place extends Ending {
  readonly among: Beginnings | undefined;
  readonly text: string;
}

/**
 * The shortest text that ends so and is none of `texts`. `none`: there is none. Undefined: to find it takes more states
 * than the limit.
 */
export function beside(
  { heads, tails, alphabet }: Pair,
  outcome: number,
  texts: Iterable<string>,
  limit: number,
): { readonly text: string } | 'none' | undefined {
  const away = new Set<number>();
  const places: Place[] = [{ head: heads.start, tail: tails.start, among: beginningsOf(texts), text: '' }];
  for (let index = 0; index < places.length; index++) {
    if (places.length > limit) return undefined;
    const { head, tail, among, text } = places[index] as Place;
    if (outcomeOf({ head, tail }) === outcome && among?.isText !== true) return { text };
    for (let letter = 0; letter < alphabet.size; letter++) {
      const to = { head: heads.after(head)[letter] ?? head, tail: tails.after(tail)[letter] ?? tail };
      if (isHopeless(to)) continue;
      const apart = firstApart(alphabet.charactersOf(letter), among);
      if (apart === undefined) {
        for (const [character, longer] of among?.longer ?? []) {
          if (alphabet.letterOf(character.charCodeAt(0)) !== letter) continue;
          places.push({ ...to, among: longer, text: text + character });
        }
        continue;
      }
      // who left the texts may go on with anything, so that one such text stands for all that end there
      const key = to.head.id * 2 ** 26 + to.tail.id;
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

function beginningsOf(texts: Iterable<string>): Beginnings {
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
