/** To which listeners of a Gateway does a route of the Gateway API attach, and with which hosts? */
import type { Mesh } from '../../policy/model';
import type { Listener } from '../../policy/model-gateway';
import type { ParentReference, Route } from '../../policy/model-route';
import { GATEWAY_API } from '../../policy/read-route-parts';
import type { ApiGateway } from '../../policy/made-gateway';
import { distinctListeners } from '../servers/gateway-conflict';
import { doHostsMeet, isHostWithin } from '../servers/gateway-host';
import { allowsNamespace } from '../servers/gateway-listener';

/** The kinds of route. */
export type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute';

/** A listener that takes a route. */
export interface Attachment {
  readonly listener: Listener;
  /** whether a host of the route may be served here, and not by another listener that is meant for it */
  readonly isOwnHost: (host: string) => boolean;
}

/**
 * The listeners that take this route, each once for every reference that names it.
 * @see istio pilot/pkg/config/kube/gateway/conversion.go, `extractParentReferenceInfo` and `referenceAllowed`
 */
export function attachmentsOf(
  mesh: Mesh,
  gateway: ApiGateway,
  route: Route<unknown>,
  kind: RouteKind,
): readonly Attachment[] {
  const listeners = distinctListeners(gateway.api.listeners);
  return route.parents
    .filter((parent) => names(parent, gateway))
    .flatMap((parent) =>
      listeners
        .filter((listener) => isMeant(parent, listener) && takes(mesh, gateway, listener, route, kind))
        .map((listener) => ({ listener, isOwnHost: (host: string) => isOwnHost(host, listener, listeners) })),
    );
}

function names({ group, kind, namespace, name }: ParentReference, gateway: ApiGateway): boolean {
  return group === GATEWAY_API && kind === 'Gateway' && namespace === gateway.namespace && name === gateway.name;
}

function isMeant({ sectionName, port }: ParentReference, listener: Listener): boolean {
  return (port === undefined || port === listener.port) && (sectionName === undefined || sectionName === listener.name);
}

function takes(mesh: Mesh, gateway: ApiGateway, listener: Listener, route: Route<unknown>, kind: RouteKind): boolean {
  const hosts = route.hostnames.length === 0 ? ['*'] : route.hostnames;
  return (
    hosts.some((host) => doHostsMeet(listener.hostname ?? '*', host)) &&
    allowsNamespace(mesh, gateway, listener, route.namespace) &&
    allowedKinds(listener).includes(kind)
  );
}

/** @see istio pilot/pkg/config/kube/gatewaycommon/conversion.go, `GenerateGatewaySupportedKinds` */
function allowedKinds({ protocol, tls, allowedKinds: written }: Listener): readonly RouteKind[] {
  const supported = supportedKinds(protocol, tls === 'terminated');
  if (written.length === 0) return supported;
  return supported.filter((kind) => written.some((one) => one.group === GATEWAY_API && one.kind === kind));
}

function supportedKinds(protocol: string, isTerminated: boolean): readonly RouteKind[] {
  switch (protocol) {
    case 'HTTP':
    case 'HTTPS':
      return ['HTTPRoute', 'GRPCRoute'];
    case 'TCP':
      return ['TCPRoute'];
    case 'TLS':
      return isTerminated ? ['TLSRoute', 'TCPRoute'] : ['TLSRoute'];
    default:
      return [];
  }
}

/** @see istio pilot/pkg/config/kube/gateway/conversion.go, `hostnameAllowedByIsolation` */
function isOwnHost(host: string, listener: Listener, listeners: readonly Listener[]): boolean {
  const own = listener.hostname ?? '';
  if (own !== '' && !own.startsWith('*')) return true;
  if (own !== '' && !doHostsMeet(host, own)) return false;
  return !listeners
    .filter(({ port, protocol }) => port === listener.port && protocol === listener.protocol)
    .map(({ hostname = '' }) => hostname)
    .some((other) => other !== own && own.length <= other.length && isHostWithin(host, other));
}
