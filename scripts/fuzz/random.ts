/** Numbers that look random and are the same for the same seed, and choices made by them. */

/** Choices, one after the other. */
export interface Random {
  /** below this number */
  readonly below: (most: number) => number;
  readonly one: <T>(of: readonly T[]) => T;
  /** some of these, at least one, in order */
  readonly some: <T>(of: readonly T[], most: number) => T[];
  /** whether it happens, once in so many times */
  readonly rarely: (once: number) => boolean;
}

/** The choices of this seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(next() * most);
  const one = <T>(of: readonly T[]): T => of[below(of.length)] as T;
  return {
    below,
    one,
    some: (of, most) => [...new Set(Array.from({ length: 1 + below(most) }, () => one(of)))],
    rarely: (once) => below(once) === 0,
  };
}
