/** Which states does a cluster pass through while Argo CD syncs, and where does one of them open or break something? */
import type { ManifestError } from '../policy/json-object';
import type { Mesh } from '../policy/model';
import type { Judge } from '../reach/witness';
import { type Cluster, clusterReader, type EndSettings, isWorkload, type ReadCluster } from './cluster';
import { type Asked, courseGaps, type Gaps } from './course-gaps';
import { keyOf } from './delivered-object';
import type { Gap, GapDoubt, Time } from './gap';
import { lookingUp } from './looked-up';
import { type Course, scheduleOf, type Timed, type Untold } from './moment';
import { deletionPassage, type Passage, syncPassage, twoSyncs } from './passage';
import { remediesOf, type Remediable } from './remedies';
import type { Remedy } from './remedy';
import type { SyncSettings, SyncStep } from './sync-plan';
import { type WayBack, wayBackFromEnd, waysBack } from './way-back';

/** What is to be delivered, and how; an Application that is deleted wants nothing. */
export interface Delivery extends Remediable {
  readonly settings: SyncSettings;
  readonly config: EndSettings;
}

/** The steps of a delivery, and all that goes wrong on the way there and back. */
export interface Rollout {
  /** those that change something */
  readonly steps: readonly SyncStep[];
  /** of the way back; a deletion has none */
  readonly rollback: readonly SyncStep[];
  /** back from each wave in which the sync may fail; of one wave there may be several */
  readonly waysBack: readonly WayBack[];
  readonly gaps: readonly Gap[];
  readonly undecided: readonly GapDoubt[];
  /** for gaps on the way there, nothing having failed */
  readonly remedies: readonly Remedy[];
}

/** Who judges calls, and who is told how far we are. */
export interface RolloutOptions extends Pick<Asked, 'onTarget'> {
  readonly judgeOf: (mesh: Mesh) => Judge;
}

/** The rollout, or what of the manifests no API server would have stored. */
export function rolloutOf(
  delivery: Delivery,
  { judgeOf, onTarget }: RolloutOptions,
): { readonly rollout: Rollout; readonly errors: readonly ManifestError[] } {
  const read = clusterReader();
  const known = lookingUp(judgeOf);
  const { cluster, errors, passage } = wayOf(delivery, read);
  const isDeletion = delivery.wanted === 'deleted';
  const course = timed(isDeletion ? 'deletion' : 'sync', passage);
  const ways = isDeletion ? [] : waysBack(passage, delivery.settings);
  const besides = isDeletion ? [] : coursesBesides(course, { cluster, passage, ways, settings: delivery.settings });
  const all = courseGaps(cluster, [course, ...besides], known, { onTarget });
  // that one is told by itself, from its own beginning to its own end
  const found: Gaps = { gaps: all.gaps.filter(isNoRollback), undecided: all.undecided.filter(isNoRollback) };
  const gaps = found.gaps.filter((gap) => gap.course === course.course);
  const remedies = remediesOf({
    cluster,
    delivery,
    gaps,
    gapsWith: (other, about) => {
      const way = wayOf({ ...delivery, ...other }, read);
      return courseGaps(way.cluster, [timed(course.course, way.passage)], known, { about }).gaps;
    },
  });
  const back = isDeletion ? undefined : wayOf(backOn(passage, delivery), read);
  const foundBack =
    back === undefined ? NONE : courseGaps(back.cluster, [timed('rollback', back.passage)], known, { onTarget });
  const rollout: Rollout = {
    steps: passage.steps,
    rollback: back?.passage.steps ?? [],
    waysBack: ways,
    gaps: [...found.gaps, ...foundBack.gaps],
    undecided: [...found.undecided, ...foundBack.undecided],
    remedies,
  };
  return { rollout, errors };
}

const NONE: Gaps = { gaps: [], undecided: [] };

interface Way {
  readonly cluster: Cluster;
  readonly passage: Passage;
  readonly errors: readonly ManifestError[];
}

function wayOf(delivery: Delivery, read: ReadCluster): Way {
  const { config } = delivery;
  const passage = passageOf(delivery);
  const { cluster, errors } = read(passage.before, passage.after, config);
  return { cluster, errors, passage: changing(passage, cluster) };
}

function passageOf({ live, wanted, later, settings }: Delivery): Passage {
  if (wanted === 'deleted') return deletionPassage(live);
  return later === undefined || later.size === 0
    ? syncPassage(live, wanted, settings)
    : twoSyncs(live, wanted, later, settings);
}

/** From what is there in the end to what was there. */
function backOn({ before, after }: Passage, { settings, config }: Delivery): Delivery {
  return { live: after, wanted: before, settings, config: { before: config.after, after: config.before } };
}

function timed(course: Course, passage: Passage): Timed {
  const schedule = scheduleOf(passage);
  return { course, schedule, momentsOf: schedule.moments, outlived: new Set(['after']), untold: [] };
}

interface Besides {
  readonly cluster: Cluster;
  readonly passage: Passage;
  readonly ways: readonly WayBack[];
  readonly settings: SyncSettings;
}

/** What may happen instead of the sync, or after it, in this order: what one tells the next ones do not. */
function coursesBesides(sync: Timed, { cluster, passage, ways, settings }: Besides): readonly Timed[] {
  const { schedule } = sync;
  const back = (course: Course, way: WayBack): Timed => {
    const own = scheduleOf({ steps: way.steps, after: passage.after }, { ...way, isMadeAfter: schedule.isMadeAfter });
    const untold = [...way.untold, ...untoldPods(cluster, way)];
    return { course, schedule: own, momentsOf: own.moments, outlived: new Set(['before', 'after']), untold };
  };
  return [
    { ...sync, course: 'failedSync', momentsOf: schedule.failures },
    back('rollback', wayBackFromEnd(passage, settings)),
    ...ways.map((way, index): Timed => ({ ...back('rollbackOfFailed', way), way: index })),
  ];
}

function isNoRollback({ course }: Pick<Time, 'course'>): boolean {
  return course !== 'rollback';
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

/** The passage without what Argo CD applies unchanged. */
function changing(passage: Passage, { changed }: Cluster): Passage {
  const keys = new Set(changed.map(({ key }) => key));
  const steps = passage.steps.flatMap((step) => {
    const objects = step.objects.filter((one) => keys.has(keyOf(one)));
    return objects.length === 0 ? [] : [{ ...step, objects }];
  });
  return { ...passage, steps };
}
