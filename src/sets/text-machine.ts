/** Which patterns does a text match? A machine reads it letter by letter, and is then in a state that tells. */
import { casesOf, type Alphabet } from './alphabet';
import type { TextPart } from './text-pattern';

/** A deterministic automaton. State 0 is where a text begins. */
export interface Machine {
  /** the next state by letter, of each state */
  readonly next: readonly Int32Array[];
  /** the outcome of a text that ends in the state */
  readonly outcomeOf: readonly number[];
  /** the tags of each outcome, in ascending order: those of the patterns that match */
  readonly outcomes: readonly (readonly number[])[];
}

/** A pattern, and the number that stands for it in outcomes; several patterns may share one. */
export interface Tagged {
  readonly parts: readonly TextPart[];
  readonly tag: number;
}

/** The machine of the patterns; undefined: it has more states than the limit. */
export function machineOf(alphabet: Alphabet, patterns: readonly Tagged[], limit: number): Machine | undefined {
  const nodes = nodesOf(alphabet, patterns);
  const groups = loopGroups(alphabet, nodes);
  const known = new Map<string, number>();
  const sets: (readonly number[])[] = [];
  const stateOf = (places: ReadonlySet<number>): number => {
    const set = [...places].sort((a, b) => a - b);
    const key = set.join();
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, sets.length);
    return sets.push(set) - 1;
  };
  const next: Int32Array[] = [];
  stateOf(new Set(nodes[0]?.reach));
  for (let state = 0; state < sets.length; state++) {
    if (sets.length > limit) return undefined;
    const at = (sets[state] ?? []).map((place) => nodes[place] ?? NOWHERE);
    const steps = stepsOf(at);
    const row = new Int32Array(alphabet.size);
    for (const letters of groups) {
      const stays = new Set<number>();
      for (const node of at) if (node.loop.has(letters[0] ?? 0)) for (const place of node.reach) stays.add(place);
      const base = letters.every((letter) => steps.has(letter)) ? 0 : stateOf(stays);
      for (const letter of letters) {
        const targets = steps.get(letter);
        row[letter] = targets === undefined ? base : stateOf(new Set([...stays, ...targets.flatMap(reachOf(nodes))]));
      }
    }
    next.push(row);
  }
  return { next, ...outcomesOf(sets.map((set) => set.flatMap((place) => nodes[place]?.tags ?? []))) };
}

/** A place within the patterns; what they have in common at their beginnings is shared. */
interface Node {
  readonly tags: number[];
  /** letters that lead back here */
  readonly loop: ReadonlySet<number>;
  /** where a letter leads to */
  readonly steps: Map<string, { readonly letters: readonly number[]; readonly to: number }>;
  /** runs that may begin here, by what they take */
  readonly runs: Map<string, number>;
  /** where one is who is here: here, and at the beginnings of runs */
  reach: readonly number[];
}

const NOWHERE: Node = { tags: [], loop: new Set(), steps: new Map(), runs: new Map(), reach: [] };

function nodesOf(alphabet: Alphabet, patterns: readonly Tagged[]): readonly Node[] {
  const nodes: Node[] = [];
  const add = (loop: readonly number[]): number =>
    nodes.push({ tags: [], loop: new Set(loop), steps: new Map(), runs: new Map(), reach: [] }) - 1;
  const step = (from: number, letters: readonly number[]): number => {
    const { steps } = nodes[from] ?? NOWHERE;
    const key = letters.join();
    const to = steps.get(key)?.to ?? add([]);
    steps.set(key, { letters, to });
    return to;
  };
  const run = (from: number, letters: readonly number[]): number => {
    const { runs } = nodes[from] ?? NOWHERE;
    const key = letters.join();
    const to = runs.get(key) ?? add(letters);
    runs.set(key, to);
    return to;
  };
  const follow = (from: number, part: TextPart): number => {
    switch (part.kind) {
      case 'text':
        return part.text.split('').reduce((at, character) => {
          const cases = part.anyCase === true ? casesOf(character) : character;
          return step(
            at,
            cases.split('').map((either) => alphabet.letterOf(either.charCodeAt(0))),
          );
        }, from);
      case 'one':
        return step(from, alphabet.lettersOf(part.of));
      case 'run': {
        const letters = alphabet.lettersOf(part.of);
        return run(part.atLeast === 1 ? step(from, letters) : from, letters);
      }
    }
  };
  add([]);
  for (const { parts, tag } of patterns) nodes[parts.reduce(follow, 0)]?.tags.push(tag);
  // a run is added after the place where it begins
  for (const [place, node] of [...nodes.entries()].reverse()) {
    node.reach = [place, ...[...node.runs.values()].flatMap((to) => nodes[to]?.reach ?? [])];
  }
  return nodes;
}

function reachOf(nodes: readonly Node[]): (place: number) => readonly number[] {
  return (place) => nodes[place]?.reach ?? [];
}

/** Letters that all runs treat alike. */
function loopGroups(alphabet: Alphabet, nodes: readonly Node[]): readonly (readonly number[])[] {
  const loops = new Map(nodes.map(({ loop }) => [[...loop].join(), loop]));
  const groups = new Map<string, number[]>();
  for (let letter = 0; letter < alphabet.size; letter++) {
    const key = [...loops.values()].map((loop) => (loop.has(letter) ? '1' : '0')).join('');
    groups.set(key, [...(groups.get(key) ?? []), letter]);
  }
  return [...groups.values()];
}

function stepsOf(at: readonly Node[]): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const { steps } of at) {
    for (const { letters, to } of steps.values()) {
      for (const letter of letters) {
        const targets = found.get(letter);
        if (targets === undefined) found.set(letter, [to]);
        else targets.push(to);
      }
    }
  }
  return found;
}

function outcomesOf(tags: readonly (readonly number[])[]): Pick<Machine, 'outcomeOf' | 'outcomes'> {
  const known = new Map<string, number>();
  const outcomes: (readonly number[])[] = [];
  const outcomeOf = tags.map((some) => {
    const sorted = [...new Set(some)].sort((a, b) => a - b);
    const key = sorted.join();
    const outcome = known.get(key) ?? outcomes.push(sorted) - 1;
    known.set(key, outcome);
    return outcome;
  });
  return { outcomeOf, outcomes };
}
