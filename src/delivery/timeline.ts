/** When does one object become as it will be in the end, and does it go back? */
import { keyOf } from './delivered-object';
import type { Passage } from './passage';

/** What happens to one object on a way. */
export interface Timeline {
  /** whether it is as in the second end when the way begins; undefined: it is, or it is not */
  readonly atFirst: boolean | undefined;
  /** in order of steps */
  readonly turns: readonly Turn[];
}

/** A step, from 0, by which an object becomes as it is in the second end, or as it was in the first. */
export interface Turn {
  readonly step: number;
  readonly isApplied: boolean;
}

/** Timelines by the keys of objects; who has none is as in the first end all the time. */
export type Timelines = ReadonlyMap<string, Timeline>;

/** The timelines of a way from the first end to the second. What goes, and is there in the end, comes again. */
export function timelinesOf({ steps, after }: Pick<Passage, 'steps' | 'after'>): Timelines {
  const kept = new Set(after.map(keyOf));
  const turns = steps.flatMap(({ action, objects }, step) =>
    objects.map((one) => {
      const key = keyOf(one);
      return { key, turn: { step, isApplied: action === 'apply' || !kept.has(key) } };
    }),
  );
  return withTurns(new Map(), turns);
}

/** What befalls the object of this key. */
export interface KeyedTurn {
  readonly key: string;
  readonly turn: Turn;
}

/** Timelines with these turns, which are in order of steps, after what they begin with. */
export function withTurns(atFirst: ReadonlyMap<string, boolean | undefined>, turns: readonly KeyedTurn[]): Timelines {
  const made = new Map<string, { readonly atFirst: boolean | undefined; readonly turns: Turn[] }>(
    [...atFirst].map(([key, first]) => [key, { atFirst: first, turns: [] }]),
  );
  for (const { key, turn } of turns) {
    const known = made.get(key);
    if (known === undefined) made.set(key, { atFirst: false, turns: [turn] });
    else known.turns.push(turn);
  }
  return made;
}

/** How it is before a step; undefined: either way. */
export function isAppliedBefore({ atFirst, turns }: Timeline, step: number): boolean | undefined {
  const last = turns.filter((turn) => turn.step < step).at(-1);
  return last === undefined ? atFirst : last.isApplied;
}

/** The turn of a step, if that changes anything. */
export function turnIn(timeline: Timeline, step: number): Turn | undefined {
  const turn = timeline.turns.find((one) => one.step === step);
  return turn !== undefined && isAppliedBefore(timeline, step) !== turn.isApplied ? turn : undefined;
}
