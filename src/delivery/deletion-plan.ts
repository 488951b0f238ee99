/** In which steps does Argo CD delete an Application's objects? */
import type { DeliveredObject } from './delivered-object';
import type { SyncStep } from './sync-plan';
import { withoutRepetition } from './sync-plan';

/**
 * The steps in which the objects of an Application go when it is deleted: its highest wave first, all kinds side by
 * side, and the next one once those are gone. `Delete=false` keeps an object, and waits for nobody.
 * @see argo-cd controller/sort_delete.go, `FilterObjectsForDeletion`
 */
export function deletionPlan(live: readonly DeliveredObject[]): readonly SyncStep[] {
  const deleted = withoutRepetition(live).filter(({ options }) => !options.has('Delete=false'));
  const waves = [...new Set(deleted.map(({ wave }) => wave))].sort((a, b) => b - a);
  return waves.map((wave) => ({
    phase: 'Sync',
    wave,
    action: 'prune',
    objects: deleted.filter((object) => object.wave === wave),
  }));
}
