/** Puts the tokens of a case into the headers, query and cookies of its request, as case files define it. */
import type { JsonObject } from './json-object';
import { asObject, asString, tryString } from './json-object';
import type { Header, HttpRequest, Token, TokenState } from './request';

const STATES: readonly TokenState[] = ['valid', 'expired', 'not-yet-valid', 'bad-signature', 'malformed'];

/** The request with these tokens (`{ claims, state, header, prefix, param, cookie }`) in their places. */
export function placeTokens(request: HttpRequest, written: readonly JsonObject[]): HttpRequest {
  const tokens = written.map(readToken);
  const placed = written.map((place, index) => ({ place, text: tokens[index]?.text ?? '' }));
  const inHeaders = placed
    .filter(({ place }) => !place.param && !place.cookie)
    .map(({ place, text }): Header => {
      const header = tryString(place.header, 'header');
      const fallback = header === undefined ? 'Bearer ' : '';
      return [(header ?? 'authorization').toLowerCase(), (tryString(place.prefix, 'prefix') ?? fallback) + text];
    });
  const inQuery = placed
    .filter(({ place }) => place.param)
    .map(({ place, text }) => `${asString(place.param, 'param')}=${text}`);
  const inCookies = placed
    .filter(({ place }) => place.cookie)
    .map(({ place, text }) => `${asString(place.cookie, 'cookie')}=${text}`);
  const cookies: readonly Header[] = inCookies.length === 0 ? [] : [['cookie', inCookies.join('; ')]];
  return {
    ...request,
    path: withQuery(request.path, inQuery),
    headers: [...request.headers, ...inHeaders, ...cookies],
    tokens,
  };
}

function readToken(written: JsonObject, index: number): Token {
  const state = STATES.find((known) => known === written.state) ?? 'valid';
  // three parts, beginning as every JWT does: a JSON object in base64url
  return {
    text: `eyJhbGciOiJSUzI1NiJ9.eyJ0b2tlbiI6${index}.signature`,
    claims: asObject(written.claims, 'claims'),
    state,
  };
}

/** Appends to the path as it is; behind a fragment nobody sees the parameters. */
function withQuery(path: string, parameters: readonly string[]): string {
  if (parameters.length === 0) return path;
  return path + (path.includes('?') ? '&' : '?') + parameters.join('&');
}
