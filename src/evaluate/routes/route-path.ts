/** Paths and queries as routes look at them: what matches, and what was matched. */
import type { HttpMatch } from '../../policy/model-virtual-service';
import type { Answer } from '../matching/answer';
import { fromBoolean } from '../matching/answer';
import { splitQuery } from '../matching/path-normalisation';
import type { Re2 } from '../matching/re2';
import { tryRe2 } from '../matching/re2';

/** What a route asks of the path. `segments` is a prefix that ends where a segment does. */
export type PathMatch =
  | { readonly kind: 'prefix' | 'segments' | 'exact'; readonly value: string; readonly ignoresCase: boolean }
  /** undefined: what the pattern means is not certain */
  | { readonly kind: 'regex'; readonly written: string; readonly regex: Re2 | undefined };

/**
 * What this match asks; without `uri` any path.
 * @see istio pilot/pkg/networking/core/route/route.go, `TranslateRouteMatch`
 */
export function pathMatchOf({ uri, ignoreUriCase }: HttpMatch, semantics: 'istio' | 'gateway'): PathMatch {
  if (uri === undefined || uri.kind === 'any') return { kind: 'prefix', value: '/', ignoresCase: ignoreUriCase };
  switch (uri.kind) {
    case 'exact':
      return { kind: 'exact', value: uri.value, ignoresCase: ignoreUriCase };
    case 'prefix':
      return semantics === 'gateway' && uri.value !== '/'
        ? { kind: 'segments', value: uri.value.replace(/\/$/, ''), ignoresCase: ignoreUriCase }
        : { kind: 'prefix', value: uri.value, ignoresCase: ignoreUriCase };
    case 'regex':
      return { kind: 'regex', written: uri.value, regex: tryRe2(uri.value) };
  }
}

/** Whether a route that asks this of the path, and nothing else, is for every request. @see `IsCatchAllRoute` */
export function isEveryPath(match: PathMatch): boolean {
  return match.kind === 'regex' ? match.written === '.*' : match.kind !== 'exact' && match.value === '/';
}

/** Whether the path of this request target, without its query, matches. */
export function matchesPath(match: PathMatch, target: string): Answer {
  const [path] = splitQuery(target);
  if (match.kind === 'regex') {
    return match.regex === undefined ? 'unknown' : fromBoolean(match.regex.matchesAll(path));
  }
  const [asked, given] = match.ignoresCase
    ? [match.value, path].map((text) => text.toLowerCase())
    : [match.value, path];
  return fromBoolean(isAsked(match.kind, asked ?? '', given ?? ''));
}

function isAsked(kind: 'prefix' | 'segments' | 'exact', asked: string, given: string): boolean {
  if (kind === 'exact') return given === asked;
  if (!given.startsWith(asked)) return false;
  return kind === 'prefix' || given.length === asked.length || given.charAt(asked.length) === '/';
}

/** The value of the first parameter of this name, as it stands in the query. */
export function queryValueOf(target: string, name: string): string | undefined {
  const [, query] = splitQuery(target);
  for (const parameter of query.slice(1).split('&')) {
    const equals = parameter.indexOf('=');
    if ((equals < 0 ? parameter : parameter.slice(0, equals)) === name) {
      return equals < 0 ? '' : parameter.slice(equals + 1);
    }
  }
  return undefined;
}
