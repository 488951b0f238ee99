/** From the manifest of a RequestAuthentication to its typed form. */
import type { JsonObject } from './json-object';
import { asBoolean, asObjects, asString, asStrings, tryString } from './json-object';
import type { JwtRule, RequestAuthentication, TokenPlaces } from './model';
import { readAttachment } from './read-attachment';
import { readMetadata, specOf } from './read-metadata';

/** Where Envoy looks for a token when a rule names no place. */
const DEFAULT_PLACES: TokenPlaces = {
  headers: [{ name: 'authorization', prefix: 'Bearer ' }],
  params: ['access_token'],
  cookies: [],
};

/** The RequestAuthentication that this manifest describes. */
export function readRequestAuthentication(manifest: JsonObject): RequestAuthentication {
  const spec = specOf(manifest);
  return {
    ...readMetadata(manifest),
    attachment: readAttachment(spec),
    jwtRules: asObjects(spec.jwtRules, 'jwtRules').map(readJwtRule),
  };
}

function readJwtRule(rule: JsonObject): JwtRule {
  const issuer = tryString(rule.issuer, 'issuer');
  const jwks = tryString(rule.jwks, 'jwks');
  const outputPayloadToHeader = tryString(rule.outputPayloadToHeader, 'outputPayloadToHeader');
  return {
    ...(issuer === undefined ? {} : { issuer }),
    audiences: asStrings(rule.audiences, 'audiences'),
    ...(jwks === undefined ? {} : { jwks }),
    places: readPlaces(rule),
    forwardOriginalToken: asBoolean(rule.forwardOriginalToken, 'forwardOriginalToken', false),
    ...(outputPayloadToHeader === undefined ? {} : { outputPayloadToHeader: outputPayloadToHeader.toLowerCase() }),
    outputClaimToHeaders: asObjects(rule.outputClaimToHeaders, 'outputClaimToHeaders').map((output) => ({
      header: asString(output.header, 'header').toLowerCase(),
      claim: asString(output.claim, 'claim'),
    })),
    spaceDelimitedClaims: asStrings(rule.spaceDelimitedClaims, 'spaceDelimitedClaims'),
  };
}

function readPlaces(rule: JsonObject): TokenPlaces {
  const headers = asObjects(rule.fromHeaders, 'fromHeaders').map((place) => ({
    name: asString(place.name, 'name').toLowerCase(),
    prefix: asString(place.prefix, 'prefix'),
  }));
  const params = asStrings(rule.fromParams, 'fromParams');
  const cookies = asStrings(rule.fromCookies, 'fromCookies');
  return headers.length + params.length + cookies.length === 0 ? DEFAULT_PLACES : { headers, params, cookies };
}
