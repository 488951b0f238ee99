/** Every state that a cluster passes through, one by one. */
import { keyOf } from '../../src/delivery/delivered-object';
import type { Passage } from '../../src/delivery/passage';
import type { SyncStep } from '../../src/delivery/sync-plan';
import type { JsonObject } from '../../src/policy/json-object';

/** The objects of a state, by their keys. */
export type There = Map<string, JsonObject>;

/** All that the steps of a passage pass through, in any order within a step, and what is there in the end. */
export function passedIn({ before, after, steps }: Passage, visit: (state: There) => void): There {
  const there: There = new Map(before.map((one) => [keyOf(one), one.object]));
  const keys = new Map(after.map((one) => [keyOf(one), JSON.stringify(one.object)]));
  for (const step of steps) {
    const moving = movingIn(step, there, keys);
    for (let choice = 0; choice < 2 ** moving.length; choice++) {
      const state = new Map(there);
      move(
        state,
        step,
        moving.filter((_, index) => (choice >> index) % 2 !== 0),
      );
      visit(state);
    }
    move(there, step, moving);
  }
  return there;
}

/** What of this step is not yet as these are in the end. */
export function movingIn({ action, objects }: SyncStep, there: There, keys: ReadonlyMap<string, string>) {
  return objects.filter((one) => action === 'prune' || JSON.stringify(there.get(keyOf(one))) !== keys.get(keyOf(one)));
}

/** These of the step are done. */
export function move(state: There, { action }: SyncStep, objects: SyncStep['objects']): void {
  for (const one of objects) {
    if (action === 'prune') state.delete(keyOf(one));
    else state.set(keyOf(one), one.object);
  }
}
