/** What does Argo CD read off an object about its delivery: who it is, its wave, its hooks, its options? */
import { isClusterScoped } from '../argo/cluster-scoped';
import { apiGroup } from '../istio/api-group';
import { asLabels, asObject, asString, type JsonObject } from '../policy/json-object';
import type { Labels } from '../policy/metadata';

/** An object on its way into the cluster, or in it. */
export interface DeliveredObject {
  readonly group: string;
  readonly kind: string;
  /** empty where the kind has none */
  readonly namespace: string;
  readonly name: string;
  /** by which Argo CD tells objects apart. The version is no part of it: a change of version is an update */
  readonly key: string;
  readonly wave: number;
  /** the phases of a hook; of an ordinary object `Sync` alone */
  readonly phases: readonly SyncPhase[];
  readonly isHook: boolean;
  /** whether, as a hook, it is deleted before it is made anew, which is so unless it says otherwise */
  readonly isDeletedFirst: boolean;
  /** a hook that takes the place of the one that was deleted for it: another object than that */
  readonly isAnew?: true;
  /** `sync-options` of the object */
  readonly options: ReadonlySet<string>;
  readonly object: JsonObject;
}

/** The parts of a sync, in their order; `SyncFail` runs after a failure only. */
export type SyncPhase = (typeof PHASES)[number];

/** The phases in the order in which they run. */
export const PHASES = ['PreSync', 'Sync', 'PostSync', 'SyncFail'] as const;

/**
 * The object as Argo CD sees it, given the namespace that the Application delivers to: an object without namespace gets
 * that one, and one that stands outside of namespaces loses any.
 */
export function deliveredObject(object: JsonObject, destination = ''): DeliveredObject {
  const metadata = asObject(object.metadata, 'metadata');
  const annotations = asLabels(metadata.annotations, 'metadata.annotations');
  const kind = asString(object.kind, 'kind');
  const apiVersion = asString(object.apiVersion, 'apiVersion');
  const group = apiGroup(apiVersion);
  const hooks = hooksOf(annotations);
  const own = asString(metadata.namespace, 'metadata.namespace') || destination;
  const namespace = isClusterScoped(group, kind) ? '' : own;
  const name = asString(metadata.name, 'metadata.name');
  return {
    group,
    kind,
    namespace,
    name,
    key: `${group}/${kind}/${namespace}/${name}`, // no part may hold a slash
    wave: waveOf(annotations),
    ...hooks,
    isDeletedFirst: isDeletedFirst(annotations),
    options: new Set(listIn(annotations[SYNC_OPTIONS])),
    object,
  };
}

/** Its key; a hook that takes the place of another has a key of its own. */
export function keyOf({ key, isAnew }: DeliveredObject): string {
  return isAnew ? `${key}/anew` : key;
}

/** Whether it is a Namespace, in which others are. */
export function isNamespace({ group, kind }: DeliveredObject): boolean {
  return group === '' && kind === 'Namespace';
}

/** `AuthorizationPolicy production/backend-allow`, as reports name it. */
export function shownObject({ kind, namespace, name }: DeliveredObject): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}

const HOOK = 'argocd.argoproj.io/hook';
const HELM_HOOK = 'helm.sh/hook';
const WAVE = 'argocd.argoproj.io/sync-wave';
const HELM_WEIGHT = 'helm.sh/hook-weight';
const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/** What Helm's hooks are to Argo CD, which ignores the others. */
const HELM_PHASES: Readonly<Record<string, SyncPhase>> = {
  'pre-install': 'PreSync',
  'pre-upgrade': 'PreSync',
  'post-install': 'PostSync',
  'post-upgrade': 'PostSync',
};

/** @see argo-cd gitops-engine/pkg/sync/syncwaves/waves.go, `Wave` */
function waveOf(annotations: Labels): number {
  return tryWave(annotations[WAVE]) ?? tryWave(annotations[HELM_WEIGHT]) ?? 0;
}

/** As Go's `strconv.Atoi` reads it; what is no number counts as not given. */
function tryWave(text: string | undefined): number | undefined {
  return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * A hook that runs in none of these phases, such as one of deletion, has no phase; neither has what is to be skipped.
 * @see argo-cd gitops-engine/pkg/sync/hook/hook.go, and sync_phase.go, `syncPhases`
 */
function hooksOf(annotations: Labels): Pick<DeliveredObject, 'isHook' | 'phases'> {
  const own = listIn(annotations[HOOK]).filter((type) => HOOK_TYPES.has(type));
  const helm = listIn(annotations[HELM_HOOK]);
  const types = own.length > 0 ? own : helm.flatMap((type) => HELM_PHASES[type] ?? []);
  if (types.length === 1 && types[0] === 'Skip') return { isHook: false, phases: [] };
  const isHook = annotations[HOOK] !== undefined || helm.some((type) => HELM_PHASES[type] !== undefined);
  return isHook ? { isHook, phases: PHASES.filter((phase) => types.includes(phase)) } : { isHook, phases: ['Sync'] };
}

const HOOK_DELETION = 'argocd.argoproj.io/hook-delete-policy';
const HELM_DELETION = 'helm.sh/hook-delete-policy';

/** @see argo-cd gitops-engine/pkg/sync/hook/delete_policy.go, `DeletePolicies` */
function isDeletedFirst(annotations: Labels): boolean {
  const own = listIn(annotations[HOOK_DELETION]).filter((policy) => DELETIONS.has(policy));
  const helm = listIn(annotations[HELM_DELETION]).filter((policy) => HELM_DELETIONS.has(policy));
  const isOther = own.length + helm.length > 0;
  return !isOther || own.includes('BeforeHookCreation') || helm.includes('before-hook-creation');
}

const DELETIONS: ReadonlySet<string> = new Set(['BeforeHookCreation', 'HookSucceeded', 'HookFailed']);
const HELM_DELETIONS: ReadonlySet<string> = new Set(['before-hook-creation', 'hook-succeeded', 'hook-failed']);

const HOOK_TYPES: ReadonlySet<string> = new Set([...PHASES, 'PreDelete', 'PostDelete', 'Skip']);

function listIn(annotation: string | undefined): readonly string[] {
  return (annotation ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
