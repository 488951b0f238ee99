/** From the manifest of a GRPCRoute to its typed form. */
import type { JsonObject } from './json-object';
import { asObjects, asString, isObject, tryString } from './json-object';
import type { GrpcRouteMatch, Route } from './model-route';
import { present } from './present';
import { readRoute, readValueMatches } from './read-route-parts';

/** The GRPCRoute that this manifest describes. */
export function readGrpcRoute(manifest: JsonObject): Route<GrpcRouteMatch> {
  return readRoute(manifest, (rule) => asObjects(rule.matches, 'matches').map(readMatch));
}

function readMatch({ headers, method }: JsonObject): GrpcRouteMatch {
  return {
    headers: readValueMatches(headers, 'headers'),
    ...(isObject(method) ? { method: readMethod(method) } : {}),
  };
}

function readMethod(method: JsonObject): NonNullable<GrpcRouteMatch['method']> {
  return {
    kind: asString(method.type, 'type') === 'RegularExpression' ? 'regex' : 'exact',
    ...present({ service: tryString(method.service, 'service'), method: tryString(method.method, 'method') }),
  };
}
