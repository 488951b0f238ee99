/** What is wrong with what a program has in hand: a chart or an app of cdk8s, manifest text, objects? */
import type { Report } from '../findings/report';
import { type JsonObject, ManifestError } from '../policy/json-object';
import type { Manifests } from '../policy/manifest';
import { type MeshSettings, readMeshSettings } from '../policy/mesh-settings';
import { readMeshConfig } from '../policy/read-mesh-config';
import { allManifestsOf, type Subject, SubjectError } from '../policy/synthesized';
import { check, type CheckOptions } from './check';

export interface SubjectCheckOptions extends Pick<CheckOptions, 'strict' | 'today'> {
  /** what MeshConfig says; without it the ConfigMap `istio` among the objects, else Istio's defaults */
  readonly mesh?: JsonObject;
}

/**
 * The report on the subject: what `zero-trust check` says of its manifests. Throws when it holds no object, or an
 * unreadable one: of manifests with some left out, silence would look like an answer.
 *
 * @example
 * import { check } from 'cdk8s-zero-trust/engine';
 *
 * const { findings } = check(app); // or a chart, manifest text, objects
 * for (const { severity, code, message } of findings) console.log(severity, code, message);
 */
export function checkSubject(subject: Subject, options: SubjectCheckOptions = {}): Report {
  return checkManifests(allManifestsOf(subject), options);
}

/** The report on manifests that were read as those of a subject. */
export function checkManifests(read: Manifests, { mesh, ...options }: SubjectCheckOptions): Report {
  const settings = mesh === undefined ? settingsAmong(read) : settingsOf(mesh);
  return check(read, { ...options, ...(settings && { settings }) });
}

function settingsAmong(read: Manifests): MeshSettings | undefined {
  const found = readMeshConfig(read);
  if ('problems' in found) throw new SubjectError(found.problems.map(({ message }) => message));
  return found.from === 'defaults' ? undefined : readMeshSettings(found.config);
}

function settingsOf(mesh: JsonObject): MeshSettings {
  try {
    return readMeshSettings(mesh);
  } catch (error) {
    throw error instanceof ManifestError ? new SubjectError([error.message]) : error;
  }
}
