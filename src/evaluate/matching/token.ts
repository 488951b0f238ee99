/** Whether one token is good for one rule, and what policies see of its claims. */
import type { Json, JsonObject } from '../../policy/json-object';
import { isObject } from '../../policy/json-object';
import type { JwtRule } from '../../policy/model';
import type { Token } from '../../policy/request';

/** Why a token is refused: `unknown` is an issuer that is not the rule's, `undecided` a signature we cannot judge. */
export type TokenFault = 'invalid' | 'unknown' | 'audience' | 'undecided';

/** Claims that are always lists of words. */
const SPACE_DELIMITED: readonly string[] = ['scope', 'permission'];
/** Sooner than any clock that verifies a token; a token that expired before this has expired. */
const LONG_AGO = 1_700_000_000;

/**
 * What is wrong with the token, or nothing. The order counts: form, issuer, time, audience, signature.
 * @see envoy source/extensions/filters/http/jwt_authn/authenticator.cc, `startVerify`
 */
export function judgeToken(rule: JwtRule, token: Token | undefined): TokenFault | undefined {
  if (token === undefined || token.state === 'malformed' || !isWellTyped(token.claims)) return 'invalid';
  const { claims, state } = token;
  if (rule.issuer !== undefined && claims.iss !== rule.issuer) return 'unknown';
  if (state === 'expired' || state === 'not-yet-valid' || hasExpired(claims)) return 'invalid';
  if (rule.audiences.length > 0 && !isForAudience(rule.audiences, claims.aud)) return 'audience';
  if (state === 'bad-signature') return 'invalid';
  return rule.issuer === undefined ? 'undecided' : undefined;
}

/** @see envoy source/common/jwt/jwt.cc, `Jwt::parsePayload` */
function isWellTyped(claims: JsonObject): boolean {
  const isText = (value: Json): boolean => value === undefined || typeof value === 'string';
  const isTime = (value: Json): boolean => value === undefined || (typeof value === 'number' && value >= 0);
  const { aud } = claims;
  return (
    [claims.iss, claims.sub, claims.jti].every(isText) &&
    [claims.exp, claims.nbf, claims.iat].every(isTime) &&
    (Array.isArray(aud) ? aud.every((one) => typeof one === 'string') : isText(aud))
  );
}

function hasExpired(claims: JsonObject): boolean {
  return typeof claims.exp === 'number' && claims.exp > 0 && claims.exp < LONG_AGO;
}

/** Compared without scheme and without one trailing slash. @see envoy source/common/jwt/check_audience.cc */
function isForAudience(audiences: readonly string[], claim: Json): boolean {
  const bare = (audience: string): string => audience.replace(/^https?:\/\//, '').replace(/\/$/, '');
  const claimed = Array.isArray(claim) ? claim : [claim];
  return claimed.some((one) => typeof one === 'string' && audiences.some((audience) => bare(audience) === bare(one)));
}

/** The claims as policies see them: space-delimited ones, at the top level only, become lists of words. */
export function payloadOf(rule: JwtRule, claims: JsonObject): JsonObject {
  const delimited = [...SPACE_DELIMITED, ...rule.spaceDelimitedClaims];
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) =>
      typeof value === 'string' && delimited.includes(name)
        ? [name, value.split(' ').filter((word) => word !== '')]
        : [name, value],
    ),
  );
}

/** A claim as the text of a header: dots lead into objects; lists and objects are written as base64 JSON. */
export function claimAsHeader(claims: JsonObject, path: string): string | undefined {
  const value = path
    .split('.')
    .reduce<Json>((inner, name) => (isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined), claims);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') return Buffer.from(JSON.stringify(value)).toString('base64');
  return String(value);
}
