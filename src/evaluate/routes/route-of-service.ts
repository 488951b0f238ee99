/**
 * HTTPRoutes and GRPCRoutes for calls to a Service or a ServiceEntry, as the VirtualServices of the `mesh` that istiod
 * makes of them: one for each host, in which the matches of all routes of a namespace stand in their order of
 * precedence. Read from istiod's source, and not measured.
 * @see istio pilot/pkg/config/kube/gateway/route_collections.go, `HTTPRouteCollection` and `mergeHTTPRoutes`
 */
import { matchesOf } from '../../policy/any-request';
import { groupBy } from '../../policy/group-by';
import { isNamed } from '../../policy/metadata';
import type { Mesh } from '../../policy/model';
import type { ParentReference, Route } from '../../policy/model-route';
import type { HttpRoute } from '../../policy/model-virtual-service';
import { hostOf } from '../../policy/short-host';
import type { RoutePart } from './route-of-gateway-api';
import { mergedParts } from './route-of-gateway-api';
import { grpcRules } from './route-of-grpc';
import { httpRules } from './route-of-http';
import type { EdgeVirtualService } from './route-virtual-service';

/** What these routes say about requests inside the mesh. */
export function serviceRoutesOf(mesh: Mesh): readonly EdgeVirtualService[] {
  const { httpRoutes, grpcRoutes } = mesh.traffic;
  const parts = [
    ...httpRoutes.flatMap((route) => partsOf(mesh, route, () => httpRules(mesh, route, 'mesh'))),
    ...grpcRoutes.flatMap((route) => partsOf(mesh, route, () => grpcRules(mesh, route, 'mesh'))),
  ];
  return [...groupBy(parts, ({ namespace, name }) => `${namespace}/${name}`).values()].flatMap(mergedParts);
}

function partsOf(mesh: Mesh, route: Route<unknown>, rules: () => readonly HttpRoute[]): readonly RoutePart[] {
  const called = route.parents.flatMap((parent) => hostsOf(mesh, parent).map((host) => ({ parent, host })));
  const http = called.length === 0 ? [] : rules();
  if (http.length === 0) return [];
  return called.map(({ parent: { port }, host }): RoutePart => ({
    ...route,
    name: [host, ...(port === undefined ? [] : [port])].join('~'),
    routeName: route.name,
    hosts: [host],
    gateways: [{ kind: 'mesh' }],
    exportTo: [],
    http: port === undefined ? http : http.map((one) => onlyAt(one, port)),
    tls: [],
    tcp: [],
    semantics: 'gateway',
  }));
}

function onlyAt(route: HttpRoute, port: NonNullable<ParentReference['port']>): HttpRoute {
  return { ...route, matches: matchesOf(route).map((match) => ({ ...match, port })) };
}

/** The hosts of a parent for calls inside the mesh. One that is not there takes no routes. */
export function hostsOf({ services, traffic }: Mesh, parent: ParentReference): readonly string[] {
  if (parent.kind === 'Service') return services.filter(isNamed(parent)).map(hostOf);
  if (parent.kind !== 'ServiceEntry') return [];
  return traffic.serviceEntries.filter(isNamed(parent)).flatMap(({ hosts }) => hosts);
}
