/** Does a route send calls elsewhere at a waypoint? Then whom the Service selects is not all that they may come to. */
import { nameOf } from '../../policy/metadata';
import type { Mesh, ObjectName, Service } from '../../policy/model';
import type { HttpRouteMatch, Route } from '../../policy/model-route';
import type { VirtualService } from '../../policy/model-virtual-service';
import { type PortProtocol, servicePortProtocol } from '../../policy/port-protocol';
import { coversHost, fullHost, hostOf } from '../../policy/short-host';

/**
 * Why it is not told where the waypoint sends calls to this port of the Service, if a route may lead elsewhere. It
 * follows routes of its own namespace and of that of the Service.
 * @see istio pilot/pkg/networking/core/listener_waypoint.go, `getVirtualServiceForWaypoint`
 */
export function detourAtWaypoint(
  { traffic }: Mesh,
  waypoint: ObjectName,
  service: Service,
  port: number,
): string | undefined {
  const isNear = ({ namespace }: ObjectName): boolean => [waypoint.namespace, service.namespace].includes(namespace);
  const virtualService = traffic.virtualServices.find(
    (route) => isNear(route) && mayLeadAway(route, service, port, protocolAt(service, port)),
  );
  if (virtualService !== undefined) return told(`VirtualService \`${nameOf(virtualService)}\``, service);
  const ofGatewayApi = [
    ...traffic.httpRoutes
      .filter((route) => !staysAt(route, service, port))
      .map((route) => ['HTTPRoute', route] as const),
    ...traffic.grpcRoutes.map((route) => ['GRPCRoute', route] as const),
    ...traffic.tlsRoutes.map((route) => ['TLSRoute', route] as const),
    ...traffic.tcpRoutes.map((route) => ['TCPRoute', route] as const),
  ];
  const found = ofGatewayApi.find(([, route]) => isNear(route) && isFor(route, service, port));
  return found === undefined ? undefined : told(`${found[0]} \`${nameOf(found[1])}\``, service);
}

function told(route: string, service: Service): string {
  return `${route} decides where the waypoint sends calls to \`${nameOf(service)}\`, which is not followed`;
}

function protocolAt({ ports }: Service, number: number): PortProtocol {
  const port = ports.find((one) => one.port === number);
  return port === undefined ? 'auto' : servicePortProtocol(port);
}

function mayLeadAway(route: VirtualService, service: Service, port: number, protocol: PortProtocol): boolean {
  const { hosts, gateways, namespace, http, tls, tcp } = route;
  const isAbout =
    gateways.some(({ kind }) => kind === 'mesh') &&
    hosts.some((host) => coversHost(fullHost(host, namespace), hostOf(service)));
  if (!isAbout) return false;
  const readsHttp = protocol === 'http' || protocol === 'auto';
  if (protocol !== 'http' && tls.length + tcp.length > 0) return true;
  if (!readsHttp || http.length === 0) return false;
  const isToItself = http.every(
    ({ action, abort }) =>
      abort === undefined &&
      action.kind === 'route' &&
      action.destinations.every(
        (to) =>
          to.subset === undefined &&
          fullHost(to.host, namespace) === hostOf(service) &&
          (to.port === port || (to.port === undefined && service.ports.length === 1)),
      ),
  );
  return !isToItself || http.every(({ matches }) => matches.length > 0); // what none takes is answered with 404
}

function isFor({ parents }: Route<unknown>, service: Service, port: number): boolean {
  return parents.some(
    (parent) =>
      parent.kind === 'Service' &&
      nameOf(parent) === nameOf(service) &&
      (parent.port === undefined || parent.port === port),
  );
}

function staysAt({ rules }: Route<HttpRouteMatch>, service: Service, port: number): boolean {
  return (
    rules.some(({ matches }) => matches.length === 0) &&
    rules.every(
      ({ filters, backends }) =>
        filters.every(({ kind }) => kind === 'requestHeaders' || kind === 'responseHeaders' || kind === 'rewrite') &&
        backends.length > 0 &&
        backends.every(
          (to) => to.kind === 'Service' && nameOf(to) === nameOf(service) && to.port === port && to.weight > 0,
        ),
    )
  );
}
