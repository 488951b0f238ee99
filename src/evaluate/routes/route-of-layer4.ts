/** TLSRoutes and TCPRoutes as VirtualServices, which istiod makes of them: one for each listener and host. */
import type { Mesh } from '../../policy/model';
import type { NoMatch, Route, RouteRule } from '../../policy/model-route';
import type { TcpMatch, WeightedDestination } from '../../policy/model-virtual-service';
import type { ApiGateway } from '../../policy/made-gateway';
import { hostsInCommon } from '../servers/gateway-host';
import { listenerName } from '../servers/gateway-listener';
import { attachmentsOf } from './route-attachment';
import type { BackendOwner } from './route-backend';
import { destinationsOf, NOWHERE } from './route-backend';
import type { EdgeVirtualService } from './route-virtual-service';

/** What these routes say about connections to the listeners of the Gateway. */
export function connectionRoutesOf(mesh: Mesh, gateway: ApiGateway): readonly EdgeVirtualService[] {
  return [
    ...mesh.traffic.tlsRoutes.flatMap((route) => tlsRoutesOf(mesh, gateway, route)),
    ...mesh.traffic.tcpRoutes.flatMap((route) => tcpRoutesOf(mesh, gateway, route)),
  ];
}

const NO_MATCH: TcpMatch = { sourceLabels: {}, gateways: [], destinationSubnets: [] };

/** @see istio pilot/pkg/config/kube/gateway/route_collections.go, `TLSRouteCollection` */
function tlsRoutesOf(mesh: Mesh, gateway: ApiGateway, route: Route<NoMatch>): readonly EdgeVirtualService[] {
  const rules = destinationsOfRules(mesh, { ...route, kind: 'TLSRoute' }, route.rules);
  const written = route.hostnames.length === 0 ? ['*'] : route.hostnames;
  return attachmentsOf(mesh, gateway, route, 'TLSRoute').flatMap(({ listener }, place) => {
    const sniHosts = listener.hostname === undefined ? written : hostsInCommon(written, [listener.hostname]);
    return sniHosts.map((host, count): EdgeVirtualService => ({
      ...connectionRoute(route, `${route.name}~tls~${place}~${count}`),
      gateways: [{ kind: 'gateway', ...listenerName(gateway, listener) }],
      hosts: [host],
      tls: rules.map((destinations) => ({ matches: [{ ...NO_MATCH, sniHosts }], destinations })),
    }));
  });
}

/** @see istio pilot/pkg/config/kube/gateway/route_collections.go, `TCPRouteCollection` */
function tcpRoutesOf(mesh: Mesh, gateway: ApiGateway, route: Route<NoMatch>): readonly EdgeVirtualService[] {
  const rules = destinationsOfRules(mesh, { ...route, kind: 'TCPRoute' }, route.rules);
  return attachmentsOf(mesh, gateway, route, 'TCPRoute').map(({ listener }, place): EdgeVirtualService => ({
    ...connectionRoute(route, `${route.name}~tcp~${place}`),
    gateways: [{ kind: 'gateway', ...listenerName(gateway, listener) }],
    hosts: ['*'],
    tcp: rules.map((destinations) => ({ matches: [], destinations })),
  }));
}

function connectionRoute(route: Route<NoMatch>, name: string): Omit<EdgeVirtualService, 'gateways' | 'hosts'> {
  const { namespace, labels, annotations, created } = route;
  const metadata = { namespace, name, labels, annotations, ...(created === undefined ? {} : { created }) };
  return { ...metadata, exportTo: [], http: [], tls: [], tcp: [], semantics: 'gateway' };
}

/** Where each rule leads; none when istiod drops the whole route. Without any weight the connection ends. */
function destinationsOfRules(
  mesh: Mesh,
  owner: BackendOwner,
  rules: readonly RouteRule<NoMatch>[],
): readonly (readonly WeightedDestination[])[] {
  const made = rules.map(({ backends }) => {
    const found = destinationsOf(mesh, owner, backends);
    return found?.length === 0 ? [{ host: NOWHERE, weight: 100 }] : found;
  });
  return made.every((one) => one !== undefined) ? made : [];
}
