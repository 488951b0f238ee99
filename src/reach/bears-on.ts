/** Which changes can have to do with what anybody may send to a workload? Of all others nothing is asked. */
import type { Mesh, ObjectName, Workload } from '../policy/model';
import { namedIn } from '../policy/named-in';
import type { Revertible } from './changes';
import { mayBeAbout, type PodPolicy, sharedProxies } from './shared-proxies';

/**
 * The changes that bear on calls to a workload. LAW: without one that bears on it, whoever calls is let in as before.
 * What the called side is told stands in its namespace, in the root namespace, or where a waypoint or a gateway is; of
 * all else, such as routes, Services and workloads, no bound is tried. What selects other pods does not bear.
 */
export function bearingOn(
  changes: readonly Revertible[],
  meshes: readonly Mesh[],
): (called: ObjectName) => readonly Revertible[] {
  const { isShared, isAboutGateway } = sharedProxies(meshes);
  const named = new Map(BOUNDED.map(([kind, listIn]) => [kind, namedIn(meshes.flatMap(listIn))]));
  /** The policies, before and after, where they are told to no others than pods of their namespace. */
  const boundedBy = (change: Revertible): readonly PodPolicy[] | undefined => {
    const { kind, namespace, name } = change;
    const policiesNamed = named.get(kind);
    if (namespace === undefined || policiesNamed === undefined || isShared(namespace)) return undefined;
    const policies = policiesNamed({ namespace, name });
    return policies.some((policy) => isAboutGateway(policy) || guardsCallers(policy)) ? undefined : policies;
  };
  const bounded = new Map(changes.map((change) => [change, boundedBy(change)]));
  const podsNamed = namedIn(meshes.flatMap(({ workloads }) => workloads));
  return (called) => {
    const pods = podsNamed(called);
    return changes.filter((change) => {
      const policies = bounded.get(change);
      if (policies === undefined) return true;
      return change.namespace === called.namespace && isAboutAny(policies, pods);
    });
  };
}

function isAboutAny(policies: readonly PodPolicy[], pods: readonly Workload[]): boolean {
  return policies.some((policy) => pods.some((one) => mayBeAbout(policy, one)));
}

/** The kinds that are bounded. */
const BOUNDED: readonly (readonly [kind: string, listIn: (mesh: Mesh) => readonly PodPolicy[]])[] = [
  ['AuthorizationPolicy', (mesh) => mesh.authorizationPolicies],
  ['RequestAuthentication', (mesh) => mesh.requestAuthentications],
  ['PeerAuthentication', (mesh) => mesh.peerAuthentications],
  ['NetworkPolicy', (mesh) => mesh.networkPolicies],
];

/** Whether it is a NetworkPolicy about what pods of its namespace may call, anywhere. */
function guardsCallers(policy: PodPolicy): boolean {
  return 'podSelector' in policy && policy.egress.kind === 'isolated';
}
