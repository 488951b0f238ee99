/** What does one sync of Argo CD do, step by step? */
import type { DeliveredObject, SyncPhase } from './delivered-object';
import { keyOf } from './delivered-object';
import { compareTasks, inSyncOrder, type SyncTask } from './sync-order';

/** Objects that are applied, or pruned, side by side: in any order, and each perhaps alone. */
export interface SyncStep {
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly action: 'apply' | 'prune';
  /** INVARIANT: never empty */
  readonly objects: readonly DeliveredObject[];
  /** of two syncs, one after the other, the second */
  readonly isSecond?: true;
}

/** How the Application is synced. */
export interface SyncSettings {
  /** whether objects that are no longer wanted are removed, which a manual sync does not unless asked to */
  readonly prune: boolean;
  /** `PruneLast=true` among the sync options of the Application */
  readonly pruneLast: boolean;
}

/** A sync with `prune: true`, as an automated Application has it. */
export const PRUNING: SyncSettings = { prune: true, pruneLast: false };

/**
 * The steps of a sync that turns the objects that are there into those that are wanted. Within a wave all prunes come
 * first, side by side, then what is applied, in groups of one kind. LAW: the order of the input does not matter; every
 * wanted object is in one step for each of its phases; what is there, and not wanted, is pruned in one step unless it
 * may not be.
 * @see argo-cd gitops-engine/pkg/sync/sync_context.go, `getSyncTasks` and `runTasks`
 */
export function syncPlan(
  live: readonly DeliveredObject[],
  wanted: readonly DeliveredObject[],
  settings: SyncSettings = PRUNING,
): readonly SyncStep[] {
  const tasks = inSyncOrder(tasksOf(live, wanted, settings));
  return wavesOf(tasks).flatMap((wave) => [
    ...stepOf(wave.filter(({ action }) => action === 'prune')),
    ...groupsOf(wave.filter(({ action }) => action === 'apply')).flatMap(stepOf),
  ]);
}

/** Every object once, as Argo CD has it: of two with one key the later one counts. */
export function withoutRepetition(objects: readonly DeliveredObject[]): readonly DeliveredObject[] {
  return [...new Map(objects.map((object) => [keyOf(object), object])).values()];
}

function tasksOf(
  live: readonly DeliveredObject[],
  wanted: readonly DeliveredObject[],
  { prune, pruneLast }: SyncSettings,
): readonly SyncTask[] {
  const kept = new Set(wanted.map(keyOf));
  const applied = withoutRepetition(wanted).flatMap((delivered) =>
    delivered.phases.map((phase): SyncTask => ({ action: 'apply', delivered, phase, wave: delivered.wave })),
  );
  // hooks clean up by their own policy, and are never pruned
  const removed = withoutRepetition(live).filter(
    (object) => !kept.has(keyOf(object)) && !object.isHook && object.phases.length > 0,
  );
  const pruned = mirrored(
    removed.map((delivered): SyncTask => ({ action: 'prune', delivered, phase: 'Sync', wave: delivered.wave })),
  );
  const last = Math.max(0, ...[...applied, ...pruned].filter(({ phase }) => phase === 'Sync').map(({ wave }) => wave));
  const ordered = pruned.map((task) =>
    pruneLast || task.delivered.options.has('PruneLast=true') ? { ...task, wave: last + 1 } : task,
  );
  // what may not be pruned counts among the waves of the others all the same
  return [...applied, ...ordered.filter(({ delivered }) => prune && !delivered.options.has('Prune=false'))];
}

/** Prunes run against the order of creation: their lowest wave and their highest change places, and so on inwards. */
function mirrored(tasks: readonly SyncTask[]): readonly SyncTask[] {
  const waves = [...new Set(tasks.map(({ wave }) => wave))].sort((a, b) => a - b);
  const opposite = new Map(waves.map((wave, index) => [wave, waves[waves.length - 1 - index] ?? wave]));
  return tasks.map((task) => ({ ...task, wave: opposite.get(task.wave) ?? task.wave }));
}

function wavesOf(tasks: readonly SyncTask[]): readonly (readonly SyncTask[])[] {
  return runsOf(tasks, (a, b) => a.phase === b.phase && a.wave === b.wave);
}

/**
 * Groups of one kind, which are applied one after the other. Where Argo CD leaves the order of two kinds open, their
 * groups are one: the sort is not stable, so that either may come first.
 */
function groupsOf(tasks: readonly SyncTask[]): readonly (readonly SyncTask[])[] {
  const ties = runsOf(tasks, (a, b) => compareTasks(a, b) === 0);
  const groups: (readonly SyncTask[])[] = [];
  for (const tie of ties) {
    const before = groups.at(-1) ?? [];
    if (before.some((a) => tie.some((b) => a.delivered.kind === b.delivered.kind))) {
      groups[groups.length - 1] = [...before, ...tie];
    } else {
      groups.push(tie);
    }
  }
  return groups;
}

function runsOf<T>(items: readonly T[], isAlike: (a: T, b: T) => boolean): readonly (readonly T[])[] {
  const runs: T[][] = [];
  for (const item of items) {
    const last = runs.at(-1);
    if (last?.[0] !== undefined && isAlike(last[0], item)) last.push(item);
    else runs.push([item]);
  }
  return runs;
}

function stepOf(tasks: readonly SyncTask[]): readonly SyncStep[] {
  const [first] = tasks;
  if (first === undefined) return [];
  const { phase, wave, action } = first;
  return [{ phase, wave, action, objects: tasks.map(({ delivered }) => delivered) }];
}
