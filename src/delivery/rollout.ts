/** Which states does a cluster pass through while Argo CD syncs, and where does one of them open or break something? */
import type { ManifestError } from '../policy/json-object';
import { clusterBetween, type Cluster, type EndSettings } from './cluster';
import { type Asked, courseGaps, type Gaps, type Timed } from './course-gaps';
import { type DeliveredObject, keyOf } from './delivered-object';
import type { Gap, GapDoubt } from './gap';
import { type Course, scheduleOf } from './moment';
import { deletionPassage, type Passage, syncPassage } from './passage';
import type { SyncSettings, SyncStep } from './sync-plan';

/** What is to be delivered, and how. */
export interface Delivery {
  readonly live: readonly DeliveredObject[];
  /** nothing, where the Application is deleted */
  readonly wanted: readonly DeliveredObject[] | 'deleted';
  readonly settings: SyncSettings;
  readonly config: EndSettings;
}

/** The steps of a delivery, and all that goes wrong on the way there and back. */
export interface Rollout {
  /** those that change something */
  readonly steps: readonly SyncStep[];
  /** of the way back; a deletion has none */
  readonly rollback: readonly SyncStep[];
  readonly gaps: readonly Gap[];
  readonly undecided: readonly GapDoubt[];
  /** objects that differ */
  readonly changes: number;
}

/** The rollout, or what of the manifests no API server would have stored. */
export function rolloutOf(
  { live, wanted, settings, config }: Delivery,
  asked: Asked,
): { readonly rollout: Rollout; readonly errors: readonly ManifestError[] } {
  const there = wanted === 'deleted' ? deletionPassage(live) : syncPassage(live, wanted, settings);
  const { cluster, errors } = clusterBetween(there.before, there.after, config);
  const forth = changing(there, cluster);
  const found = courseGaps(cluster, coursesOf(forth, wanted === 'deleted'), asked);
  const changes = cluster.changed.length;
  if (wanted === 'deleted') return { rollout: { steps: forth.steps, rollback: [], changes, ...found }, errors };
  const back = syncPassage(there.after, live, settings);
  const reversed = clusterBetween(back.before, back.after, { before: config.after, after: config.before }).cluster;
  const home = changing(back, reversed);
  const foundBack = courseGaps(reversed, [timed('rollback', home)], asked);
  return { rollout: { steps: forth.steps, rollback: home.steps, changes, ...both(found, foundBack) }, errors };
}

function coursesOf(passage: Passage, isDeletion: boolean): readonly Timed[] {
  if (isDeletion) return [timed('deletion', passage)];
  const sync = timed('sync', passage);
  return [sync, { ...sync, course: 'failedSync', momentsOf: sync.schedule.failures }];
}

function timed(course: Course, passage: Passage): Timed {
  const schedule = scheduleOf(passage);
  return { course, schedule, momentsOf: schedule.moments };
}

/** The passage without what Argo CD applies unchanged. */
function changing(passage: Passage, { changed }: Cluster): Passage {
  const keys = new Set(changed.map(({ key }) => key));
  const steps = passage.steps.flatMap((step) => {
    const objects = step.objects.filter((one) => keys.has(keyOf(one)));
    return objects.length === 0 ? [] : [{ ...step, objects }];
  });
  return { ...passage, steps };
}

function both(a: Gaps, b: Gaps): Gaps {
  return { gaps: [...a.gaps, ...b.gaps], undecided: [...a.undecided, ...b.undecided] };
}
