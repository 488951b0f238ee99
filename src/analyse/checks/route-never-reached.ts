/** Does an earlier route of a VirtualService take every request that a later one is for? */
import { matchesOf } from '../../policy/any-request';
import type { HttpMatch, HttpRoute } from '../../policy/model-virtual-service';
import type { Check } from '../check-rule';

/** Regexes and headers of two matches are compared as written only, so that what is found is sure. */
export const routeNeverReached: Check = {
  code: 'ZT426',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    for (const service of mesh.traffic.virtualServices) {
      const manifest = manifestOf(service);
      for (const { index, taker } of routesTaken(service.http)) {
        const message = `route ${taker} takes every request that this one is for, so it is never reached; put it first, or remove it`;
        yield { manifest, path: ['spec', 'http', index], message };
      }
    }
  },
};

/** The routes whose every match is taken before, and one that takes. A delegate takes only what its own routes take. */
function* routesTaken(http: readonly HttpRoute[]): Generator<{ readonly index: number; readonly taker: number }> {
  const written = new Map<string, number>();
  const wide: { readonly match: HttpMatch; readonly index: number }[] = [];
  for (const [index, route] of http.entries()) {
    const matches = matchesOf(route);
    const takers = matches.map(
      (match) => written.get(JSON.stringify(match)) ?? wide.find((one) => coversPath(one.match, match))?.index,
    );
    const [taker] = takers;
    if (taker !== undefined && !takers.includes(undefined)) yield { index, taker };
    if (route.action.kind === 'delegate') continue;
    for (const match of matches) {
      const text = JSON.stringify(match);
      if (!written.has(text)) written.set(text, index);
      if (asksForPathOnly(match)) wide.push({ match, index });
    }
  }
}

function asksForPathOnly({ uri, ignoreUriCase, ...others }: HttpMatch): boolean {
  return Object.values(others).every((value) => value === undefined || Object.keys(value as object).length === 0);
}

function coversPath(wide: HttpMatch, narrow: HttpMatch): boolean {
  const { uri } = wide;
  if (uri === undefined || uri.kind === 'any' || (uri.kind === 'prefix' && uri.value === '/')) return true;
  if (uri.kind === 'regex') return uri.value === '.*';
  const other = narrow.uri;
  if (other === undefined || other.kind === 'any' || other.kind === 'regex') return false;
  if (narrow.ignoreUriCase && !wide.ignoreUriCase) return false;
  const [prefix, path] = [uri.value, other.value].map((text) => (wide.ignoreUriCase ? text.toLowerCase() : text));
  if (prefix === undefined || path === undefined) return false;
  return uri.kind === 'prefix' ? path.startsWith(prefix) : other.kind === 'exact' && path === prefix;
}
