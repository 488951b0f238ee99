/** Which routes does a server have, by host? The virtual hosts that a gateway makes of its VirtualServices. */
import { matchesOf } from '../../policy/any-request';
import type { ServerHost } from '../../policy/model-gateway';
import type { GatewayReference, HttpMatch, HttpRoute } from '../../policy/model-virtual-service';
import type { Behaviour } from '../../istio/behaviour';
import type { ObjectName } from '../../policy/model';
import { remember } from '../../policy/remember';
import { nameOf } from '../../policy/metadata';
import type { Answer } from '../matching/answer';
import { hostsInCommon } from '../servers/gateway-host';
import type { EdgeServer } from '../servers/edge-server';
import type { ReceivedRequest } from '../matching/received-request';
import type { Act } from './route-action';
import type { RoutePlace } from './route-place';
import { actOf } from './route-action';
import type { FindTarget } from './route-cluster';
import { isMeant, requestMatchOf } from './route-match';
import type { PathMatch } from './route-path';
import { isEveryPath, pathMatchOf } from './route-path';
import type { MatchedProxy } from './route-source';
import { isForPort, isForProxy } from './route-source';
import type { RouteDoing } from './route-share';
import { doingOf } from './route-share';
import type { RouteTarget } from './routing';
import type { EdgeVirtualService } from './route-virtual-service';

/** One route, for one match. */
export interface EdgeRoute {
  readonly shown: string;
  readonly isMeant: (request: ReceivedRequest) => Answer;
  readonly isForAll: boolean;
  readonly act: Act;
  /** what is asked, as it is written */
  readonly match: HttpMatch;
  /** what is asked of the path */
  readonly path: PathMatch;
  /** what becomes of requests that it is for */
  readonly does: () => RouteDoing;
  /** where copies of some of them go, whose answers nobody waits for */
  readonly copies: () => readonly RouteTarget[];
}

/** The routes of one host, which may begin with a star. */
export interface VirtualHost {
  readonly routes: readonly EdgeRoute[];
  /** plaintext is sent to HTTPS before any route is looked at */
  readonly redirectsToTls: boolean;
}

/** The proxy for which routes are made. */
export interface RoutedProxy extends MatchedProxy {
  readonly identity: string;
  readonly behaviour: Behaviour;
  readonly find: FindTarget;
}

/** The gateway for which routes are made. */
export interface RoutingProxy extends RoutedProxy {
  readonly routesFor: (gateway: ObjectName) => readonly EdgeVirtualService[];
}

/** Where calls come to the proxy. */
export interface RoutePoint {
  /** by which VirtualServices refer to it */
  readonly gateway: GatewayReference;
  readonly port: number;
  readonly isTls: boolean;
}

/**
 * The virtual hosts of servers that share their routes, by host in lower case.
 * @see istio pilot/pkg/networking/core/gateway.go, `buildGatewayHTTPRouteConfig`
 */
export function virtualHostsOf(servers: readonly EdgeServer[], proxy: RoutingProxy): ReadonlyMap<string, VirtualHost> {
  const hosts = new Map<string, VirtualHost>();
  const enter = (host: string, routes: readonly EdgeRoute[], redirects: boolean): void => {
    const before = hosts.get(host) ?? { routes: [], redirectsToTls: false };
    hosts.set(host, {
      routes: [...before.routes, ...routes],
      redirectsToTls: before.redirectsToTls || redirects,
    });
  };
  // servers of one Gateway share the routes that were made for the first of them
  const made = remember(
    ({ server, virtualService }: Made) => routesOf(virtualService, pointOf(server), proxy),
    ({ server, virtualService }) => `${nameOf(server.gateway)} ${virtualService.semantics} ${nameOf(virtualService)}`,
  );
  for (const server of servers) {
    for (const virtualService of proxy.routesFor(server.gateway)) {
      const own = hostsFor(server.hosts, virtualService.namespace);
      const common = hostsInCommon(own, virtualService.hosts);
      const routes = common.length === 0 ? [] : made({ server, virtualService });
      if (routes.length === 0) continue; // it makes no virtual host, so that a wider one may serve
      for (const host of common) enter(host.toLowerCase(), routes, server.httpsRedirect);
    }
    if (server.httpsRedirect) {
      for (const host of server.hosts) enter(writtenHost(host).toLowerCase(), [], true);
    }
  }
  return new Map(
    [...hosts].map(([host, { routes, redirectsToTls }]) => [host, { routes: sorted(routes), redirectsToTls }]),
  );
}

