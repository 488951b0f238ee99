/**
 * The part of a mesh that can matter to calls of one namespace. All policies are found by namespace, so that a large
 * mesh need not be searched for every call.
 */
import { groupBy } from './group-by';
import type { Mesh, ObjectName } from './model';
import { remember } from './remember';
import { waypointNamespaces } from './waypoint';

/**
 * For each namespace, the mesh reduced to it, to the namespaces of its waypoints, and to the root one. INVARIANT: what
 * is decided at the workloads and Services of a namespace is decided so in the whole mesh. Gateways and traffic stay
 * whole: a classic Gateway chooses pods of any namespace, and what is exported is seen everywhere.
 */
export function neighbourhoodsOf(mesh: Mesh): (namespace: string) => Mesh {
  const groups = {
    namespaces: groupBy(mesh.namespaces, (namespace) => namespace.name),
    workloads: groupBy(mesh.workloads, namespaceOf),
    services: groupBy(mesh.services, namespaceOf),
    entries: groupBy(mesh.traffic.serviceEntries, namespaceOf),
    authorizationPolicies: groupBy(mesh.authorizationPolicies, namespaceOf),
    requestAuthentications: groupBy(mesh.requestAuthentications, namespaceOf),
    peerAuthentications: groupBy(mesh.peerAuthentications, namespaceOf),
    sidecars: groupBy(mesh.sidecars, namespaceOf),
    networkPolicies: groupBy(mesh.networkPolicies, namespaceOf),
    extensions: groupBy(mesh.extensions, namespaceOf),
  };
  const reduceTo = (names: readonly string[]): Mesh => {
    const those = <T>(group: ReadonlyMap<string, readonly T[]>): readonly T[] =>
      names.flatMap((name) => group.get(name) ?? []);
    return {
      settings: mesh.settings,
      gateways: mesh.gateways,
      traffic: mesh.traffic,
      namespaces: those(groups.namespaces),
      workloads: those(groups.workloads),
      services: those(groups.services),
      authorizationPolicies: those(groups.authorizationPolicies),
      requestAuthentications: those(groups.requestAuthentications),
      peerAuthentications: those(groups.peerAuthentications),
      sidecars: those(groups.sidecars),
      networkPolicies: those(groups.networkPolicies),
      extensions: those(groups.extensions),
    };
  };
  return remember((namespace: string) => {
    const waypoints = waypointNamespaces(
      groups.services.get(namespace) ?? [],
      groups.workloads.get(namespace) ?? [],
      groups.namespaces.get(namespace) ?? [],
      groups.entries.get(namespace) ?? [],
    );
    return reduceTo([...new Set([mesh.settings.rootNamespace, namespace, ...waypoints])]);
  });
}

function namespaceOf(object: ObjectName): string {
  return object.namespace;
}
