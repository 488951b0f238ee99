/** The tokens that a request of a set has, as case files write them. */
import type { JsonObject } from '../../policy/json-object';
import type { TokenPlaces } from '../../policy/model';
import type { Point } from './seen-values';
import { otherAt, textsAt } from './seen-values';
import type { Space } from './space';
import { axisIn } from './space';
import { refusals } from '../formulas/token-places';
import { tokensOf } from './universes';

/** The tokens, each where its issuer's are looked for: of several such places in that of this turn. */
export function tokensIn(point: Point, turn: number): readonly JsonObject[] {
  const tokens = [undefined, ...point.space.values.apart.keys()].map((apart) => tokenIn(point, apart, turn));
  return tokens.filter((token) => token !== undefined);
}

/** In how many places the tokens of one issuer are looked for, at most. */
export function turnsIn({ values }: Space): number {
  const known = [values, ...values.apart.values()];
  return Math.max(1, ...known.flatMap(({ places }) => [...places.byIssuer.values()].map(({ length }) => length)));
}

/** The token in these places apart, or elsewhere; undefined: there is none. */
function tokenIn(point: Point, apart: string | undefined, turn: number): JsonObject | undefined {
  const { space } = point;
  const { places } = tokensOf(space.values, apart);
  const { byIssuer } = places;
  const axis = axisIn(space, { kind: 'issuer' }, apart);
  const other = otherAt(point, axis);
  const [issuer] = textsAt(point, axis);
  const [anyIssuer] = byIssuer.keys();
  const ofTurn = (own: readonly TokenPlaces[] = []): TokenPlaces | undefined => own[turn] ?? own[0];
  const refused = places.each[refusals(places).indexOf(other ?? '')];
  if (refused !== undefined) return placed({ claims: { iss: anyIssuer ?? '' }, state: 'bad-signature' }, refused);
  if (other === 'stranger') return placed({ claims: { iss: 'https://stranger.example' } }, ofTurn(byIssuer.get('')));
  return issuer === undefined
    ? undefined
    : placed({ claims: { iss: issuer, ...claimsOf(point, apart) } }, ofTurn(byIssuer.get(issuer)) ?? places.each[0]);
}

function placed(token: JsonObject, places: TokenPlaces | undefined): JsonObject {
  const [header] = places?.headers ?? [];
  const [param] = places?.params ?? [];
  const [cookie] = places?.cookies ?? [];
  if (header !== undefined) return { ...token, header: header.name, prefix: header.prefix };
  return param === undefined ? { ...token, cookie } : { ...token, param };
}

function claimsOf(point: Point, apart: string | undefined): JsonObject {
  const claims: Record<string, unknown> = {};
  for (const axis of new Set(point.space.axes.values())) {
    if (axis.subject.kind !== 'claim' || axis.apart !== apart) continue;
    const texts = textsAt(point, axis);
    if (texts.length > 0) put(claims, axis.subject.path, axis.each ? listed(texts) : texts[0]);
  }
  return claims;
}

/** Words of a text are told apart in some claims, and of a list in none. */
function listed(texts: readonly string[]): unknown {
  const [text = ''] = texts;
  return texts.length === 1 && text !== '' && !text.includes(' ') ? text : texts;
}

function put(claims: Record<string, unknown>, [name = '', ...inner]: readonly string[], value: unknown): void {
  if (inner.length === 0) {
    claims[name] = value;
    return;
  }
  const below = (claims[name] ?? {}) as Record<string, unknown>;
  put(below, inner, value);
  claims[name] = below;
}
