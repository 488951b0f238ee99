/** Where the tokens of a request stand, and what remains of the request once they are taken out. */
import type { TokenPlaces } from '../../policy/model';
import { compareText } from '../../policy/object-order';
import { valuesOf, withoutHeaders } from './header-map';
import { splitQuery } from './path-normalisation';
import type { ReceivedRequest } from './received-request';

/** A text in a place of tokens. */
export interface PlacedToken {
  readonly text: string;
  /** the request without this token */
  readonly removeFrom: (request: ReceivedRequest) => ReceivedRequest;
}

/**
 * The tokens in these places: headers, then parameters, then cookies, each by name.
 * @see envoy source/extensions/filters/http/jwt_authn/extractor.cc, `ExtractorImpl::extract`
 */
export function tokensIn(places: TokenPlaces, request: ReceivedRequest): readonly PlacedToken[] {
  const headers = [...places.headers].sort((a, b) => compareText(a.name + a.prefix, b.name + b.prefix));
  return [
    ...headers.flatMap((place) => inHeader(place, request)),
    ...distinct(places.params).flatMap((param) => inQuery(param, request)),
    ...distinct(places.cookies).flatMap((cookie) => inCookie(cookie, request)),
  ];
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort(compareText);
}

/** The prefix may stand anywhere in the line; without a prefix the whole line is the token, even an empty one. */
function inHeader(place: TokenPlaces['headers'][number], request: ReceivedRequest): readonly PlacedToken[] {
  const removeFrom = (current: ReceivedRequest): ReceivedRequest => ({
    ...current,
    headers: withoutHeaders(current.headers, [place.name]),
  });
  return valuesOf(request.headers, place.name).flatMap((line): readonly PlacedToken[] => {
    if (place.prefix === '') return [{ text: line, removeFrom }];
    const at = line.indexOf(place.prefix);
    if (at < 0) return []; // prefix absent: no token
    const rest = line.slice(at + place.prefix.length);
    const begin = rest.search(/[A-Za-z0-9\-_.]/);
    return [{ text: begin < 0 ? line : rest.slice(begin), removeFrom }];
  });
}

function inQuery(param: string, request: ReceivedRequest): readonly PlacedToken[] {
  const [, query] = splitQuery(request.target);
  const found = parametersOf(query).find(([name]) => decode(name) === param);
  if (found === undefined) return [];
  return [{ text: decode(found[1]), removeFrom: (current) => withoutParameter(current, param) }];
}

/** Envoy writes the query anew: decoded, and sorted by name. */
function withoutParameter(request: ReceivedRequest, param: string): ReceivedRequest {
  const [path, query] = splitQuery(request.target);
  const kept = parametersOf(query)
    .map(([name, value]): readonly [string, string] => [decode(name), decode(value)])
    .filter(([name]) => name !== param)
    .sort(([a], [b]) => compareText(a, b));
  const rewritten = kept.map(([name, value]) => `${name}=${value}`).join('&');
  return { ...request, target: rewritten === '' ? path : `${path}?${rewritten}` };
}

function parametersOf(query: string): readonly (readonly [name: string, value: string])[] {
  return query
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): readonly [string, string] => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
}

/** Percent-decoding that leaves broken escapes as they are. */
function decode(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}

/** A cookie's token is never taken out. */
function inCookie(cookie: string, request: ReceivedRequest): readonly PlacedToken[] {
  const pairs = valuesOf(request.headers, 'cookie')
    .flatMap((line) => line.split(';'))
    .map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${cookie}=`));
  if (found === undefined) return [];
  const text = found.slice(cookie.length + 1).replace(/^"(.*)"$/, '$1');
  return [{ text, removeFrom: (current) => current }];
}
