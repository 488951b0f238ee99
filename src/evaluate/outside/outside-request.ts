/** Which request does a route take? One that fits what its match asks, beside what is given. */
import type { JsonObject } from '../../policy/json-object';
import type { HttpMatch, TextMatch } from '../../policy/model-virtual-service';
import { tryRe2 } from '../matching/re2';

/** The request, in the words of case files, or what it lacks, in words. */
export type FittingRequest = { readonly request: JsonObject } | { readonly lacks: string };

/** A request for this host, which may begin with a star; what is given stays as it is. */
export function requestFor(match: HttpMatch, host: string, given: JsonObject): FittingRequest {
  const asked = {
    path: fitting(match.uri, '/'),
    method: fitting(match.method, 'GET'),
    host: fitting(match.authority, concreteHost(host)),
  };
  const headers = match.headers.map(({ name, match: text }) => [name, fitting(text, 'x')] as const);
  const query = match.queryParams.map(({ name, match: text }) => [name, fitting(text, 'x')] as const);
  const lacking = [
    ...Object.entries(asked).flatMap(([key, value]) => (value === undefined && given[key] === undefined ? [key] : [])),
    ...headers.flatMap(([name, value]) => (value === undefined ? [`header ${name}`] : [])),
    ...query.flatMap(([name, value]) => (value === undefined ? [`query parameter ${name}`] : [])),
  ];
  if (lacking.length > 0) return { lacks: lacking.join(', ') };
  const search = query.map(([name, value]) => `${name}=${value}`).join('&');
  const path = search === '' ? asked.path : `${asked.path}?${search}`;
  const sent = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const own = (given.headers ?? {}) as JsonObject;
  return {
    request: {
      ...asked,
      path,
      ...given,
      ...(headers.length === 0 && given.headers === undefined ? {} : { headers: { ...sent, ...own } }),
    },
  };
}

/** A host without star. */
export function concreteHost(host: string): string {
  return host === '*' ? 'any.example' : host.replace(/^\*\./, 'www.').replace(/^\*/, 'www');
}

/** A text that fits; of a pattern it is not known, unless it fits what is usual. */
function fitting(match: TextMatch | undefined, usual: string): string | undefined {
  switch (match?.kind) {
    case undefined:
    case 'any':
      return usual;
    case 'exact':
    case 'prefix':
      return match.value;
    case 'regex':
      return match.value === '*' || tryRe2(match.value)?.matchesAll(usual) === true ? usual : undefined;
  }
}
