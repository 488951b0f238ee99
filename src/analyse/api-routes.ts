/** The routes of the Gateway API, of every kind, in one list. */
import type { RouteKind } from '../evaluate/routes/route-attachment';
import type { Route } from '../policy/model-route';
import type { Inventory } from './inventory';

/** A route with its kind. */
export interface ApiRoute {
  readonly kind: RouteKind;
  readonly route: Route<unknown>;
}

/** All routes that are among the manifests. */
export function apiRoutes({ mesh: { traffic } }: Inventory): readonly ApiRoute[] {
  const of = (kind: RouteKind, routes: readonly Route<unknown>[]) => routes.map((route) => ({ kind, route }));
  return [
    ...of('HTTPRoute', traffic.httpRoutes),
    ...of('GRPCRoute', traffic.grpcRoutes),
    ...of('TLSRoute', traffic.tlsRoutes),
    ...of('TCPRoute', traffic.tcpRoutes),
  ];
}
