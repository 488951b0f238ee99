/** Which changes can have to do with what anybody may send to a workload? Of all others nothing is asked. */
import type { Mesh, ObjectName } from '../policy/model';
import { namedIn } from '../policy/named-in';
import type { Revertible } from './changes';
import { type PodPolicy, sharedProxies } from './shared-proxies';

/**
 * The changes that bear on calls to a workload. LAW: without one that bears on it, whoever calls is let in as before.
 * What the called side is told stands in its namespace, in the root namespace, or where a waypoint or a gateway is; of
 * all else, such as routes, Services and workloads, no bound is tried.
 */
export function bearingOn(
  changes: readonly Revertible[],
  meshes: readonly Mesh[],
): (called: ObjectName) => readonly Revertible[] {
  const { isShared, isAboutGateway } = sharedProxies(meshes);
  const named = new Map(BOUNDED.map(([kind, listIn]) => [kind, namedIn(meshes.flatMap(listIn))]));
  const isBounded = (change: Revertible): boolean => {
    const { kind, namespace, name } = change;
    const policiesNamed = named.get(kind);
    if (namespace === undefined || policiesNamed === undefined || isShared(namespace)) return false;
    return !policiesNamed({ namespace, name }).some((policy) => isAboutGateway(policy) || guardsCallers(policy));
  };
  const bounded = new Map(changes.map((change) => [change, isBounded(change)]));
  return ({ namespace }) => changes.filter((change) => bounded.get(change) !== true || change.namespace === namespace);
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
