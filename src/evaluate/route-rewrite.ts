/** As which path does a request arrive, when a route changes it? The query stays. */
import type { Rewrite } from '../policy/model-virtual-service';
import { literalSource } from './match-string';
import { splitQuery } from './path-normalisation';
import { tryRe2 } from './re2';
import type { PathMatch } from './route-path';
import { matchedLength } from './route-path';

/** From a request target to the one that is sent on; undefined when that cannot be told. */
export type PathChange = (target: string) => string | undefined;

/** The change of this rewrite; undefined when it leaves the path alone. */
export function pathChangeOf(
  rewrite: Rewrite,
  match: PathMatch,
  semantics: 'istio' | 'gateway',
): PathChange | undefined {
  const { regex, uri } = rewrite;
  if (regex !== undefined) return byRegex(regex.match, regex.rewrite);
  if (uri === undefined || uri === '') return undefined;
  // a prefix that is taken off leaves one slash
  if (semantics === 'gateway' && uri === '/') return withoutPrefix(match.kind === 'segments' ? match.value : '');
  return byPrefix(match, uri);
}

/** The matched part is replaced as text: `/new` in place of `/` makes `/newapi` of `/api`. */
export function byPrefix(match: PathMatch, replacement: string): PathChange {
  return onPath((path) => replacement + path.slice(matchedLength(match, path)));
}

function byRegex(pattern: string, substitution: string): PathChange {
  const regex = tryRe2(pattern);
  return regex === undefined ? () => undefined : onPath((path) => regex.replaceAll(path, substitution));
}

/** @see istio pilot/pkg/networking/core/route/route.go, `applyHTTPRouteDestination` */
function withoutPrefix(prefix: string): PathChange {
  const form = new RegExp(`^${literalSource(prefix)}/?`);
  return onPath((path) => (form.test(path) ? `/${path.replace(form, '')}` : path));
}

function onPath(change: (path: string) => string): PathChange {
  return (target) => {
    const [path, query] = splitQuery(target);
    return change(path) + query;
  };
}