interface Made {
  readonly server: EdgeServer;
  readonly virtualService: EdgeVirtualService;
}

/** The hosts of a server that are for VirtualServices of this namespace. */
export function hostsFor(hosts: readonly ServerHost[], from: string): readonly string[] {
  return hosts.filter(({ namespace }) => namespace === undefined || namespace === from).map(({ host }) => host);
}

/** With a namespace it is a host that no request has. */
function writtenHost({ host, namespace }: ServerHost): string {
  return namespace === undefined ? host : `${namespace}/${host}`;
}

/** Routes for all requests go behind the others. @see `SortVHostRoutes` */
function sorted(routes: readonly EdgeRoute[]): readonly EdgeRoute[] {
  return [...routes.filter(({ isForAll }) => !isForAll), ...routes.filter(({ isForAll }) => isForAll)];
}

function pointOf({ gateway, port, tls, httpsRedirect }: EdgeServer): RoutePoint {
  return { gateway: { kind: 'gateway', ...gateway }, port, isTls: tls !== 'none' || httpsRedirect };
}

/**
 * The routes that a proxy makes of the VirtualService. What follows a route for all requests is never reached.
 * @see istio pilot/pkg/networking/core/route/route.go, `BuildHTTPRoutesForVirtualService`
 */
export function routesOf(
  virtualService: EdgeVirtualService,
  point: RoutePoint,
  proxy: RoutedProxy,
): readonly EdgeRoute[] {
  const place: RoutePlace = {
    name: `VirtualService \`${nameOf(virtualService)}\``,
    namespace: virtualService.namespace,
    semantics: virtualService.semantics,
    server: { port: point.port, isTls: point.isTls },
    find: proxy.find,
    identity: proxy.identity,
    behaviour: proxy.behaviour,
  };
  const routes: EdgeRoute[] = [];
  for (const route of virtualService.http) {
    for (const match of matchesOf(route)) {
      if (!isForPort(match, point) || !isForProxy(match, point.gateway, proxy)) continue;
      // a route of the Gateway API has the name of its own object
      const own = virtualService.semantics === 'gateway' && route.name !== undefined ? { name: route.name } : {};
      const made = routeOf(route, match, { ...place, ...own });
      routes.push(made);
      if (made.isForAll) return routes;
    }
  }
  return routes;
}

function routeOf(route: HttpRoute, match: HttpMatch, place: RoutePlace): EdgeRoute {
  const path = pathMatchOf(match, place.semantics);
  const asked = requestMatchOf(match, path, place.behaviour);
  return {
    shown: place.name,
    isMeant: (request) => isMeant(asked, request),
    isForAll: isEveryPath(path) && asked.others.length === 0,
    act: actOf(route, path, place),
    match,
    path,
    does: () => doingOf(route, path, place),
    copies: () => copiesOf(route, place),
  };
}

function copiesOf({ action, mirrors }: HttpRoute, { find, namespace, server }: RoutePlace): readonly RouteTarget[] {
  if (action.kind !== 'route') return [];
  return mirrors.flatMap((destination) => find(destination, { namespace, port: server.port }) ?? []);
}

/** Where some of the requests go that the route is for. */
export function targetsOf({ does }: EdgeRoute): readonly RouteTarget[] {
  return does().shares.flatMap(({ to }) => to ?? []);
}
