/**
 * How this library writes an object: named by meaning, in an explicit namespace, in its wave, and with every field
 * kept.
 */
import { ApiObject, type GroupVersionKind, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { AuthorizationPolicy } from '../../imports/security.istio.io';
import { addLateSyncWave, addSyncWave, pruneLast, type SyncWave } from './argo-cd';
import { RolloutOfApp } from './rollout-stage';
import { ZeroTrustApp } from './zero-trust-app';

/** @internal */
export interface ObjectOptions {
  readonly gvk: GroupVersionKind;
  readonly name: string;
  readonly namespace?: string;
  readonly wave: SyncWave;
  /** its wave while one of these namespaces is at stage DENY */
  readonly inDeny?: { readonly wave: SyncWave; readonly of: () => readonly string[] };
  /** the namespace by whose stage it goes; without it its own */
  readonly stagedBy?: string;
  /** whether it refuses or opens something and knows no dry run, so that stage OBSERVE leaves it out */
  readonly isHeldBack?: boolean;
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
  addToSync(object, options);
  addToStage(object, options);
  return object;
}

function addToSync(object: ApiObject, { wave, inDeny, restricts = false, isHeldBack = false }: ObjectOptions): void {
  if (inDeny === undefined) {
    addSyncWave(object, wave);
    if (restricts) pruneLast(object);
    return;
  }
  const isInDeny = () => RolloutOfApp.of(object).isInDeny(inDeny.of());
  addLateSyncWave(object, () => (isInDeny() ? inDeny.wave : wave));
  // Back at stage OBSERVE it is left out, and so is what opens beside it: it came last, so it must go first.
  if (restricts) pruneLast(object, () => !(isHeldBack && isInDeny()));
}

function addToStage(object: ApiObject, { gvk, namespace, stagedBy = namespace, isHeldBack }: ObjectOptions): void {
  if (stagedBy === undefined) return;
  if (gvk.kind === AuthorizationPolicy.GVK.kind) RolloutOfApp.of(object).addPolicy({ object, namespace: stagedBy });
  else if (isHeldBack === true) RolloutOfApp.of(object).hold({ object, namespace: stagedBy });
}
