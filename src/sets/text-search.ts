/**
 * Which outcomes can a text have, and what are short texts of each? Two machines read the text side by side: kept apart
 * they are small, as patterns that know how a text begins and those that know how it ends have little in common.
 */
import type { Alphabet } from './alphabet';
import type { Machine, State } from './text-machine';
import { unionOfTags } from './text-tags';

/** Two machines that read the same text. */
export interface Pair {
  readonly alphabet: Alphabet;
  readonly heads: Machine;
  readonly tails: Machine;
}

/** How a text ends in both. */
export interface Ending {
  readonly head: State;
  readonly tail: State;
}

/** The outcome as one number. */
export function outcomeOf({ head, tail }: Ending): number {
  return head.outcome * 2 ** 26 + tail.outcome;
}

/** The tags of the patterns that match. */
export function matching({ head, tail }: Ending): readonly number[] {
  return unionOfTags(head.tags, tail.tags);
}

/** Whether no text of the universe goes on from here; a false answer costs time only. */
export function isHopeless({ head, tail }: Ending): boolean {
  return head.isOut || tail.isOut || (head.isLost && tail.isLost);
}

/** How the text ends. */
export function endingOf({ alphabet, heads, tails }: Pair, text: string): Ending {
  let head = heads.start;
  let tail = tails.start;
  for (let place = 0; place < text.length && !(head.isLast && tail.isLast); place++) {
    const letter = alphabet.letterOf(text.charCodeAt(place));
    head = heads.after(head)[letter] ?? head;
    tail = tails.after(tail)[letter] ?? tail;
  }
  return { head, tail };
}

/** An outcome, and a few texts that have it, the first of them as short as can be. */
export interface Reached extends Ending {
  readonly texts: (() => string)[];
}

/** How many texts of an outcome are remembered. */
const FEW = 8;

/** A state of one machine takes about as long as this many pairs of states. */
const PAIRS_PER_STATE = 8;

/** The outcomes that texts can have, shortest first; undefined: there are more pairs of states than the limit. */
export function reachable({ alphabet, heads, tails }: Pair, limit: number): readonly Reached[] | undefined {
  const seen: (true | undefined)[][] = [];
  const trail: Trail[] = [];
  const visit = (head: State, tail: State, from: Trail | undefined, letter: number): void => {
    const row = (seen[head.id] ??= []);
    if (row[tail.id] === true) return;
    row[tail.id] = true;
    const step = { head, tail, from, letter };
    if (!isHopeless(step)) trail.push(step);
  };
  visit(heads.start, tails.start, undefined, 0);
  const found = new Map<number, Reached>();
  for (let place = 0; place < trail.length; place++) {
    if (Math.max(trail.length, PAIRS_PER_STATE * (heads.size() + tails.size())) > limit) return undefined;
    const at = trail[place] as Trail;
    const text = (): string => textOf(alphabet, at);
    const reached = found.get(outcomeOf(at));
    if (reached === undefined) found.set(outcomeOf(at), { head: at.head, tail: at.tail, texts: [text] });
    else if (reached.texts.length < FEW) reached.texts.push(text);
    const nextHeads = heads.after(at.head);
    const nextTails = tails.after(at.tail);
    for (let letter = 0; letter < alphabet.size; letter++) {
      visit(nextHeads[letter] ?? at.head, nextTails[letter] ?? at.tail, at, letter);
    }
  }
  return [...found.values()];
}

/** How a pair of states was reached first. */
interface Trail extends Ending {
  readonly from: Trail | undefined;
  readonly letter: number;
}

function textOf(alphabet: Alphabet, end: Trail): string {
  let text = '';
  for (let at = end; at.from !== undefined; at = at.from) text = alphabet.sampleOf(at.letter) + text;
  return text;
}
