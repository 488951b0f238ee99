/**
 * How this library writes an object: named by meaning, in an explicit namespace, in its wave, and with every field
 * kept.
 */
import { ApiObject, type GroupVersionKind, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { addSyncWave, pruneLast, type SyncWave } from './argo-cd';
import { ZeroTrustApp } from './zero-trust-app';

/** @internal */
export interface ObjectOptions {
  readonly gvk: GroupVersionKind;
  readonly name: string;
  readonly namespace?: string;
  readonly wave: SyncWave;
  /** whether removing it opens something, so that Argo CD must prune it after everything else */
  readonly restricts?: boolean;
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
  /** asked for at synth, so that what is added after the construct was made still counts */
  readonly spec?: () => object;
}

/**
 * Adds the object below `scope`. It is a plain `ApiObject`: the generated classes would drop each field that their
 * schema does not know, also fields that a user patches in. The specs are still written against the generated types.
 * @internal
 */
export function addObject(scope: Construct, id: string, options: ObjectOptions): ApiObject {
  const object = new ApiObject(scope, id, {
    ...options.gvk,
    metadata: {
      name: options.name,
      ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
      ...(options.labels === undefined ? {} : { labels: options.labels }),
      ...(options.annotations === undefined ? {} : { annotations: options.annotations }),
    },
    ...(options.spec === undefined ? {} : { spec: Lazy.any({ produce: options.spec }) }),
  });
  ZeroTrustApp.of(object).changed();
  addSyncWave(object, options.wave);
  if (options.restricts === true) pruneLast(object);
  return object;
}
