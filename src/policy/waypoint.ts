/** Which waypoint the labels of Services, pods and namespaces name. */
import type { Labels, Metadata } from './metadata';
import type { Mesh } from './model';
import type { Gateway, KubernetesGateway } from './model-gateway';

const USE_WAYPOINT = 'istio.io/use-waypoint';
const USE_WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';

/** A Gateway that is a waypoint. */
export type Waypoint = Gateway & { readonly api: KubernetesGateway };

/** A waypoint, and the labels that name it. */
export interface NamedWaypoint {
  readonly waypoint: Waypoint;
  readonly labels: Labels;
}

/**
 * The waypoint that is named by the object's own label, else by its namespace's; `none` opts out. One that is missing,
 * or that is not meant for such calls, is none. Whether it allows the namespace is not asked here.
 * @see istio pilot/pkg/serviceregistry/ambient/waypoints.go, `fetchWaypointForTarget`
 */
export function waypointNamedBy(
  mesh: Mesh,
  called: Metadata,
  traffic: 'service' | 'workload',
): NamedWaypoint | undefined {
  const space = mesh.namespaces.find((namespace) => namespace.name === called.namespace);
  const labels = [called.labels, space?.labels ?? {}].find((candidate) => candidate[USE_WAYPOINT] !== undefined);
  const name = labels?.[USE_WAYPOINT];
  if (labels === undefined || name === undefined || name === 'none') return undefined;
  const namespace = labels[USE_WAYPOINT_NAMESPACE] ?? called.namespace;
  const waypoint = mesh.gateways.find((each) => each.namespace === namespace && each.name === name);
  if (waypoint === undefined || !isWaypoint(waypoint)) return undefined;
  const isMeant = [traffic, 'all'].includes(waypoint.labels['istio.io/waypoint-for'] ?? 'service');
  return isMeant ? { waypoint, labels } : undefined;
}

/** Whether this Gateway is a waypoint. */
export function isWaypoint(gateway: Gateway): gateway is Waypoint {
  return gateway.api.kind === 'kubernetes' && gateway.api.className === 'istio-waypoint';
}

interface Labelled {
  readonly labels: Labels;
}

/** The other namespaces in which these may have their waypoints. */
export function waypointNamespaces(...labelled: readonly (readonly Labelled[])[]): readonly string[] {
  return labelled.flat().flatMap(({ labels }) => labels[USE_WAYPOINT_NAMESPACE] ?? []);
}
