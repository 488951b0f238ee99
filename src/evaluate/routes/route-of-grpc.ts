/** The rules of a GRPCRoute in the words of a VirtualService: a method is a path. */
import { ANY_REQUEST } from '../../policy/any-request';
import type { Mesh } from '../../policy/model';
import type { GrpcRouteMatch, Route } from '../../policy/model-route';
import type { HttpMatch, HttpRoute, TextMatch } from '../../policy/model-virtual-service';
import { present } from '../../policy/present';
import { lastOfEach, rulesOf } from './route-of-http';

/** The routes of all rules; none when istiod drops the whole GRPCRoute for a mistake in one of them. */
export function grpcRules(
  mesh: Mesh,
  { namespace, name, rules }: Route<GrpcRouteMatch>,
  where: 'gateway' | 'mesh' = 'gateway',
): readonly HttpRoute[] {
  const owner = { kind: 'GRPCRoute', namespace, name, isForMesh: where === 'mesh' } as const;
  return rulesOf(mesh, owner, rules, ({ matches }) => (matches.length === 0 ? [undefined] : matches.map(matchOf)));
}

function matchOf({ method, headers }: GrpcRouteMatch): HttpMatch {
  const uri = method === undefined ? undefined : pathOf(method);
  return { ...ANY_REQUEST, headers: lastOfEach(headers), ...present({ uri }) };
}

/** @see istio pilot/pkg/config/kube/gateway/conversion.go, `createGRPCURIMatch` */
function pathOf({ kind, service, method }: NonNullable<GrpcRouteMatch['method']>): TextMatch | undefined {
  if (service === undefined && method === undefined) return undefined;
  if (service === undefined) return { kind: 'regex', value: `/[^/]+/${method ?? ''}` };
  if (kind === 'exact') {
    return method === undefined
      ? { kind: 'prefix', value: `/${service}/` }
      : { kind: 'exact', value: `/${service}/${method}` };
  }
  return { kind: 'regex', value: `/${service}/${method ?? '.+'}` };
}
