/** What becomes of the tokens of requests at one proxy? */
import type { JwtRule, TokenPlaces } from '../../policy/model';
import { single } from '../../sets/bits';
import type { Region } from '../../sets/region';
import { ANY_CHARACTER, type TextPattern } from '../../sets/text-pattern';
import { otherAtom, valuesOf } from '../space/axis';
import { CannotTell } from '../formulas/cannot-tell';
import type { Literal } from '../formulas/formula';
import type { Space } from '../space/space';
import { axisIn, bitsOf, regionOn } from '../space/space';
import type { Authenticated } from '../space/truth';
import { tokensOf } from '../space/universes';
import { isReadAt, refusals } from '../formulas/token-places';

/** The rules about tokens at a proxy, and what has to be told apart for them. */
export interface TokenReading {
  readonly rules: readonly JwtRule[];
  readonly literals: readonly Literal[];
  /** one for each rule that names audiences */
  readonly audiences: ReadonlyMap<JwtRule, Literal>;
  /** these places are looked at by nobody else, and a request may have another token elsewhere */
  readonly apart?: string;
}

/** The requests by what becomes of their tokens. The others have none, or none that is looked at. */
export interface Verified {
  /** a token counts */
  readonly accepted: Region;
  readonly refused: Region;
  readonly undecided: Region;
}

/** That somebody asks for the token; no text of its issuer is told apart. */
export const TOKEN: Literal = { about: { kind: 'issuer' }, among: { kind: 'texts', patterns: [] } };
const OPTIONS: Literal = {
  about: { kind: 'method' },
  among: { kind: 'texts', patterns: [{ kind: 'exact', text: 'OPTIONS' }] },
};
const ORIGIN = sent('origin');
const ASKED_METHOD = sent('access-control-request-method');
/** CORS preflights bypass the filter. @see istio policy_applier.go, `BypassCorsPreflight` */
export const PREFLIGHT: readonly Literal[] = [OPTIONS, ORIGIN, ASKED_METHOD];

/** What these rules ask. */
export function readTokens(rules: readonly JwtRule[]): TokenReading {
  const audiences = new Map(rules.filter((rule) => rule.audiences.length > 0).map((rule) => [rule, audienceOf(rule)]));
  const literals = rules.length === 0 ? [] : [TOKEN, ...PREFLIGHT, ...audiences.values()];
  return { rules, literals, audiences };
}

/** The requests with a token that somebody accepts. */
export function requestsWithToken(space: Space): readonly Authenticated[] {
  return [undefined, ...space.values.apart.keys()].flatMap((apart) => {
    const issuers = axisIn(space, { kind: 'issuer' }, apart);
    return issuers === undefined ? [] : { region: regionOn(space, issuers, valuesOf(issuers)), apart };
  });
}

/** What becomes of tokens: the one that somebody signed for an issuer stands where that issuer's are looked for. */
export function verify(reading: TokenReading, space: Space, before?: TokenReading): Verified {
  const { regions } = space;
  const verified = verifiedBy(reading, space);
  const taken = before === undefined || before.apart !== reading.apart ? regions.none : takenBy(before, space);
  if (taken === regions.none) return verified;
  const left = (region: Region): Region => regions.subtract(region, taken);
  return { accepted: left(verified.accepted), refused: left(verified.refused), undecided: left(verified.undecided) };
}

/** The requests whose token this proxy verifies and takes out. */
function takenBy(reading: TokenReading, space: Space): Region {
  const { rules } = reading;
  const kept = rules.filter(({ forwardOriginalToken }) => forwardOriginalToken);
  const taken = rules.filter((rule) => !kept.includes(rule));
  const issuer = kept.find((rule) => taken.some((other) => other.issuer === rule.issuer))?.issuer;
  if (issuer !== undefined) throw new CannotTell(`some rules keep the tokens of issuer \`${issuer}\`, and some do not`);
  return taken.length === 0 ? space.regions.none : verifiedBy({ ...reading, rules: taken }, space).accepted;
}

function verifiedBy({ rules, audiences, apart }: TokenReading, space: Space): Verified {
  const { regions } = space;
  const { places, acceptsAnyIssuer } = tokensOf(space.values, apart);
  const axis = axisIn(space, { kind: 'issuer' }, apart);
  if (rules.length === 0 || axis?.kind !== 'texts') {
    return { accepted: regions.none, refused: regions.none, undecided: regions.none };
  }
  const checked = regions.complement(
    PREFLIGHT.map((literal) => holdsFor(space, literal)).reduce((a, b) => regions.intersect(a, b)),
  );
  const atom = (index: number): Region => regions.intersect(checked, regionOn(space, axis, single(index)));
  const ofIssuer = (issuer: string): Region => {
    const index = axis.atoms.atomOf(issuer);
    return index === undefined ? regions.none : atom(index);
  };
  const accepted = rules.flatMap((rule) => {
    if (rule.issuer === undefined) return [];
    const audience = audiences.get(rule);
    const token = ofIssuer(rule.issuer);
    return audience === undefined ? token : regions.intersect(token, holdsFor(space, audience, apart));
  });
  const isOwn = (issuer: string): boolean => rules.some((rule) => rule.issuer === issuer);
  const isRead = (those: readonly TokenPlaces[]): boolean => those.some((place) => isReadAt(place, rules));
  const of = (name: string): Region => atom(otherAtom(axis, name));
  const read = [...places.byIssuer]
    .filter(([issuer, those]) => isOwn(issuer) || isRead(those))
    .map(([issuer]) => (issuer === '' && acceptsAnyIssuer ? of('stranger') : ofIssuer(issuer)));
  const refused = refusals(places).filter((_, index) => isRead(places.each.slice(index, index + 1)));
  const good = regions.unionOf(accepted);
  const others = regions.subtract(regions.unionOf(read), good);
  const isAnyAccepted = rules.some(({ issuer }) => issuer === undefined);
  return {
    accepted: good,
    refused: regions.unionOf([...refused.map(of), ...(isAnyAccepted ? [] : [others])]),
    undecided: isAnyAccepted ? others : regions.none,
  };
}

function holdsFor(space: Space, literal: Literal, apart?: string): Region {
  const { axis, bits } = bitsOf(space, literal, apart);
  return regionOn(space, axis, bits);
}

function sent(name: string): Literal {
  const something: TextPattern = {
    kind: 'sequence',
    parts: [{ kind: 'run', of: ANY_CHARACTER, atLeast: 1 }],
  };
  return { about: { kind: 'header', name, joined: true }, among: { kind: 'texts', patterns: [something] } };
}

/**
 * Compared without scheme and without one trailing slash.
 * @see envoy source/extensions/filters/http/jwt_authn/check_audience.cc
 */
function audienceOf({ audiences }: JwtRule): Literal {
  const texts = audiences.flatMap((audience) => {
    const bare = audience.replace(/^https?:\/\//, '').replace(/\/$/, '');
    return ['', 'http://', 'https://'].flatMap((scheme) => [`${scheme}${bare}`, `${scheme}${bare}/`]);
  });
  const patterns = [...new Set(texts)].map((text): TextPattern => ({ kind: 'exact', text }));
  return {
    about: { kind: 'claim', path: ['aud'], single: false },
    among: { kind: 'texts', patterns },
    written: audiences,
  };
}
