/** Where do tokens stand, and which proxies look there? */
import type { JwtRule, TokenPlaces } from '../../policy/model';
import { CannotTell } from './cannot-tell';

/** Where tokens stand that somebody looks for. */
export interface KnownPlaces {
  /** the places of each issuer's tokens, of each rule about it */
  readonly byIssuer: ReadonlyMap<string, readonly TokenPlaces[]>;
  /** all of them: in each, tokens may stand that are refused by whoever looks there */
  readonly each: readonly TokenPlaces[];
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
  return { byIssuer, each: distinct(proxies.flat().map(({ places }) => places)) };
}

function distinct(places: readonly TokenPlaces[]): readonly TokenPlaces[] {
  return [...new Map(places.map((one) => [JSON.stringify(one), one])).values()];
}

/** Whether some of these rules look where such a token stands. */
export function isReadAt(places: TokenPlaces, rules: readonly JwtRule[]): boolean {
  // a proxy sees what is in places of its own, wherever else its other rules look
  if (rules.some((rule) => JSON.stringify(rule.places) === JSON.stringify(places))) return true;
  const shown = new Map(placesShown(places));
  const common = rules.map((rule) => placesShown(rule.places).filter(([place]) => shown.has(place)));
  if (common.some((those) => those.length > 0 && those.length < shown.size)) {
    throw new CannotTell('some proxies look for tokens in places where others do not');
  }
  const other = common.flat().find(([place, prefix]) => shown.get(place) !== prefix);
  if (other !== undefined) throw new CannotTell(`proxies look for tokens in ${other[0]} behind different prefixes`);
  return common.some((those) => those.length > 0);
}

/** Where these rules look for tokens, in words: equal for rules that look in the same places. */
export function placesInWords(rules: readonly JwtRule[]): string {
  const places = rules.flatMap((rule) => placesShown(rule.places));
  const words = places.map(([place, prefix]) => (prefix === '' ? place : `${place} after \`${prefix}\``));
  return [...new Set(words)].sort().join(' or ');
}

/** Whether what is in the places of the first, or written by them, is nothing that the others look at. */
export function areApart(rules: readonly JwtRule[], others: readonly JwtRule[]): boolean {
  const written = rules.flatMap(({ outputPayloadToHeader, outputClaimToHeaders }) => [
    ...(outputPayloadToHeader === undefined ? [] : [outputPayloadToHeader]),
    ...outputClaimToHeaders.map(({ header }) => header),
  ]);
  const own = new Set([...placesOf(rules), ...written.map((name) => `header \`${name.toLowerCase()}\``)]);
  return placesOf(others).every((place) => !own.has(place));
}

/** Whether tokens of one issuer are looked for by these in other places than by the others. */
export function areSoughtElsewhere(rules: readonly JwtRule[], others: readonly JwtRule[]): boolean {
  return rules.some(({ issuer, places }) =>
    others.some((other) => other.issuer === issuer && JSON.stringify(other.places) !== JSON.stringify(places)),
  );
}

function placesOf(rules: readonly JwtRule[]): readonly string[] {
  return rules.flatMap((rule) => placesShown(rule.places).map(([place]) => place));
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

/** The places as texts, each with what stands before the token. */
function placesShown({ headers, params, cookies }: TokenPlaces): readonly (readonly [place: string, prefix: string])[] {
  return [
    ...headers.map(({ name, prefix }) => [`header \`${name}\``, prefix] as const),
    ...params.map((name) => [`parameter \`${name}\``, ''] as const),
    ...cookies.map((name) => [`cookie \`${name}\``, ''] as const),
  ];
}

/** The atoms of tokens that are refused, by whoever looks there: one for each of the places. */
export function refusals({ each }: KnownPlaces): readonly string[] {
  return each.map((_, index) => `refused ${index}`);
}
