/** Where do tokens stand, and which proxies look there? */
import type { JwtRule, TokenPlaces } from '../policy/model';
import { CannotTell } from './cannot-tell';

/** The places of each issuer's tokens; those of tokens that nobody accepts are the first rule's. */
export interface KnownPlaces {
  readonly byIssuer: ReadonlyMap<string, TokenPlaces>;
  readonly first: TokenPlaces | undefined;
}

/** The places in these rules. A request that means one thing to one proxy must mean it to all. */
export function placesIn(rules: readonly JwtRule[]): KnownPlaces {
  const byIssuer = new Map<string, TokenPlaces>();
  for (const { issuer = '', places } of rules) {
    const known = byIssuer.get(issuer);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(places)) {
      throw new CannotTell(`tokens of issuer \`${issuer}\` are looked for in different places`);
    }
    byIssuer.set(issuer, places);
  }
  return { byIssuer, first: rules[0]?.places };
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
