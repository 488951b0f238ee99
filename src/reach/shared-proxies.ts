/**
 * Which proxies do calls to other namespaces pass, and what is said to them? What bears on such a proxy bears on what
 * is called through it, wherever that stands.
 */
import { matchesSelector, podLabels } from '../evaluate/network/known-labels';
import { groupBy } from '../policy/group-by';
import { selects } from '../policy/in-force';
import { type ApiGateway, isApiGateway, isManual, waypointLabels, withMadeGateways } from '../policy/made-gateway';
import { isSelected } from '../policy/match-selector';
import { isNamed } from '../policy/metadata';
import type {
  AuthorizationPolicy,
  Mesh,
  NetworkPolicy,
  ObjectName,
  PeerAuthentication,
  RequestAuthentication,
  Workload,
} from '../policy/model';
import type { AllowedNamespaces } from '../policy/model-gateway';
import { isGateway, proxyLabels } from '../policy/proxy-labels';
import { coversHost, fullHost, hostOf } from '../policy/short-host';
import { isWaypoint, waypointNamespaces } from '../policy/waypoint';

/** What pods of a namespace are told, and no other ones. */
export type PodPolicy = AuthorizationPolicy | RequestAuthentication | PeerAuthentication | NetworkPolicy;

/** What may bear on calls to any namespace, though it stands in one. */
export interface SharedProxies {
  /** whether it is the root namespace, or that of a waypoint of others: all that is said there bears on all */
  readonly isShared: (namespace: string) => boolean;
  /** whether the policy may be about a gateway, or about the pods of a waypoint */
  readonly isAboutGateway: (policy: PodPolicy) => boolean;
  /** whether something else than pods may be called by the Service, or it says which ports a gateway has */
  readonly isServiceShared: (service: ObjectName) => boolean;
  /** whether the labels of the namespace are asked for more than what stands in it, as a caller or called */
  readonly areLabelsShared: (namespace: string) => boolean;
}

/** Those of all of these meshes. */
export function sharedProxies(meshes: readonly Mesh[]): SharedProxies {
  const shared = new Set(meshes.flatMap(sharedNamespaces));
  const gateways = groupBy(
    meshes.flatMap((mesh) => withMadeGateways(mesh).workloads.filter(isGateway)),
    ({ namespace }) => namespace,
  );
  const waypoints = groupBy(
    meshes.flatMap((mesh) => mesh.gateways.filter(isApiGateway).filter(isWaypoint)),
    ({ namespace }) => namespace,
  );
  const routeSpaces = new Set(meshes.flatMap(spacesOfChosenRoutes));
  return {
    isShared: (namespace) => shared.has(namespace),
    isAboutGateway: (policy) =>
      (gateways.get(policy.namespace) ?? []).some((pods) => mayBeAbout(policy, pods)) ||
      (waypoints.get(policy.namespace) ?? []).some((waypoint) => isAboutWaypoint(policy, waypoint)),
    isServiceShared: (service) => gateways.has(service.namespace) || meshes.some((mesh) => isRouted(mesh, service)),
    areLabelsShared: (namespace) => shared.has(namespace) || gateways.has(namespace) || routeSpaces.has(namespace),
  };
}

/** Whether the policy may be about these pods; what names its targets may be. */
export function mayBeAbout(policy: PodPolicy, pods: Workload): boolean {
  if ('podSelector' in policy) return matchesSelector(policy.podSelector, podLabels(pods)).is !== 'no';
  if (!('attachment' in policy)) return selects(policy.selector ?? {}, proxyLabels(pods));
  switch (policy.attachment.kind) {
    case 'everything':
    case 'targets': // a Service, or a proxy that stands before many pods
      return true;
    case 'selector':
      return selects(policy.attachment.labels, proxyLabels(pods));
  }
}

/** Whether it is a NetworkPolicy for its pods; policies of Istio name a waypoint, and are never bounded by pods. */
function isAboutWaypoint(policy: PodPolicy, waypoint: ApiGateway): boolean {
  if (!('podSelector' in policy)) return false;
  // fails closed: what users deploy themselves has the labels that they chose
  return isManual(waypoint) || isSelected(policy.podSelector, waypointLabels(waypoint));
}

function sharedNamespaces({ settings, namespaces, services, workloads, traffic }: Mesh): readonly string[] {
  return [settings.rootNamespace, ...waypointNamespaces(namespaces, services, workloads, traffic.serviceEntries)];
}

/** Whether proxies may send what calls the Service elsewhere. */
function isRouted({ traffic }: Mesh, service: ObjectName): boolean {
  const { virtualServices, httpRoutes, grpcRoutes, tlsRoutes, tcpRoutes } = traffic;
  const host = hostOf(service);
  return (
    virtualServices.some(({ namespace, hosts }) => hosts.some((own) => coversHost(fullHost(own, namespace), host))) ||
    [...httpRoutes, ...grpcRoutes, ...tlsRoutes, ...tcpRoutes].some(({ parents }) =>
      parents.some((parent) => parent.kind === 'Service' && isNamed(service)(parent)),
    )
  );
}

/** The namespaces of the routes, where gateways choose them by the labels of their namespaces. */
function spacesOfChosenRoutes({ gateways, traffic }: Mesh): readonly string[] {
  const isChoosing = ({ from }: AllowedNamespaces): boolean => from === 'Selector';
  const areChosen = gateways.some(
    ({ api }) =>
      api.kind === 'kubernetes' && api.listeners.some(({ allowedNamespaces }) => isChoosing(allowedNamespaces)),
  );
  if (!areChosen) return [];
  const { httpRoutes, grpcRoutes, tlsRoutes, tcpRoutes } = traffic;
  return [...httpRoutes, ...grpcRoutes, ...tlsRoutes, ...tcpRoutes].map(({ namespace }) => namespace);
}
