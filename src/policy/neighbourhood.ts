/**
 * The part of a mesh that can matter to one call. All policies are found by namespace, so that a large mesh need not be
 * searched for every call.
 */
import type { Mesh, ObjectName } from './model';
import type { Request, Target } from './request';
import { waypointNamespaces } from './waypoint';

/**
 * For each call, the mesh reduced to the namespaces of caller, target, waypoint and root. INVARIANT: a verdict in the
 * neighbourhood is the verdict in the whole mesh. Gateways and
 * traffic stay whole: a classic Gateway chooses pods of any namespace, and what is exported is seen everywhere.
 */
export function neighbourhoodsOf(mesh: Mesh): (request: Request) => Mesh {
  const groups = {
    namespaces: byNamespace(mesh.namespaces, (namespace) => namespace.name),
    workloads: byNamespace(mesh.workloads, namespaceOf),
    services: byNamespace(mesh.services, namespaceOf),
    authorizationPolicies: byNamespace(mesh.authorizationPolicies, namespaceOf),
    requestAuthentications: byNamespace(mesh.requestAuthentications, namespaceOf),
    peerAuthentications: byNamespace(mesh.peerAuthentications, namespaceOf),
    sidecars: byNamespace(mesh.sidecars, namespaceOf),
    networkPolicies: byNamespace(mesh.networkPolicies, namespaceOf),
    extensions: byNamespace(mesh.extensions, namespaceOf),
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
  const waypointsOf = remember((space) =>
    waypointNamespaces(groups.services.get(space) ?? [], groups.namespaces.get(space) ?? []),
  );
  const reduced = remember((key: string) => reduceTo(key.split(' ')));
  return ({ from, to }) => {
    const space = targetNamespace(to);
    if (space === undefined) return mesh;
    const caller = from.kind === 'workload' ? [from.workload.namespace] : [];
    return reduced([...new Set([mesh.settings.rootNamespace, space, ...waypointsOf(space), ...caller])].join(' '));
  };
}

/** The namespace of what is called; undefined for a host, which may be declared anywhere. */
function targetNamespace(to: Target): string | undefined {
  switch (to.kind) {
    case 'workload':
      return to.workload.namespace;
    case 'service':
      return to.service.namespace;
    case 'gateway':
      return to.gateway.namespace;
    case 'host':
      return undefined;
  }
}

function remember<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

function namespaceOf(object: ObjectName): string {
  return object.namespace;
}

function byNamespace<T>(objects: readonly T[], nameOf: (object: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const object of objects) {
    const group = groups.get(nameOf(object));
    if (group === undefined) groups.set(nameOf(object), [object]);
    else group.push(object);
  }
  return groups;
}
