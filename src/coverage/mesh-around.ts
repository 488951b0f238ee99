/** Which part of a mesh decides about some calls? To judge a mutant in a small mesh takes a small part of the time. */
import type { Labels } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { isGateway } from '../policy/proxy-labels';
import { USE_WAYPOINT_NAMESPACE, waypointNamespaces } from '../policy/waypoint';
import type { Policy } from './mutant';
import type { Reached } from './reached';

/**
 * The mesh around a policy and the calls that it may matter to. LAW: these calls are decided there as in the whole
 * mesh, and every call of callers that are given by what they prove. Where that is not sure it is the whole mesh.
 */
export function meshAround(mesh: Mesh, { policy }: Policy, calls: readonly Reached[]): Mesh {
  const { rootNamespace } = mesh.settings;
  // any pod may be a peer of a NetworkPolicy, or run behind a ServiceEntry
  const isEverywhere =
    policy.namespace === rootNamespace || mesh.networkPolicies.length > 0 || mesh.traffic.serviceEntries.length > 0;
  if (isEverywhere) return mesh;
  const served = servedFrom(mesh, policy.namespace);
  const near = new Set([policy.namespace, rootNamespace, ...served, ...calls.flatMap((one) => [...one.namespaces])]);
  for (const namespace of waypointsOf(mesh, near)) near.add(namespace);
  const inside = <T extends { readonly namespace: string }>(objects: readonly T[]): readonly T[] =>
    objects.filter(({ namespace }) => near.has(namespace));
  return {
    ...mesh,
    workloads: mesh.workloads.filter((one) => near.has(one.namespace) || isGateway(one)),
    services: inside(mesh.services),
    authorizationPolicies: inside(mesh.authorizationPolicies),
    requestAuthentications: inside(mesh.requestAuthentications),
    peerAuthentications: inside(mesh.peerAuthentications),
    sidecars: inside(mesh.sidecars),
    extensions: inside(mesh.extensions),
  };
}

/** Where waypoints of this namespace may serve something, beside the namespace itself. */
function servedFrom({ services, workloads, namespaces }: Mesh, namespace: string): readonly string[] {
  const isServed = ({ labels }: { readonly labels: Labels }): boolean => labels[USE_WAYPOINT_NAMESPACE] === namespace;
  return [
    ...[...services, ...workloads].filter(isServed).map((one) => one.namespace),
    ...namespaces.filter(isServed).map(({ name }) => name),
  ];
}

function waypointsOf(mesh: Mesh, near: ReadonlySet<string>): readonly string[] {
  return waypointNamespaces(
    mesh.services.filter(({ namespace }) => near.has(namespace)),
    mesh.workloads.filter(({ namespace }) => near.has(namespace)),
    mesh.namespaces.filter(({ name }) => near.has(name)),
  );
}
