/** What opens or fails for a time on the way from one chart, app, text or list of objects to another? */
import type { JsonObject } from '../policy/json-object';
import type { Manifests } from '../policy/manifest';
import { readMeshConfig } from '../policy/read-mesh-config';
import type { ReadProblem } from '../policy/source-text';
import { allManifestsOf, type Subject, SubjectError } from '../policy/synthesized';
import { DEFAULT_SYNC, readApplication } from './application';
import { deliveredObject } from './delivered-object';
import { repeatedObjects } from './repeated-object';
import { type Rollout, rolloutOf, type RolloutOptions } from './rollout';

/** What is there, and what shall be; one of them may be absent. */
export interface RolloutSubjects {
  /** absent: a first install */
  readonly before?: Subject;
  /** absent: the Application is deleted */
  readonly after?: Subject;
}

export interface SubjectRolloutOptions extends Pick<RolloutOptions, 'judgeOf'> {
  /** the Application of Argo CD; without it, a sync prunes */
  readonly application?: JsonObject;
  /** what MeshConfig says; without it the ConfigMap `istio` among the objects of each side, else Istio's defaults */
  readonly mesh?: JsonObject;
}

/**
 * The steps in which Argo CD syncs, and all that goes wrong between them: what `zero-trust rollout` says of the
 * manifests. Throws where they hold no object, an unreadable one, or one twice, with different content.
 *
 * @example
 * import { evaluator, rollout } from 'cdk8s-zero-trust/engine';
 *
 * const { steps, gaps, undecided, remedies } = rollout({ before, after }, { judgeOf: evaluator });
 */
export function subjectRollout(
  { before, after }: RolloutSubjects,
  { judgeOf, application, mesh = {} }: SubjectRolloutOptions,
): Rollout {
  const { destination, settings } = application === undefined ? DEFAULT_SYNC : readApplication(application);
  const [live, wanted] = [readIn(before), readIn(after)];
  const repeated = [live, wanted].flatMap(({ manifests }) => repeatedObjects(manifests, destination));
  if (repeated.length > 0) throw new SubjectError(repeated.map(inWords));
  const objectsOf = ({ manifests }: Manifests) => manifests.map(({ object }) => deliveredObject(object, destination));
  const { rollout, errors } = rolloutOf(
    {
      live: objectsOf(live),
      wanted: after === undefined ? 'deleted' : objectsOf(wanted),
      settings,
      config: {
        before: configOf(live, mesh),
        after: after === undefined ? configOf(live, mesh) : configOf(wanted, mesh),
      },
    },
    { judgeOf },
  );
  if (errors.length > 0) throw new SubjectError(errors.map(({ message }) => message));
  return rollout;
}

function inWords({ file, line, column, message }: ReadProblem): string {
  return `${file}:${line}:${column}: ${message}`;
}

function readIn(subject: Subject | undefined): Manifests {
  return subject === undefined ? { manifests: [], problems: [], documents: 0 } : allManifestsOf(subject);
}

function configOf(read: Manifests, mesh: JsonObject): JsonObject {
  const found = readMeshConfig(read);
  if ('problems' in found) throw new SubjectError(found.problems.map(({ message }) => message));
  return { ...found.config, ...mesh };
}
