/** Which changes can matter to calls of a workload, and how: to all of them, or to those of some callers? */
import { groupBy } from '../policy/group-by';
import { selects } from '../policy/in-force';
import { isSelected } from '../policy/match-selector';
import { isNamed, nameOf } from '../policy/metadata';
import { remember } from '../policy/remember';
import type { Labels, NetworkPolicy, ObjectName, PeerAuthentication, Workload } from '../policy/model';
import type { Attachment } from '../policy/attachment';
import { waypointNamespaces } from '../policy/waypoint';
import type { ChangedObject } from './changed-object';
import { type Cluster, isWorkload } from './cluster';

/** What bears on calls to one workload. */
export interface Bearing {
  /** changes to what all of its callers meet */
  readonly own: readonly ChangedObject[];
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
  const everywhere = new Set(
    meshes.flatMap(({ settings, namespaces, services, workloads }) => [
      settings.rootNamespace,
      ...waypointNamespaces(namespaces, services, workloads),
    ]),
  );
  const reach = new Map(deciding.map((change) => [change, reachOf(change)] as const));
  const labels = new Map<string, Labels[]>();
  for (const { namespace, name, labels: own } of meshes.flatMap(({ workloads }) => workloads)) {
    const key = `${namespace}/${name}`;
    labels.set(key, [...(labels.get(key) ?? []), own]);
  }
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
    const pods = labels.get(nameOf(called)) ?? [];
    const here = (near.get(called.namespace) ?? []).filter((change) => isOwn(change, called, pods));
    const own = [...wide, ...here].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    const atHome = (callersIn.get(called.namespace) ?? []).filter((change) => !here.includes(change));
    return {
      own,
      callers: atHome.length === 0 ? elsewhere(called.namespace) : [...elsewhere(called.namespace), atHome],
    };
  };
  const isFence = (change: ChangedObject): boolean =>
    change.object.group === 'networking.k8s.io' && reach.get(change)?.kind === 'pods';
  return { on, ofCallers, isFence };

  /** Where it may matter, whoever is called. */
  function reachOf({ key, object: { group, kind, namespace }, how, object }: ChangedObject): Scope {
    const { before: were, after: are } = cluster.partsOf(key);
    const parts = [...were, ...are];
    if (isWorkload(object)) return { kind: 'workload' };
    if (group === '' && kind === 'Namespace') return { kind: 'namespace', callers: how === 'changed' };
    if (everywhere.has(namespace)) return { kind: 'all' };
    if (group === '' && kind === 'Service') return { kind: 'namespace', callers: false };
    if (group === 'networking.k8s.io' && kind === 'NetworkPolicy') {
      const policies = parts as readonly NetworkPolicy[];
      return policies.some(({ egress }) => egress.kind === 'isolated')
        ? { kind: 'namespace', callers: true }
        : { kind: 'pods', isOn: (pods) => policies.some(({ podSelector }) => isSelected(podSelector, pods)) };
    }
    if (group !== 'security.istio.io') return { kind: 'all' };
    const attached = parts as readonly (PeerAuthentication | { readonly attachment: Attachment })[];
    return { kind: 'pods', isOn: (pods) => attached.some((one) => isAttached(one, pods)) };
  }

  /** Whether it may matter to calls of this workload, in the namespace of which it stands. */
  function isOwn(change: ChangedObject, called: ObjectName, pods: readonly Labels[]): boolean {
    const scope = reach.get(change) ?? { kind: 'all' };
    switch (scope.kind) {
      case 'all':
      case 'namespace':
        return true;
      case 'workload': {
        const { before: were, after: are } = cluster.partsOf(change.key);
        return [...were, ...are].some((part) => isNamed(called)(part as Workload));
      }
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
  /** to calls of pods of its namespace with certain labels */
  | { readonly kind: 'pods'; readonly isOn: (pods: Labels) => boolean };

function spaceOf({ object: { kind, name, namespace } }: ChangedObject): string {
  return kind === 'Namespace' ? name : namespace;
}

function isAttached(policy: PeerAuthentication | { readonly attachment: Attachment }, pods: Labels): boolean {
  if (!('attachment' in policy)) return selects(policy.selector ?? {}, pods);
  switch (policy.attachment.kind) {
    case 'everything':
      return true;
    case 'selector':
      return selects(policy.attachment.labels, pods);
    // names a Service, or a proxy that stands before many pods
    case 'targets':
      return true;
  }
}
