/** Which waypoint the labels of Services, pods and namespaces name. */
import type { Labels, Metadata, ObjectName } from './metadata';
import { isNamed } from './metadata';
import type { Mesh, Service } from './model';
import type { Gateway, KubernetesGateway } from './model-gateway';

/** On a namespace, Service or pod: its waypoint. */
export const USE_WAYPOINT = 'istio.io/use-waypoint';
/** Beside it: where the waypoint is, when not in the same namespace. */
export const USE_WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';
/** On a Service or namespace: whether gateways use the waypoint, too. */
const INGRESS_USE_WAYPOINT = 'istio.io/ingress-use-waypoint';
/** On a waypoint, or its class: what it is for. */
export const WAYPOINT_FOR = 'istio.io/waypoint-for';

/** A Gateway of the API that waypoints are of. */
export type Waypoint = Gateway & { readonly api: KubernetesGateway };

/** What is named as a waypoint, and the labels that name it. */
export interface NamedWaypoint {
  /** of any class, for Istio asks only whether it has an address */
  readonly waypoint: Waypoint;
  readonly labels: Labels;
}

/**
 * The waypoint that is named by the object's own label, else by its namespace's; `none` opts out. One that is missing,
 * or that is not meant for such calls, is none. Whether it allows the namespace is not asked here.
 * @see istio pilot/pkg/serviceregistry/ambient/waypoints.go, `fetchWaypointForTarget`, `gatewayToWaypointTransform`
 */
export function waypointNamedBy(
  mesh: Mesh,
  called: Metadata,
  traffic: 'service' | 'workload',
): NamedWaypoint | undefined {
  const named = nameOfWaypoint(mesh, called);
  if (named === undefined) return undefined;
  const { labels } = named;
  // a Gateway of Istio's own API may have the same name
  const waypoint = mesh.gateways
    .filter((gateway): gateway is Waypoint => gateway.api.kind === 'kubernetes')
    .find(isNamed(named));
  if (waypoint === undefined) return undefined;
  const { labels: ofClass } = mesh.traffic.gatewayClasses.find((each) => each.name === waypoint.api.className) ?? {};
  const isMeant = [traffic, 'all'].includes(waypoint.labels[WAYPOINT_FOR] ?? ofClass?.[WAYPOINT_FOR] ?? 'service');
  return isMeant ? { waypoint, labels } : undefined;
}

/** What the labels of the object, else of its namespace, name as its waypoint, whether it is there or not. */
export function nameOfWaypoint(mesh: Mesh, called: Metadata): (ObjectName & { readonly labels: Labels }) | undefined {
  const space = mesh.namespaces.find((namespace) => namespace.name === called.namespace);
  const labels = [called.labels, space?.labels ?? {}].find((candidate) => candidate[USE_WAYPOINT] !== undefined);
  const name = labels?.[USE_WAYPOINT];
  if (labels === undefined || name === undefined || name === 'none') return undefined;
  return { labels, namespace: labels[USE_WAYPOINT_NAMESPACE] ?? called.namespace, name };
}

/**
 * Whether gateways, too, call the Service, or the host of a ServiceEntry, through its waypoint: without the label, or
 * an address of the Service, they call what is behind it.
 * @see istio pilot/pkg/xds/endpoints/endpoint_builder.go, `findServiceWaypoint`
 */
export function takesGateways(
  mesh: Mesh,
  { namespace, labels, clusterIP }: Pick<Service, 'namespace' | 'labels' | 'clusterIP'>,
): boolean {
  if (clusterIP === 'None') return false;
  const isOfNamespaces = mesh.settings.behaviour.ingressUseWaypointOfNamespaces;
  const space = isOfNamespaces ? mesh.namespaces.find(({ name }) => name === namespace) : undefined;
  const value = labels[INGRESS_USE_WAYPOINT] ?? space?.labels[INGRESS_USE_WAYPOINT] ?? '';
  // the same change brought `strconv.ParseBool` for `strings.EqualFold`
  return isOfNamespaces ? ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value) : value.toLowerCase() === 'true';
}

/** Whether this Gateway is a waypoint of Istio's own. */
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
