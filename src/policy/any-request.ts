/** For which requests is a route that does not say? For all. */
import type { HttpMatch, HttpRoute } from './model-virtual-service';

/** A match that asks for nothing. */
export const ANY_REQUEST: HttpMatch = {
  sourceLabels: {},
  gateways: [],
  ignoreUriCase: false,
  headers: [],
  withoutHeaders: [],
  queryParams: [],
};

/** What the route is for: any of these. */
export function matchesOf({ matches }: Pick<HttpRoute, 'matches'>): readonly HttpMatch[] {
  return matches.length === 0 ? [ANY_REQUEST] : matches;
}
