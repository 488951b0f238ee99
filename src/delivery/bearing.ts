/** Which changes can matter to calls of a workload, and how: to all of them, or to those of some callers? */
import { groupBy } from '../policy/group-by';
import { isNamed } from '../policy/metadata';
import { namedIn } from '../policy/named-in';
import { isGateway } from '../policy/proxy-labels';
import { remember } from '../policy/remember';
import type { ObjectName, Workload } from '../policy/model';
import { mayBeAbout, type PodPolicy, sharedProxies } from '../reach/shared-proxies';
import type { ChangedObject } from './changed-object';
import { type Cluster, isWorkload } from './cluster';
import type { Parts } from './merged-mesh';

/** What bears on calls to one workload. */
export interface Bearing {
  /** changes to what all of its callers meet */
  readonly own: readonly ChangedObject[];
  /** those of them that are changes to the workload itself */
  readonly self: readonly ChangedObject[];
  /**
   * changes to callers, by their namespace. LAW: what a caller may send depends on `own`, and of these on the changes
   * to itself and on those to other things than workloads in its namespace
   */
  readonly callers: readonly (readonly ChangedObject[])[];
}

/** What bears on calls. */
export interface Bearings {
  readonly on: (called: ObjectName) => Bearing;
  /** what bears on some callers of every workload, unless it bears on all of them */
  readonly ofCallers: readonly ChangedObject[];
  /** whether it is a NetworkPolicy that says what comes in to pods, and nothing else, no proxy of others among them */
  readonly isFence: (change: ChangedObject) => boolean;
}

/** What bears on calls to each workload of the cluster, as far as bounds are known: everything else bears on all. */
export function bearingIn(cluster: Cluster): Bearings {
  const { before, after, deciding } = cluster;
  const meshes = [before, after];
  const { isShared, isAboutGateway, isServiceShared, areLabelsShared } = sharedProxies(meshes);
  const inhabited = new Set(before.workloads.map(({ namespace }) => namespace));
  const reach = new Map(deciding.map((change) => [change, reachOf(change)] as const));
  const podsNamed = namedIn(meshes.flatMap(({ workloads }) => workloads));
  const order = new Map(deciding.map((change, index) => [change, index]));
  const wide = deciding.filter((change) => reach.get(change)?.kind === 'all');
  const near = groupBy(
    deciding.filter((change) => reach.get(change)?.kind !== 'all'),
    spaceOf,
  );
  const ofCallers = deciding.filter(isOfCallers);
  const callersIn = groupBy(ofCallers, spaceOf);
  const elsewhere = remember((namespace: string) =>
    [...callersIn].flatMap(([space, some]) => (space === namespace ? [] : [some])),
  );
  const on = (called: ObjectName): Bearing => {
    const pods = podsNamed(called);
    const here = (near.get(called.namespace) ?? []).filter((change) => isOwn(change, called, pods));
    const own = [...wide, ...here].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    const atHome = (callersIn.get(called.namespace) ?? []).filter((change) => !here.includes(change));
    return {
      own,
      self: own.filter(({ key, object }) => isWorkload(object) && workloadsOf(key).some(isNamed(called))),
      callers: atHome.length === 0 ? elsewhere(called.namespace) : [...elsewhere(called.namespace), atHome],
    };
  };
  const isFence = (change: ChangedObject): boolean =>
    change.object.group === 'networking.k8s.io' && reach.get(change)?.kind === 'pods';
  return { on, ofCallers, isFence };

  /** Where it may matter, whoever is called. */
  function reachOf({ key, object: { group, kind, name, namespace }, how, object }: ChangedObject): Scope {
    if (isWorkload(object)) return { kind: workloadsOf(key).some(isGateway) ? 'all' : 'workload' };
    if (group === '' && kind === 'Namespace') {
      if (areLabelsShared(name)) return { kind: 'all' };
      return { kind: 'namespace', callers: how === 'changed' || inhabited.has(name) };
    }
    if (isShared(namespace)) return { kind: 'all' };
    if (group === '' && kind === 'Service') {
      return isServiceShared({ namespace, name }) ? { kind: 'all' } : { kind: 'namespace', callers: false };
    }
    const isNetworkPolicy = group === 'networking.k8s.io' && kind === 'NetworkPolicy';
    if (!isNetworkPolicy && group !== 'security.istio.io') return { kind: 'all' };
    const policies = partsOf(key) as readonly PodPolicy[];
    if (policies.some(isAboutGateway)) return { kind: 'all' };
    return policies.some((policy) => 'podSelector' in policy && policy.egress.kind === 'isolated')
      ? { kind: 'namespace', callers: true }
      : { kind: 'pods', isOn: (pods) => policies.some((policy) => mayBeAbout(policy, pods)) };
  }

  function partsOf(key: string): Parts {
    const { before: were, after: are } = cluster.partsOf(key);
    return [...were, ...are];
  }

  function workloadsOf(key: string): readonly Workload[] {
    return partsOf(key) as readonly Workload[];
  }

  /** Whether it may matter to calls of this workload, in the namespace of which it stands. */
  function isOwn(change: ChangedObject, called: ObjectName, pods: readonly Workload[]): boolean {
    const scope = reach.get(change) ?? { kind: 'all' };
    switch (scope.kind) {
      case 'all':
      case 'namespace':
        return true;
      case 'workload':
        return workloadsOf(change.key).some(isNamed(called));
      case 'pods':
        return pods.some(scope.isOn);
    }
  }

  function isOfCallers(change: ChangedObject): boolean {
    const scope = reach.get(change) ?? { kind: 'all' };
    return scope.kind === 'workload' || (scope.kind === 'namespace' && scope.callers);
  }
}

/** Where a change may matter. */
type Scope =
  | { readonly kind: 'all' }
  /** to calls of it, and to its own calls */
  | { readonly kind: 'workload' }
  /** to whatever is called in its namespace, and perhaps to callers there */
  | { readonly kind: 'namespace'; readonly callers: boolean }
  /** to calls of certain pods of its namespace */
  | { readonly kind: 'pods'; readonly isOn: (pods: Workload) => boolean };

function spaceOf({ object: { kind, name, namespace } }: ChangedObject): string {
  return kind === 'Namespace' ? name : namespace;
}
