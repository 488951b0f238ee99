/** Where do tokens stand, and which proxies look there? */
import type { JwtRule, TokenPlaces } from '../policy/model';
import { CannotTell } from './cannot-tell';

/** Where tokens stand that somebody looks for. */
export interface KnownPlaces {
  /** the places of each issuer's tokens, of each rule about it */
  readonly byIssuer: ReadonlyMap<string, readonly TokenPlaces[]>;
  /** where tokens stand that nobody accepts */
  readonly first: TokenPlaces | undefined;
}

/**
 * The places in the rules of these proxies. What a request means to one, it must mean to all; one proxy may look for
 * tokens of an issuer in several places, each of which will do.
 */
export function placesIn(proxies: readonly (readonly JwtRule[])[]): KnownPlaces {
  const byIssuer = new Map<string, readonly TokenPlaces[]>();
  for (const rules of proxies) {
    for (const issuer of new Set(rules.map((rule) => rule.issuer ?? ''))) {
      // who looks twice in one place, sees no more
      const places = distinct(rules.filter((rule) => (rule.issuer ?? '') === issuer).map((rule) => rule.places));
      const known = byIssuer.get(issuer);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(places)) {
        throw new CannotTell(`proxies look for tokens of issuer \`${issuer}\` in different places`);
      }
      byIssuer.set(issuer, places);
    }
  }
  return { byIssuer, first: proxies.flat()[0]?.places };
}

function distinct(places: readonly TokenPlaces[]): readonly TokenPlaces[] {
  return [...new Map(places.map((one) => [JSON.stringify(one), one])).values()];
}

/** Whether some of these rules look where such a token stands. */
export function isReadAt(places: TokenPlaces | undefined, rules: readonly JwtRule[]): boolean {
  const shown = new Set(placesShown(places));
  const common = rules.map((rule) => placesShown(rule.places).filter((place) => shown.has(place)).length);
  if (common.some((count) => count > 0 && count < shown.size)) {
    throw new CannotTell('some proxies look for tokens in places where others do not');
  }
  return common.some((count) => count > 0);
}

/** Headers that a token may stand in, or that are written from its claims. */
export function headersOfTokens(rules: readonly JwtRule[]): ReadonlyMap<string, string> {
  const names = rules.flatMap(({ places, outputPayloadToHeader, outputClaimToHeaders }) => [
    ...places.headers.map(({ name }) => name),
    ...(places.params.length > 0 ? [':path'] : []),
    ...(places.cookies.length > 0 ? ['cookie'] : []),
    ...(outputPayloadToHeader === undefined ? [] : [outputPayloadToHeader]),
    ...outputClaimToHeaders.map(({ header }) => header),
  ]);
  return new Map(names.map((name) => [name, `header \`${name}\` changes with the token of a request`]));
}

/** The places as texts. */
function placesShown(places: TokenPlaces | undefined): readonly string[] {
  if (places === undefined) return [];
  return [
    ...places.headers.map(({ name }) => `header ${name}`),
    ...places.params.map((name) => `param ${name}`),
    ...places.cookies.map((name) => `cookie ${name}`),
  ];
}
