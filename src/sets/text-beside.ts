/** What are short texts with certain outcomes that are none of these texts? */
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
 * For each of these outcomes, the shortest text that ends so and is none of `texts`, if there is one. Undefined: to
 * find them takes more states than the limit.
 */
export function beside(
  { heads, tails, alphabet }: Pair,
  outcomes: ReadonlySet<number>,
  texts: Iterable<string>,
  limit: number,
): ReadonlyMap<number, string> | undefined {
  const found = new Map<number, string>();
  const away = new Set<number>();
  const places: Place[] = [{ head: heads.start, tail: tails.start, among: beginningsOf(texts), text: '' }];
  for (let index = 0; index < places.length && found.size < outcomes.size; index++) {
    if (places.length > limit) return undefined;
    const { head, tail, among, text } = places[index] as Place;
    const outcome = outcomeOf({ head, tail });
    if (among?.isText !== true && outcomes.has(outcome) && !found.has(outcome)) found.set(outcome, text);
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
  return found;
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
