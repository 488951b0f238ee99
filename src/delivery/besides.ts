/** What may happen instead of a sync, or after it? */
import { type Cluster, isWorkload } from './cluster';
import type { Course, Timed, Untold } from './course';
import { type DeliveredObject, keyOf } from './delivered-object';
import { type Passage, syncPassage } from './passage';
import { scheduleOf } from './schedule';
import type { SyncSettings, SyncStep } from './sync-plan';
import { type WayBack, wayBackFromEnd, waysBack } from './way-back';

/** Courses besides a sync. */
export interface Besides {
  /** in this order: what one tells the next ones do not, but the way back is told whole */
  readonly courses: readonly Timed[];
  /** the steps of the way back; undefined: it does not lead to where the sync began, and so compares other ends */
  readonly rollback: readonly SyncStep[] | undefined;
  readonly ways: readonly WayBack[];
}

/** A sync to be looked at from all sides. */
interface Synced {
  readonly cluster: Cluster;
  readonly passage: Passage;
  readonly settings: SyncSettings;
}

/** What happens on a passage, as planned. */
export function timed(course: Course, passage: Passage): Timed {
  const schedule = scheduleOf(passage);
  return { course, schedule, momentsOf: schedule.moments, leads: 'there', untold: [] };
}

/** The sync fails, is taken back, or is taken back when it has failed. */
export function besidesOf(sync: Timed, { cluster, passage, settings }: Synced): Besides {
  const { schedule } = sync;
  const ways = waysBack(passage, settings);
  const back = (course: Course, way: WayBack): Timed => {
    const own = scheduleOf({ steps: way.steps, after: passage.after }, { ...way, isMadeAfter: schedule.isMadeAfter });
    const untold = [...way.untold, ...untoldPods(cluster, way)];
    return { course, schedule: own, momentsOf: own.moments, leads: 'back', untold };
  };
  const returning = syncPassage(passage.after, passage.before, settings);
  const hasSameEnds = isReturn(passage, returning) && !cluster.deciding.some(cluster.isOutlived);
  const rollback = hasSameEnds ? wayBackFromEnd(passage, returning) : undefined;
  return {
    courses: [
      { ...sync, course: 'failedSync', momentsOf: schedule.failures },
      ...(rollback === undefined ? [] : [back('rollback', rollback)]),
      ...ways.map((way, index): Timed => ({ ...back('rollbackOfFailed', way), way: index })),
    ],
    rollback: rollback?.steps,
    ways,
  };
}

/** Whether the way back ends as the sync began, and deletes no hook to make it anew. */
function isReturn({ before, after }: Passage, back: Passage): boolean {
  const there = new Map(before.map((one) => [keyOf(one), one]));
  const isSame = (one: DeliveredObject) => there.get(keyOf(one))?.object === one.object;
  return !after.some(({ isAnew }) => isAnew) && back.after.length === there.size && back.after.every(isSame);
}

/** Where pods and the labels of their Namespace may both have changed in the wave that failed, or one of them. */
function untoldPods({ changed, isOutlived }: Cluster, { perhaps }: WayBack): readonly Untold[] {
  return changed
    .filter((one) => perhaps.has(one.key) && isOutlived(one))
    .flatMap(({ key, object: { name } }) => {
      const pods = changed.filter(
        (one) => one.restarts && perhaps.has(one.key) && one.object.namespace === name && isWorkload(one.object),
      );
      const because = `whether pods in ${name} are older than the labels of their Namespace is not known after that failure`;
      return pods.length === 0 ? [] : [{ keys: new Set([key, ...pods.map((one) => one.key)]), because }];
    });
}
