/** Which hooks does a sync delete before it makes them anew, so that they are gone for a time? */
import { groupBy } from '../policy/group-by';
import { type DeliveredObject, keyOf } from './delivered-object';
import type { SyncStep } from './sync-plan';

/**
 * The steps, and before the first that applies something in its wave one that deletes what of that wave is to be made
 * anew. A hook of several phases is made anew in each.
 * @see argo-cd gitops-engine/pkg/sync/sync_context.go, `runTasks`
 */
export function withHooksAnew(steps: readonly SyncStep[], live: readonly DeliveredObject[]): readonly SyncStep[] {
  const there = new Map(live.map((one) => [keyOf(one), one]));
  const [deleted, made] = [new Set<string>(), new Set<string>()];
  return [...groupBy(steps, ({ phase, wave }) => `${phase} ${wave}`).values()].flatMap((wave) => {
    const pruned = wave.filter(({ action }) => action === 'prune');
    const applied = wave.filter(({ action }) => action === 'apply');
    const all = applied.flatMap(({ objects }) => objects);
    const gone = all.filter(isMadeAnew).flatMap((one) => {
      const key = keyOf(one);
      if (made.has(key)) return deleted.has(key) ? { ...one, isAnew: true as const } : one;
      return there.get(key) ?? [];
    });
    for (const one of all) made.add(keyOf(one));
    for (const one of gone) if (there.has(keyOf(one))) deleted.add(keyOf(one));
    const deletion = applied
      .slice(0, gone.length === 0 ? 0 : 1)
      .map((step): SyncStep => ({ ...step, action: 'prune', objects: gone }));
    const anew = applied.map((step) => ({
      ...step,
      objects: step.objects.map((one) => (deleted.has(keyOf(one)) ? { ...one, isAnew: true as const } : one)),
    }));
    return [...pruned, ...deletion, ...anew];
  });
}

/** The object as the next sync finds it. */
export function asThere(one: DeliveredObject): DeliveredObject {
  if (!one.isAnew) return one;
  const { isAnew: _, ...plain } = one;
  return plain;
}

/** Its key, and that of the hook that takes its place. */
export function keysOf(one: DeliveredObject): readonly [plain: string, anew: string] {
  return [keyOf(asThere(one)), keyOf({ ...one, isAnew: true })];
}

/** Whether each sync deletes it first. What runs to its end is called by nobody, and taken to be there all the time. */
export function isMadeAnew({ isHook, isDeletedFirst, kind }: DeliveredObject): boolean {
  return isHook && isDeletedFirst && kind !== 'Job' && kind !== 'Pod';
}
