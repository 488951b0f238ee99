/**
 * HTTPRoutes and GRPCRoutes as VirtualServices, which istiod makes of them: one for each listener and host, in which
 * the matches of all its routes stand in their order of precedence.
 */
import { groupBy } from '../../policy/group-by';
import type { Mesh } from '../../policy/model';
import type { Route } from '../../policy/model-route';
import type { HttpMatch, HttpRoute } from '../../policy/model-virtual-service';
import { compareText } from '../../policy/object-order';
import type { ApiGateway } from '../../policy/made-gateway';
import { listenerName } from '../servers/gateway-listener';
import { attachmentsOf } from './route-attachment';
import { grpcRules } from './route-of-grpc';
import { httpRules } from './route-of-http';
import type { EdgeVirtualService } from './route-virtual-service';

/** What these routes say about requests to the listeners of the Gateway. */
export function requestRoutesOf(mesh: Mesh, gateway: ApiGateway): readonly EdgeVirtualService[] {
  const { httpRoutes, grpcRoutes } = mesh.traffic;
  const parts = [
    ...httpRoutes.flatMap((route) => partsOf(mesh, gateway, route, 'HTTPRoute', () => httpRules(mesh, route))),
    ...grpcRoutes.flatMap((route) => partsOf(mesh, gateway, route, 'GRPCRoute', () => grpcRules(mesh, route))),
  ];
  return [...groupBy(parts, ({ name }) => name).values()].flatMap(mergedParts);
}

function partsOf(
  mesh: Mesh,
  gateway: ApiGateway,
  route: Route<unknown>,
  kind: 'HTTPRoute' | 'GRPCRoute',
  rules: () => readonly HttpRoute[],
): readonly RoutePart[] {
  const attachments = attachmentsOf(mesh, gateway, route, kind);
  const http = attachments.length === 0 ? [] : rules();
  if (http.length === 0) return [];
  const hosts = route.hostnames.length === 0 ? ['*'] : route.hostnames;
  return attachments.flatMap(({ listener, isOwnHost }) =>
    hosts.filter(isOwnHost).map((host): RoutePart => {
      const reference = listenerName(gateway, listener);
      return {
        ...route,
        name: `${reference.namespace}~${reference.name}~${host}`,
        routeName: route.name,
        hosts: [host],
        gateways: [{ kind: 'gateway', ...reference }],
        exportTo: [],
        http,
        tls: [],
        tcp: [],
        semantics: 'gateway',
      };
    }),
  );
}

/** One route at one listener, or for calls inside the mesh, for one host. */
export interface RoutePart extends EdgeVirtualService {
  readonly routeName: string;
}

/**
 * Those of one host as one, the oldest first.
 * @see istio pilot/pkg/config/kube/gateway/route_collections.go, `mergeHTTPRoutes`
 */
export function mergedParts(parts: readonly RoutePart[]): readonly EdgeVirtualService[] {
  const sorted = [...parts].sort(
    (a, b) => ageOf(a) - ageOf(b) || compareText(a.namespace, b.namespace) || compareText(a.routeName, b.routeName),
  );
  const [oldest] = sorted;
  if (oldest === undefined) return [];
  return [{ ...oldest, http: sorted.flatMap(({ http }) => http).sort(byPrecedence) }];
}

function ageOf({ created }: RoutePart): number {
  return created ?? Number.MIN_SAFE_INTEGER;
}

const RANK = { exact: 3, prefix: 2, regex: 1, any: 0 } as const;

/**
 * Exact paths first, then prefixes, then regexes; longer before shorter; with a method, with more headers, with more
 * parameters. @see istio pilot/pkg/config/kube/gateway/conversion.go, `sortHTTPRoutes`
 */
function byPrecedence(a: HttpRoute, b: HttpRoute): number {
  const [one, other] = [a.matches[0], b.matches[0]];
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
  return (
    rankOf(other) - rankOf(one) ||
    lengthOf(other) - lengthOf(one) ||
    Number(other.method !== undefined) - Number(one.method !== undefined) ||
    other.headers.length - one.headers.length ||
    other.queryParams.length - one.queryParams.length
  );
}

function rankOf({ uri }: HttpMatch): number {
  return uri === undefined ? -1 : RANK[uri.kind];
}

function lengthOf({ uri }: HttpMatch): number {
  return uri === undefined || uri.kind === 'any' ? 0 : Buffer.byteLength(uri.value);
}
