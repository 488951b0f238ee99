/** In which order does Argo CD run the tasks of a sync? */
import { isObject } from '../policy/json-object';
import { compareText } from '../policy/object-order';
import { PHASES } from './delivered-object';
import type { DeliveredObject, SyncPhase } from './delivered-object';

/** One thing that a sync does. */
export interface SyncTask {
  readonly action: 'apply' | 'prune';
  /** the object as it will be; where it is pruned, as it is */
  readonly delivered: DeliveredObject;
  readonly phase: SyncPhase;
  readonly wave: number;
}

/**
 * Ranks of kinds within a wave, lowest first; every other kind comes after these, by name alone.
 * @see argo-cd gitops-engine/pkg/sync/sync_tasks.go, `kindOrder`
 */
const KINDS: readonly string[] = [
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
];

const RANKS: ReadonlyMap<string, number> = new Map(KINDS.map((kind, rank) => [kind, rank]));

/**
 * The tasks in Argo CD's order: by phase, wave, rank of the kind, and name. What it leaves open, between objects of one
 * name, is settled here by kind, namespace and group, so that any order of the input gives the same.
 * LAW: `inSyncOrder(tasks)` holds the same objects as `tasks`.
 */
export function inSyncOrder(tasks: readonly SyncTask[]): readonly SyncTask[] {
  const sorted = [...tasks].sort((a, b) => compareTasks(a, b) || compareOpen(a, b));
  return pulledForward(pulledForward(sorted, namespaces), definitions);
}

/** Argo CD's own order, which is 0 where it leaves it open. */
export function compareTasks(a: SyncTask, b: SyncTask): number {
  return (
    PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase) ||
    a.wave - b.wave ||
    rankOf(a) - rankOf(b) ||
    compareText(a.delivered.name, b.delivered.name)
  );
}

function rankOf({ delivered: { kind } }: SyncTask): number {
  return RANKS.get(kind) ?? KINDS.length;
}

function compareOpen({ delivered: a, action }: SyncTask, { delivered: b }: SyncTask): number {
  return (
    compareText(a.kind, b.kind) ||
    compareText(a.namespace, b.namespace) ||
    compareText(a.group, b.group) ||
    (action === 'prune' ? -1 : 1)
  );
}

/** What an object provides for others, and what it needs itself. */
interface Dependency {
  readonly provided: (object: DeliveredObject) => string | undefined;
  readonly needed: (object: DeliveredObject) => string | undefined;
}

const namespaces: Dependency = {
  provided: ({ group, kind, name }) => (group === '' && kind === 'Namespace' ? name : undefined),
  needed: ({ namespace }) => namespace || undefined,
};

const definitions: Dependency = {
  provided: ({ group, kind, object: { spec } }) => {
    if (group !== 'apiextensions.k8s.io' || kind !== 'CustomResourceDefinition' || !isObject(spec)) return undefined;
    return isObject(spec.names) ? `${String(spec.group)}/${String(spec.names.kind)}` : undefined;
  },
  needed: ({ group, kind }) => `${group}/${kind}`,
};

/**
 * What others need moves before the first of them that is applied, into its phase and wave.
 * @see argo-cd gitops-engine/pkg/sync/sync_tasks.go, `adjustDeps`
 */
function pulledForward(tasks: readonly SyncTask[], { provided, needed }: Dependency): readonly SyncTask[] {
  const moved: SyncTask[] = [];
  for (const task of tasks) {
    const key = task.action === 'apply' ? provided(task.delivered) : undefined;
    const at = key === undefined ? -1 : moved.findIndex((other) => needs(other, key));
    const first = moved[at];
    if (first === undefined) moved.push(task);
    else moved.splice(at, 0, { ...task, phase: first.phase, wave: first.wave });
  }
  return moved;

  function needs({ action, delivered }: SyncTask, key: string): boolean {
    return action === 'apply' && provided(delivered) === undefined && needed(delivered) === key;
  }
}
