/** From the manifest of an HTTPRoute to its typed form. */
import type { JsonObject } from './json-object';
import { asObject, asObjects, asString, tryString } from './json-object';
import type { HttpRouteMatch, Route } from './model-route';
import { present } from './present';
import { readRoute, readValueMatches } from './read-route-parts';

/** The HTTPRoute that this manifest describes. Without rules it has one, which matches all and leads nowhere. */
export function readHttpRoute(manifest: JsonObject): Route<HttpRouteMatch> {
  const route = readRoute(manifest, (rule) => asObjects(rule.matches, 'matches').map(readMatch));
  const { rules } = asObject(manifest.spec, 'spec');
  // a default of the API: only what is absent is filled in
  return rules === undefined ? { ...route, rules: [{ matches: [], filters: [], backends: [] }] } : route;
}

function readMatch(match: JsonObject): HttpRouteMatch {
  const path = asObject(match.path, 'path');
  return {
    path: { kind: pathKind(asString(path.type, 'type')), value: asString(path.value, 'value') || '/' },
    headers: readValueMatches(match.headers, 'headers'),
    queryParams: readValueMatches(match.queryParams, 'queryParams'),
    ...present({ method: tryString(match.method, 'method') }),
  };
}

function pathKind(type: string): HttpRouteMatch['path']['kind'] {
  if (type === 'Exact') return 'exact';
  return type === 'RegularExpression' ? 'regex' : 'prefix';
}
