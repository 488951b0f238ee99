/** The rules of an HTTPRoute in the words of a VirtualService, one route for each match. */
import { ANY_REQUEST } from '../../policy/any-request';
import type { Mesh } from '../../policy/model';
import type { HttpRouteMatch, Route, RouteFilter, RouteRule, ValueMatch } from '../../policy/model-route';
import type {
  Destination,
  HeaderChanges,
  HttpAction,
  HttpMatch,
  HttpRoute,
  NamedMatch,
  Redirect,
  Rewrite,
} from '../../policy/model-virtual-service';
import { present } from '../../policy/present';
import { destinationsOf, firstOfEach, NO_CHANGES, placeOf } from './route-backend';
import type { BackendOwner } from './route-backend';

/** The routes of all rules; none when istiod drops the whole HTTPRoute for a mistake in one of them. */
export function httpRules(
  mesh: Mesh,
  { namespace, name, rules }: Route<HttpRouteMatch>,
  where: 'gateway' | 'mesh' = 'gateway',
): readonly HttpRoute[] {
  const owner = { kind: 'HTTPRoute', namespace, name, isForMesh: where === 'mesh' } as const;
  return rulesOf(mesh, owner, rules, ({ matches }) => (matches.length === 0 ? [EVERY_PATH] : matches.map(matchOf)));
}

/** A default of the API, which counts as a prefix. */
const EVERY_PATH: HttpMatch = { ...ANY_REQUEST, uri: { kind: 'prefix', value: '/' } };

/** The routes of these rules, each with the matches that are made of it. */
export function rulesOf<M>(
  mesh: Mesh,
  owner: BackendOwner,
  rules: readonly RouteRule<M>[],
  matchesOf: (rule: RouteRule<M>) => readonly (HttpMatch | undefined)[],
): readonly HttpRoute[] {
  const made = rules.map((rule) => {
    const done = doneBy(mesh, owner, rule);
    const name = `${owner.kind} \`${owner.namespace}/${owner.name}\``;
    return (
      done &&
      matchesOf(rule).map((match): HttpRoute => ({ ...done, name, matches: match === undefined ? [] : [match] }))
    );
  });
  return made.every((one) => one !== undefined) ? made.flat() : [];
}

type Done = Pick<HttpRoute, 'action' | 'headers' | 'mirrors'>;

/** @see istio pilot/pkg/config/kube/gateway/conversion.go, `convertHTTPRoute` */
function doneBy<M>(mesh: Mesh, owner: BackendOwner, { filters, backends }: RouteRule<M>): Done | undefined {
  if (!filters.every((filter) => isUnderstood(mesh, owner, filter))) return undefined;
  const redirect = filters.filter((filter) => filter.kind === 'redirect').at(-1);
  const rest: Omit<Done, 'action'> = { headers: headersOf(filters), mirrors: mirrorsOf(mesh, owner, filters) };
  const isEmpty = backends.every(({ weight }) => weight === 0);
  if (redirect === undefined && isEmpty) {
    return { ...rest, action: { kind: 'directResponse', status: 500, body: '' } };
  }
  const destinations = destinationsOf(mesh, owner, backends);
  if (destinations === undefined) return undefined;
  const action: HttpAction =
    redirect === undefined
      ? { kind: 'route', destinations, rewrite: rewriteOf(filters) }
      : { kind: 'redirect', redirect: redirectOf(redirect) };
  return { ...rest, action };
}

function isUnderstood(mesh: Mesh, owner: BackendOwner, filter: RouteFilter): boolean {
  switch (filter.kind) {
    case 'requestHeaders':
    case 'responseHeaders':
      return true;
    case 'redirect':
    case 'rewrite':
      return owner.kind === 'HTTPRoute';
    case 'mirror':
      // an HTTPRoute does without a mirror that is no backend
      return owner.kind === 'HTTPRoute' || placeOf(mesh, owner, filter.to) !== undefined;
    case 'other':
      return owner.kind === 'HTTPRoute' && filter.type === 'CORS';
  }
}

function mirrorsOf(mesh: Mesh, owner: BackendOwner, filters: readonly RouteFilter[]): readonly Destination[] {
  return filters.flatMap((filter) => (filter.kind === 'mirror' ? (placeOf(mesh, owner, filter.to) ?? []) : []));
}

function headersOf(filters: readonly RouteFilter[]): HeaderChanges {
  return filters.reduce((changes, filter) => {
    if (filter.kind === 'requestHeaders') return { ...changes, request: firstOfEach(filter.change) };
    return filter.kind === 'responseHeaders' ? { ...changes, response: firstOfEach(filter.change) } : changes;
  }, NO_CHANGES);
}

/** A prefix that is replaced by nothing becomes `/`. @see `createRewriteFilter` */
function rewriteOf(filters: readonly RouteFilter[]): Rewrite {
  const filter = filters.filter((one) => one.kind === 'rewrite').at(-1);
  if (filter === undefined) return {};
  const { path, hostname } = filter;
  return present({
    uri: path?.kind === 'prefix' ? path.value.replace(/\/$/, '') || '/' : undefined,
    regex: path?.kind === 'full' ? { match: '/.*', rewrite: path.value } : undefined,
    authority: hostname,
  });
}

/** Without port that of the request counts, unless the scheme changes. @see `createRedirectFilter` */
function redirectOf({ scheme, hostname, path, port, code }: Extract<RouteFilter, { kind: 'redirect' }>): Redirect {
  return {
    code,
    port: port ?? (scheme === undefined ? 'FROM_REQUEST_PORT' : 'FROM_PROTOCOL_DEFAULT'),
    ...present({
      scheme,
      authority: hostname,
      uri: path?.kind === 'full' ? path.value : undefined,
      prefixRewrite: path?.kind === 'prefix' ? path.value : undefined,
    }),
  };
}

function matchOf({ path, method, headers, queryParams }: HttpRouteMatch): HttpMatch {
  const value = path.kind === 'prefix' && path.value !== '/' ? path.value.replace(/\/$/, '') : path.value;
  return {
    ...ANY_REQUEST,
    uri: { kind: path.kind, value },
    headers: lastOfEach(headers),
    queryParams: lastOfEach(queryParams),
    ...present({ method: method === undefined ? undefined : ({ kind: 'exact', value: method } as const) }),
  };
}

/** The API says that the first of one name counts; istiod takes the last. @see `createHeadersMatch` */
export function lastOfEach(matches: readonly ValueMatch[]): readonly NamedMatch[] {
  const named = matches.map(({ kind, name, value }): NamedMatch => ({ name, match: { kind, value } }));
  return [...new Map(named.map((one) => [one.name, one])).values()];
}
