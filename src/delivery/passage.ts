/** How does a cluster get from what is there to what is wanted, and what is there in the end? */
import type { DeliveredObject } from './delivered-object';
import { keyOf } from './delivered-object';
import { deletionPlan } from './deletion-plan';
import { asThere, withHooksAnew } from './hooks-anew';
import { type SyncSettings, type SyncStep, syncPlan, withoutRepetition } from './sync-plan';

/** A way through a cluster. */
export interface Passage {
  readonly before: readonly DeliveredObject[];
  /** what is there in the end: what was wanted, and what may not be removed */
  readonly after: readonly DeliveredObject[];
  /** a failed sync runs no more than these, and its own hooks, which are left out */
  readonly steps: readonly SyncStep[];
}

/** A sync from these objects to those. */
export function syncPassage(
  found: readonly DeliveredObject[],
  intended: readonly DeliveredObject[],
  settings: SyncSettings,
): Passage {
  const [live, wanted] = [found.map(asThere), intended.map(asThere)];
  const plan = syncPlan(live, wanted, settings).filter(({ phase }) => phase !== 'SyncFail');
  const before = withoutRepetition(live);
  const steps = withNamespaces(withHooksAnew(plan, before), live, wanted);
  const anew = steps.flatMap(({ objects }) => objects).filter(({ isAnew }) => isAnew);
  const made = new Map(anew.map((one) => [keyOf(asThere(one)), one]));
  const applied = withoutRepetition(wanted)
    .filter((one) => one.phases.some((phase) => phase !== 'SyncFail'))
    .map((one) => made.get(keyOf(one)) ?? one);
  const settled = new Set([...prunedIn(steps), ...applied.map(keyOf)]);
  return { before, after: [...applied, ...before.filter((one) => !settled.has(keyOf(one)))], steps };
}

/** Two syncs from these objects to those, of which the second changes these alone. */
export function twoSyncs(
  live: readonly DeliveredObject[],
  wanted: readonly DeliveredObject[],
  later: ReadonlySet<string>,
  settings: SyncSettings,
): Passage {
  const isLater = (one: DeliveredObject) => later.has(keyOf(one));
  const first = syncPassage(live, [...wanted.filter((one) => !isLater(one)), ...live.filter(isLater)], settings);
  const second = syncPassage(first.after, wanted, settings);
  const only = (steps: readonly SyncStep[], isMeant: (one: DeliveredObject) => boolean) =>
    steps.flatMap((step) => {
      const objects = step.objects.filter(isMeant);
      return objects.length === 0 ? [] : [{ ...step, objects }];
    });
  const steps = [
    ...only(first.steps, (one) => !isLater(one)),
    ...only(second.steps, isLater).map((step): SyncStep => ({ ...step, isSecond: true })),
  ];
  return { before: first.before, after: second.after, steps };
}

/** The Application is deleted. */
export function deletionPassage(live: readonly DeliveredObject[]): Passage {
  const steps = withNamespaces(deletionPlan(live), live, []);
  const before = withoutRepetition(live);
  const pruned = new Set(prunedIn(steps));
  return { before, after: before.filter((one) => !pruned.has(keyOf(one))), steps };
}

function prunedIn(steps: readonly SyncStep[]): readonly string[] {
  return steps.flatMap(({ action, objects }) => (action === 'prune' ? objects.map(keyOf) : []));
}

/** With a Namespace goes all that is in it, in any order: also what would have been pruned later, or not at all. */
function withNamespaces(
  steps: readonly SyncStep[],
  live: readonly DeliveredObject[],
  wanted: readonly DeliveredObject[],
): readonly SyncStep[] {
  const kept = new Set(wanted.map(keyOf));
  const gone = new Set<string>();
  return steps.flatMap((step) => {
    if (step.action === 'apply') return [step];
    // what is wanted goes to come again
    const own = step.objects.filter((one) => !gone.has(keyOf(one)) || kept.has(keyOf(asThere(one))));
    const emptied = new Set(own.flatMap((one) => (one.kind === 'Namespace' ? one.name : [])));
    for (const one of own) gone.add(keyOf(one));
    const inside = withoutRepetition(live).filter(
      (one) => emptied.has(one.namespace) && !kept.has(keyOf(one)) && !gone.has(keyOf(one)),
    );
    for (const one of inside) gone.add(keyOf(one));
    const objects = [...own, ...inside];
    return objects.length === 0 ? [] : [{ ...step, objects }];
  });
}
