/** What stands in `expect(…)`: a subject that a matcher reads, or one that was read before, under settings. */
import { ask, type Asked } from '../cases/ask';
import type { CaseMesh } from '../cases/case-request';
import type { Manifests } from '../policy/manifest';
import type { Mesh } from '../policy/model';
import { allManifestsOf, meshIn as meshOfManifests, type Subject } from '../policy/synthesized';

/** A subject that was read once, for many calls. */
export interface MeshSubject {
  readonly [READ]: ReadSubject & { readonly asked: Asked };
}

/** The objects of a subject, and the settings of MeshConfig, where they were given. */
export interface ReadSubject {
  readonly manifests: Manifests;
  readonly settings?: CaseMesh;
}

const READ = Symbol.for('cdk8s-zero-trust.read');

/**
 * The subject under these settings of MeshConfig, read once: it does not see what is added to the chart later.
 *
 * @example expect(withMesh(chart, { trustDomain: 'corp.example' })).toAllow({ from, to, request })
 */
export function withMesh(subject: Subject, settings?: CaseMesh): MeshSubject {
  const manifests = allManifestsOf(subject);
  return { [READ]: { manifests, asked: ask(manifests, settings), ...(settings && { settings }) } };
}

/** What a matcher received, read, with answers about calls to it; throws when it cannot be judged. */
export function askedOf(received: unknown): ReadSubject & { readonly asked: Asked } {
  if (isMeshSubject(received)) return received[READ];
  const manifests = allManifestsOf(received as Subject);
  return { manifests, asked: ask(manifests) };
}

/** What a matcher received, read; throws when it cannot be judged. */
export function readSubject(received: unknown): ReadSubject {
  return isMeshSubject(received) ? received[READ] : { manifests: allManifestsOf(received as Subject) };
}

/** The mesh of what a matcher received; throws when it cannot be judged. */
export function meshIn(received: unknown): Mesh {
  const { manifests, settings = {} } = readSubject(received);
  return meshOfManifests(manifests, { ...settings });
}

function isMeshSubject(received: unknown): received is MeshSubject {
  return typeof received === 'object' && received !== null && READ in received;
}
