/** What became of the tokens of a request: which rule looked where, and what was wrong with what it found. */
import type { JwtRule, Mesh, TokenPlaces } from '../../policy/model';
import type { Token } from '../../policy/request';
import type { Step } from '../explanation';
import type { Authentication } from '../matching/jwt';
import type { ReceivedRequest } from '../matching/received-request';
import { anyOfQuoted, quoted } from '../shown-value';
import { judgeToken } from '../matching/token';
import type { TokenFault } from '../matching/token';
import { tokensIn } from '../matching/token-places';
import type { JwtOrigin, WrittenAtProxy } from './written-at-proxy';
import { originOf } from './written-at-proxy';

/** A token where a rule looks, and its fault. */
interface Found {
  readonly rule: JwtRule;
  readonly place: string;
  readonly token: Token | undefined;
  readonly fault: TokenFault | undefined;
}

/** The step. `before` is the request as the rules get it. */
export function explainTokens(
  mesh: Mesh,
  rules: readonly JwtRule[],
  before: ReceivedRequest,
  result: Authentication,
  { step, withoutTokenRules }: WrittenAtProxy,
): Step {
  if (rules.length === 0) return step('jwt', 'skip', withoutTokenRules);
  switch (result.kind) {
    case 'undecided':
      return step('jwt', 'undecided', result.reason);
    case 'passed': {
      const good = result.payload === undefined ? undefined : foundBy(rules, before).find(isGood);
      if (good === undefined) return step('jwt', 'pass', withoutToken(rules));
      const origin = originOf(mesh, good.rule);
      return step('jwt', 'pass', `the token in ${good.place} is good for ${inWords(origin)}`, origin);
    }
    case 'failed': {
      const found = foundBy(rules, before);
      // the last that a rule has something to say about, as Envoy's status is that one's
      const telling = found.filter(({ fault }) => fault !== undefined && fault !== 'unknown').at(-1) ?? found[0];
      if (telling === undefined) return step('jwt', 'deny', 'a token is there, and no rule accepts it');
      const origin = originOf(mesh, telling.rule);
      const why = `${inWords(origin)} refuses the token in ${telling.place}: ${faultInWords(telling)}`;
      return step('jwt', 'deny', why, origin);
    }
  }
}

function isGood({ fault }: Found): boolean {
  return fault === undefined;
}

function withoutToken(rules: readonly JwtRule[]): string {
  const places = [...new Set(rules.flatMap(({ places: looked }) => placesInWords(looked)))];
  return `no token in ${places.join(', ')}; a RequestAuthentication refuses bad tokens, and asks for none`;
}

function inWords(origin: JwtOrigin | undefined): string {
  return origin === undefined ? 'a rule' : `rule ${origin.rule} of RequestAuthentication \`${origin.policy}\``;
}

function foundBy(rules: readonly JwtRule[], request: ReceivedRequest): readonly Found[] {
  return rules.flatMap((rule) => foundByOne(rule, request));
}

/** Each place is looked at alone, so that it can be named. */
function foundByOne(rule: JwtRule, request: ReceivedRequest): readonly Found[] {
  const { headers, params, cookies } = rule.places;
  const nowhere: TokenPlaces = { headers: [], params: [], cookies: [] };
  const looks = [
    ...headers.map((header) => ({ ...nowhere, headers: [header] })),
    ...params.map((param) => ({ ...nowhere, params: [param] })),
    ...cookies.map((cookie) => ({ ...nowhere, cookies: [cookie] })),
  ];
  return looks.flatMap((places) =>
    tokensIn(places, request).map(({ text }) => {
      const token = request.tokens.find((candidate) => candidate.text === text);
      return { rule, place: placesInWords(places).join(), token, fault: judgeToken(rule, token) };
    }),
  );
}

function placesInWords({ headers, params, cookies }: TokenPlaces): readonly string[] {
  return [
    ...headers.map(({ name }) => `header \`${name}\``),
    ...params.map((param) => `query parameter \`${param}\``),
    ...cookies.map((cookie) => `cookie \`${cookie}\``),
  ];
}

function faultInWords({ rule, token, fault }: Found): string {
  switch (fault) {
    case 'unknown':
      return issuerInWords(rule.issuer ?? '', token?.claims.iss);
    case 'audience':
      return `it wants audience ${anyOfQuoted(rule.audiences)}, got ${valueInWords(token?.claims.aud, 'none')}`;
    case 'invalid':
      return stateInWords(token);
    case 'undecided':
    case undefined:
      return 'with another token beside it';
  }
}

function issuerInWords(issuer: string, got: unknown): string {
  const hint = typeof got === 'string' && bare(got) === bare(issuer) ? ' (a slash at the end or case differs)' : '';
  return `it wants issuer ${quoted(issuer)}, got ${valueInWords(got, 'none')}${hint}`;
}

function bare(issuer: string): string {
  return issuer.toLowerCase().replace(/\/$/, '');
}

function valueInWords(value: unknown, nothing: string): string {
  if (value === undefined) return nothing;
  return quoted(typeof value === 'string' ? value : JSON.stringify(value));
}

function stateInWords(token: Token | undefined): string {
  switch (token?.state) {
    case undefined:
    case 'malformed':
      return 'it is no JWT';
    case 'expired':
      return 'it has expired';
    case 'not-yet-valid':
      return 'it is not valid yet';
    case 'bad-signature':
      return "its signature is not by the issuer's keys";
    case 'valid':
      return 'a claim has the wrong type, or it has expired';
  }
}
