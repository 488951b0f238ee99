/**
 * Which outcomes can a text have, and what is the shortest text of each? Two machines read the text side by side: kept
 * apart they are small, as patterns that know how a text begins and those that know how it ends have little in common.
 */
import type { Alphabet } from './alphabet';
import type { Machine } from './text-machine';

/** Two machines, and which of their states can still lead into the universe. */
export interface Pair {
  readonly alphabet: Alphabet;
  readonly heads: Machine;
  readonly tails: Machine;
  readonly isHopeless: (head: number, tail: number) => boolean;
}

/** How a text ends in both machines. */
export interface PairOutcome {
  readonly head: number;
  readonly tail: number;
}

/** An outcome with the shortest text that has it. */
export interface Reached extends PairOutcome {
  readonly sample: string;
}

/** The outcomes that texts can have, shortest sample first; undefined: more states than the limit. */
export function reachable({ alphabet, heads, tails, isHopeless }: Pair, limit: number): readonly Reached[] | undefined {
  const seen: (Uint8Array | undefined)[] = [];
  const steps: Step[] = [];
  const visit = (head: number, tail: number, from: number, letter: number): void => {
    const row = (seen[head] ??= new Uint8Array(tails.next.length));
    if (row[tail] === 1) return;
    row[tail] = 1;
    if (!isHopeless(head, tail)) steps.push({ head, tail, from, letter });
  };
  visit(0, 0, -1, 0);
  const found = new Map<number, Reached>();
  for (let place = 0; place < steps.length; place++) {
    if (steps.length > limit) return undefined;
    const { head, tail } = steps[place] ?? START;
    const outcome = { head: heads.outcomeOf[head] ?? 0, tail: tails.outcomeOf[tail] ?? 0 };
    const key = outcome.head * tails.outcomes.length + outcome.tail;
    if (!found.has(key)) found.set(key, { ...outcome, sample: readBack(alphabet, steps, place) });
    const nextHead = heads.next[head] ?? NOWHERE;
    const nextTail = tails.next[tail] ?? NOWHERE;
    for (let letter = 0; letter < alphabet.size; letter++) {
      visit(nextHead[letter] ?? 0, nextTail[letter] ?? 0, place, letter);
    }
  }
  return [...found.values()];
}

/** How the text ends. */
export function outcomeOf({ alphabet, heads, tails }: Pair, text: string): PairOutcome {
  let head = 0;
  let tail = 0;
  for (let place = 0; place < text.length; place++) {
    const letter = alphabet.letterOf(text.charCodeAt(place));
    head = heads.next[head]?.[letter] ?? 0;
    tail = tails.next[tail]?.[letter] ?? 0;
  }
  return { head: heads.outcomeOf[head] ?? 0, tail: tails.outcomeOf[tail] ?? 0 };
}

interface Step {
  readonly head: number;
  readonly tail: number;
  /** the place of the step before; -1 at the beginning */
  readonly from: number;
  readonly letter: number;
}

const START: Step = { head: 0, tail: 0, from: -1, letter: 0 };
const NOWHERE = new Int32Array();

function readBack(alphabet: Alphabet, steps: readonly Step[], place: number): string {
  let text = '';
  for (let at = steps[place] ?? START; at.from >= 0; at = steps[at.from] ?? START) {
    text = firstCharacter(alphabet, at.letter) + text;
  }
  return text;
}

function firstCharacter(alphabet: Alphabet, letter: number): string {
  for (const character of alphabet.charactersOf(letter)) return character;
  return '';
}
