/** As which path does a request arrive, when a route changes it? The query stays. */
import type { Rewrite } from '../../policy/model-virtual-service';
import { literalSource } from '../matching/match-string';
import { splitQuery } from '../matching/path-normalisation';
import { tryRe2 } from '../matching/re2';
import type { PathMatch } from './route-path';

/** From a request target to the one that is sent on; undefined when that cannot be told. */
export type PathChange = (target: string) => string | undefined;

/** What a rewrite does to the path, as data. */
export type PathRewrite =
  /** what was matched is replaced as text: `/new` in place of `/` makes `/newapi` of `/api` */
  | { readonly kind: 'prefix'; readonly prefix: string; readonly replacement: string }
  | { readonly kind: 'whole'; readonly replacement: string }
  /** segments that are taken off leave one slash */
  | { readonly kind: 'segments'; readonly prefix: string }
  | { readonly kind: 'regex'; readonly pattern: string; readonly substitution: string };

/** What this rewrite does; undefined when it leaves the path alone. */
export function pathRewriteOf(
  rewrite: Rewrite,
  match: PathMatch,
  semantics: 'istio' | 'gateway',
): PathRewrite | undefined {
  const { regex, uri } = rewrite;
  if (regex !== undefined) return { kind: 'regex', pattern: regex.match, substitution: regex.rewrite };
  if (uri === undefined || uri === '') return undefined;
  if (semantics === 'gateway' && uri === '/') {
    return { kind: 'segments', prefix: match.kind === 'segments' ? match.value : '' };
  }
  return prefixRewriteOf(match, uri);
}

/** What was matched gives way to this: all of the path where a regex matched. */
export function prefixRewriteOf(match: PathMatch, replacement: string): PathRewrite {
  return match.kind === 'regex' ? { kind: 'whole', replacement } : { kind: 'prefix', prefix: match.value, replacement };
}

/** The change of a path that the rewrite is for. */
export function pathChangeOf(rewrite: PathRewrite): PathChange {
  switch (rewrite.kind) {
    case 'prefix':
      return onPath((path) => rewrite.replacement + path.slice(rewrite.prefix.length));
    case 'whole':
      return onPath(() => rewrite.replacement);
    case 'segments':
      return withoutPrefix(rewrite.prefix);
    case 'regex':
      return byRegex(rewrite.pattern, rewrite.substitution);
  }
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
