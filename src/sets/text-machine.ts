/** Which patterns does a text match? A machine reads it letter by letter, and is then in a state that tells. */
import type { Alphabet } from './alphabet';
import { nodesOf, type Node, type Tagged } from './text-nodes';
import { unionOfTags, WITHOUT } from './text-tags';

/** A state of a machine. */
export interface State {
  readonly id: number;
  /** the tags of the patterns that match a text that ends here, and the number of this outcome */
  readonly tags: readonly number[];
  readonly outcome: number;
  /** no pattern of the universe can match any more */
  readonly isLost: boolean;
  /** whatever follows, the text is outside of the universe; not all such states are known */
  readonly isOut: boolean;
  /** whatever follows, the text ends here */
  readonly isLast: boolean;
}

/** A deterministic automaton. A part of it comes about when it is needed: the whole may be beyond all measure. */
export interface Machine {
  readonly start: State;
  /** the next state by letter */
  readonly after: (state: State) => readonly State[];
  readonly size: () => number;
}

/** The machine of the patterns. It tells no more of a text that is out. */
export function machineOf(alphabet: Alphabet, patterns: readonly Tagged[]): Machine {
  const nodes = nodesOf(alphabet, patterns);
  const groups = loopGroups(alphabet, nodes);
  const settle = settling(nodes);
  const states = new Map<string, State>();
  const outcomes = new Map<string, number>();
  const placesIn: (readonly number[])[] = [];
  const rows: (readonly State[] | undefined)[] = [];
  const stateOf = (given: ReadonlySet<number>): State => {
    const places = settle(given);
    const key = places.join();
    const known = states.get(key);
    if (known !== undefined) return known;
    const at = nodesAt(nodes, places);
    const tags = unionOfTags(...at.map((node) => node.tags));
    const outcome = outcomes.get(tags.join()) ?? outcomes.size;
    outcomes.set(tags.join(), outcome);
    const isLost = !at.some(({ mayBeWithin }) => mayBeWithin);
    const isOut = at.some(({ certain }) => certain.includes(WITHOUT));
    const isLast = at.every((node) => node.isLast);
    const state = { id: placesIn.push(places) - 1, tags, outcome, isLost, isOut, isLast };
    states.set(key, state);
    return state;
  };
  const rowAfter = ({ id }: State): readonly State[] => {
    const at = nodesAt(nodes, placesIn[id] ?? []);
    const steps = stepsFrom(at, nodes);
    const row: State[] = [];
    for (const letters of groups) {
      const stays = at.filter(({ loop }) => loop.has(letters[0] ?? 0)).flatMap(({ reach }) => reach);
      let base: State | undefined;
      for (const letter of letters) {
        const targets = steps.get(letter);
        if (targets === undefined) row[letter] = base ??= stateOf(new Set(stays));
        else row[letter] = stateOf(new Set([...stays, ...targets]));
      }
    }
    return row;
  };
  return {
    start: stateOf(new Set(nodes[0]?.reach)),
    after: (state) => (rows[state.id] ??= rowAfter(state)),
    size: () => placesIn.length,
  };
}

function nodesAt(nodes: readonly Node[], places: readonly number[]): readonly Node[] {
  return places.flatMap((place) => nodes[place] ?? []);
}

/** The places that matter among those where one is, in ascending order. */
function settling(nodes: readonly Node[]): (places: ReadonlySet<number>) => readonly number[] {
  const settled = new Map<number, number>(); // one place for each tag that stays, as all of them are alike
  for (const [place, { certain, onlyTag }] of nodes.entries()) {
    if (onlyTag !== undefined && certain.length > 0 && !settled.has(onlyTag)) settled.set(onlyTag, place);
  }
  return (places) => {
    const all = [...places];
    const certain = new Set(all.flatMap((place) => nodes[place]?.certain ?? []));
    if (certain.size === 0) return all.sort((a, b) => a - b);
    const out = settled.get(WITHOUT);
    if (out !== undefined && certain.has(WITHOUT)) return [out];
    const kept = new Set<number>();
    for (const place of all) {
      const { onlyTag = NaN } = nodes[place] ?? {};
      kept.add(certain.has(onlyTag) ? (settled.get(onlyTag) ?? place) : place);
    }
    return [...kept].sort((a, b) => a - b);
  };
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

function stepsFrom(at: readonly Node[], nodes: readonly Node[]): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const { steps } of at) {
    for (const { letters, to } of steps) {
      const reach = nodes[to]?.reach ?? [];
      for (const letter of letters) found.set(letter, [...(found.get(letter) ?? []), ...reach]);
    }
  }
  return found;
}
