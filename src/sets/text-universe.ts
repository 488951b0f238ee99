/** Which states of two machines can still lead to a text of the universe? Others need not be gone through. */
import type { Machine } from './text-machine';

/** The tag of patterns of which one must match. */
export const WITHIN = 0;

/** The tag of patterns of which none may match. */
export const WITHOUT = 1;

/** The first tag that is free. */
export const FIRST_CONDITION = 2;

/** Whether a text that ends with these tags is in the universe. */
export function isInUniverse(tags: readonly number[]): boolean {
  return tags.includes(WITHIN) && !tags.includes(WITHOUT);
}

/** Whether no text of the universe goes through both states; a false answer costs time only. */
export function hopeless(heads: Machine, tails: Machine): (head: number, tail: number) => boolean {
  const [headLost, tailLost] = [heads, tails].map(neverAgain);
  const [headOut, tailOut] = [heads, tails].map(alwaysWithout);
  return (head, tail) =>
    headOut?.[head] === 1 || tailOut?.[tail] === 1 || (headLost?.[head] === 1 && tailLost?.[tail] === 1);
}

/** States from which no pattern of `within` can match any more. */
function neverAgain(machine: Machine): Uint8Array {
  const lost = machine.next.map((_, state) => !hasTag(machine, state, WITHIN));
  return shrunk(machine, lost);
}

/** States from which a pattern of `without` matches whatever follows. */
function alwaysWithout(machine: Machine): Uint8Array {
  const out = machine.next.map((_, state) => hasTag(machine, state, WITHOUT));
  return shrunk(machine, out);
}

function hasTag({ outcomeOf, outcomes }: Machine, state: number, tag: number): boolean {
  return outcomes[outcomeOf[state] ?? 0]?.includes(tag) === true;
}

/** The states of the set, as 1, that every letter keeps within it. */
function shrunk({ next }: Machine, set: readonly boolean[]): Uint8Array {
  const inside = Uint8Array.from(set, (isIn) => (isIn ? 1 : 0));
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (let state = next.length - 1; state >= 0; state--) {
      if (inside[state] === 0 || next[state]?.every((to) => inside[to] === 1) === true) continue;
      inside[state] = 0;
      hasChanged = true;
    }
  }
  return inside;
}
