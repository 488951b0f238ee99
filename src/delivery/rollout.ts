/** Which states does a cluster pass through while Argo CD syncs, and where does one of them open or break something? */
import type { ManifestError } from '../policy/json-object';
import type { Mesh } from '../policy/model';
import type { Judge } from '../reach/witness';
import { type Besides, besidesOf, timed } from './besides';
import { type Cluster, clusterReader, type EndSettings, type ReadCluster } from './cluster';
import { type Asked, courseGaps, type Gaps } from './course-gaps';
import { keyOf } from './delivered-object';
import type { Gap, GapDoubt } from './gap';
import { lookingUp } from './looked-up';
import { deletionPassage, type Passage, syncPassage, twoSyncs } from './passage';
import { remediesOf } from './remedies';
import type { Remedy } from './remedy';
import type { Remediable } from './remedy-candidates';
import type { SyncSettings, SyncStep } from './sync-plan';
import type { WayBack } from './way-back';

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
  const besides = isDeletion ? NO_BESIDES : besidesOf(course, { cluster, passage, settings: delivery.settings });
  const found = courseGaps(cluster, [course, ...besides.courses], known, { onTarget });
  const gaps = found.gaps.filter((gap) => gap.course === course.course);
  const remedies = remediesOf({
    cluster,
    delivery,
    gaps,
    gapsWith: (other, about, isEnough) => {
      const way = wayOf({ ...delivery, ...other }, read);
      return courseGaps(way.cluster, [timed(course.course, way.passage)], known, { about, isEnough }).gaps;
    },
  });
  const rollout = { steps: passage.steps, waysBack: besides.ways, remedies };
  if (besides.rollback !== undefined) {
    return { rollout: { ...rollout, ...found, rollback: besides.rollback }, errors };
  }
  // it leads from another beginning, or to another end, which have clusters of their own
  const back = wayOf(backOn(passage, delivery), read);
  const apart = courseGaps(back.cluster, [timed('rollback', back.passage)], known, { onTarget });
  const isNew = isNewBeside(apart);
  const both: Gaps = {
    gaps: [...found.gaps.filter(isNew), ...apart.gaps],
    undecided: [...found.undecided.filter(isNew), ...apart.undecided],
  };
  return { rollout: { ...rollout, ...both, rollback: back.passage.steps }, errors };
}

const NO_BESIDES: Besides = { courses: [], rollback: [], ways: [] };

/** Whether it is no way back from a failed sync of which the way back says the same. */
function isNewBeside({ gaps, undecided }: Gaps): (said: Gap | GapDoubt) => boolean {
  const told = new Set([...gaps, ...undecided].map(wordsOf));
  return (said) => said.course !== 'rollbackOfFailed' || !told.has(wordsOf(said));
}

/** What it says, whenever that is so. */
function wordsOf(said: Gap | GapDoubt): string {
  const { from, to, port } = said;
  return JSON.stringify([from, to, port, 'kind' in said ? [said.kind, said.requests, said.except] : said.because]);
}

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

/** The passage without what Argo CD applies unchanged. */
function changing(passage: Passage, { changed }: Cluster): Passage {
  const keys = new Set(changed.map(({ key }) => key));
  const steps = passage.steps.flatMap((step) => {
    const objects = step.objects.filter((one) => keys.has(keyOf(one)));
    return objects.length === 0 ? [] : [{ ...step, objects }];
  });
  return { ...passage, steps };
}
