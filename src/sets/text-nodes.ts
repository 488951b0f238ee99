/** Where within patterns may the reader of a text be? Places in a tree: what patterns begin with alike is shared. */
import { casesOf, type Alphabet } from './alphabet';
import type { TextPart } from './text-pattern';
import { WITHIN } from './text-tags';

/** A pattern, and the number that stands for it in outcomes; several patterns may share one. */
export interface Tagged {
  readonly parts: readonly TextPart[];
  readonly tag: number;
}

/** A place within patterns. Place 0 is where they begin, and what follows has a higher number. */
export interface Node {
  /** the patterns that match a text that ends here */
  readonly tags: readonly number[];
  /** letters that lead back here */
  readonly loop: ReadonlySet<number>;
  /** where letters lead to */
  readonly steps: readonly Step[];
  /** where one is who is here: here, and at the beginnings of runs */
  readonly reach: readonly number[];
  /** the tag of all patterns that may still match; undefined: there are several */
  readonly onlyTag: number | undefined;
  /** tags that stay whatever follows */
  readonly certain: readonly number[];
  /** whether nothing but all letters leads on, and that to here */
  readonly isLast: boolean;
  /** whether a pattern of the universe may still match */
  readonly mayBeWithin: boolean;
}

/** Where one of these letters leads to. */
export interface Step {
  readonly letters: readonly number[];
  readonly to: number;
}

/** The places of these patterns. */
export function nodesOf(alphabet: Alphabet, patterns: readonly Tagged[]): readonly Node[] {
  const drafts: Draft[] = [];
  const child = (of: Map<string, Step>, letters: readonly number[], loop: readonly number[]): number => {
    const key = letters.join();
    const known = of.get(key);
    if (known !== undefined) return known.to;
    const to = drafts.push({ tags: new Set(), loop: new Set(loop), steps: new Map(), runs: new Map() }) - 1;
    of.set(key, { letters, to });
    return to;
  };
  const step = (from: number, letters: readonly number[]): number =>
    child(drafts[from]?.steps ?? new Map(), letters, []);
  const follow = (from: number, part: TextPart): number => {
    switch (part.kind) {
      case 'text':
        return part.text
          .split('')
          .reduce((at, character) => step(at, lettersOf(alphabet, character, part.anyCase)), from);
      case 'one':
        return step(from, alphabet.lettersOf(part.of));
      case 'run': {
        const letters = alphabet.lettersOf(part.of);
        const start = part.atLeast === 1 ? step(from, letters) : from;
        return child(drafts[start]?.runs ?? new Map(), letters, letters);
      }
    }
  };
  child(new Map(), [], []);
  for (const { parts, tag } of patterns) drafts[parts.reduce(follow, 0)]?.tags.add(tag);
  return finished(drafts, alphabet.size);
}

interface Draft {
  readonly tags: Set<number>;
  readonly loop: ReadonlySet<number>;
  readonly steps: Map<string, Step>;
  /** runs that may begin here */
  readonly runs: Map<string, Step>;
}

function lettersOf(alphabet: Alphabet, character: string, anyCase: true | undefined): readonly number[] {
  const cases = anyCase === true ? casesOf(character) : character;
  return cases.split('').map((either) => alphabet.letterOf(either.charCodeAt(0)));
}

function finished(drafts: readonly Draft[], size: number): readonly Node[] {
  const nodes: Node[] = [];
  for (let place = drafts.length - 1; place >= 0; place--) {
    const { tags, loop, steps, runs } = drafts[place] as Draft;
    const onward = [...steps.values(), ...runs.values()].flatMap(({ to }) => nodes[to] ?? []);
    const later = new Set([...tags, ...onward.map(({ onlyTag }) => onlyTag)]);
    const own = [...tags].sort((a, b) => a - b);
    nodes[place] = {
      tags: own,
      loop,
      steps: [...steps.values()],
      reach: [place, ...[...runs.values()].flatMap(({ to }) => nodes[to]?.reach ?? [])],
      onlyTag: later.size === 1 ? [...later][0] : undefined,
      certain: loop.size < size ? [] : own,
      isLast: loop.size === size && onward.length === 0,
      mayBeWithin: tags.has(WITHIN) || onward.some(({ mayBeWithin }) => mayBeWithin),
    };
  }
  return nodes;
}
