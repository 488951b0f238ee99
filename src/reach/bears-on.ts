/** Which changes can have to do with what anybody may send to a workload? Of all others nothing is asked. */
import type { Mesh, ObjectName } from '../policy/model';
import { isNamed } from '../policy/metadata';
import { waypointNamespaces } from '../policy/waypoint';
import type { Revertible } from './changes';

/**
 * The changes that bear on calls to a workload. LAW: without one that bears on it, whoever calls is let in as before.
 * What the called side is told stands in its namespace, in the root namespace, or in that of a waypoint; of all else,
 * such as routes, Services and workloads, no bound is tried.
 */
export function bearingOn(
  changes: readonly Revertible[],
  meshes: readonly Mesh[],
): (called: ObjectName) => readonly Revertible[] {
  const everywhere = new Set(
    meshes.flatMap(({ settings, namespaces, services, workloads }) => [
      settings.rootNamespace,
      ...waypointNamespaces(namespaces, services, workloads),
    ]),
  );
  const isBounded = (change: Revertible): boolean => {
    if (change.namespace === undefined || everywhere.has(change.namespace)) return false;
    switch (change.kind) {
      case 'AuthorizationPolicy':
      case 'RequestAuthentication':
      case 'PeerAuthentication':
        return true;
      case 'NetworkPolicy':
        return !guardsCallers(change, meshes);
      default:
        return false;
    }
  };
  const bounded = new Map(changes.map((change) => [change, isBounded(change)]));
  return ({ namespace }) => changes.filter((change) => bounded.get(change) !== true || change.namespace === namespace);
}

/** Whether the NetworkPolicy is about what pods of its namespace may call, anywhere. */
function guardsCallers({ namespace = '', name }: Revertible, meshes: readonly Mesh[]): boolean {
  return meshes.some(({ networkPolicies }) =>
    networkPolicies.filter(isNamed({ namespace, name })).some(({ egress }) => egress.kind === 'isolated'),
  );
}
