/** Which waypoint serves the calls to a Service. */
import type { Gateway, Labels, Mesh, Service } from './model';

const USE_WAYPOINT = 'istio.io/use-waypoint';
const USE_WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';

/**
 * The waypoint of this Service: named by its own label, else by its namespace's; `none` opts out.
 * @see istio pilot/pkg/serviceregistry/ambient/waypoints.go, `fetchWaypointForTarget`
 */
export function waypointOf(mesh: Mesh, service: Service): Gateway | undefined {
  const space = mesh.namespaces.find((namespace) => namespace.name === service.namespace);
  const labels = [service.labels, space?.labels ?? {}].find((candidate) => candidate[USE_WAYPOINT] !== undefined);
  const name = labels?.[USE_WAYPOINT];
  if (name === undefined || name === 'none') return undefined;
  const namespace = labels?.[USE_WAYPOINT_NAMESPACE] ?? service.namespace;
  return mesh.gateways.find(
    (gateway) =>
      gateway.namespace === namespace &&
      gateway.name === name &&
      isWaypoint(gateway) &&
      ['service', 'all'].includes(gateway.labels['istio.io/waypoint-for'] ?? 'service'),
  );
}

/** Whether this Gateway is a waypoint. */
export function isWaypoint(gateway: Gateway): boolean {
  return gateway.api.kind === 'kubernetes' && gateway.api.className === 'istio-waypoint';
}

interface Labelled {
  readonly labels: Labels;
}

/** The other namespaces in which these may have their waypoints. */
export function waypointNamespaces(...labelled: readonly (readonly Labelled[])[]): readonly string[] {
  return labelled.flat().flatMap(({ labels }) => labels[USE_WAYPOINT_NAMESPACE] ?? []);
}
