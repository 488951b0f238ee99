/** From the manifest of a TCPRoute to its typed form. */
import type { JsonObject } from './json-object';
import type { NoMatch, Route } from './model-route';
import { readRoute } from './read-route-parts';

/** The TCPRoute that this manifest describes: a rule has no matches of its own. */
export function readTcpRoute(manifest: JsonObject): Route<NoMatch> {
  return readRoute(manifest, () => []);
}
