/** Does a rule let in whoever has a token, and how does a `JwtProtectedApi` say so? */
import { asObjects, asStrings, type JsonObject } from '../policy/json-object';
import { actionOf, isSamePods, type PolicyObject } from './policy-object';
import { type Expression, list, plain } from './program';
import { tryClaimPath, type KnownNames, operationFields, sourceWords } from './rule-expression';

const ISSUER_FIELDS: readonly string[] = [
  'issuer',
  'jwksUri',
  'jwks',
  'audiences',
  'fromHeaders',
  'fromParams',
  'fromCookies',
  'forwardOriginalToken',
  'outputPayloadToHeader',
  'outputClaimToHeaders',
];
const API_FIELDS: readonly string[] = ['methods', 'paths', 'ports'];

/** What an ALLOW rule that asks for tokens says. */
interface TokenRule {
  /** of these issuers, each as in the RequestAuthentication */
  readonly issuers: readonly JsonObject[];
  /** who must send it; none: anybody */
  readonly from: readonly JsonObject[];
  readonly claims: readonly JsonObject[];
  /** none: everything */
  readonly operations: readonly JsonObject[];
}

/** What policies for the same pods say of tokens. */
export interface Tokens {
  /** each as in its RequestAuthentication */
  readonly issuers: readonly JsonObject[];
  /** whether a DENY refuses all that come without */
  readonly isDemanded: boolean;
}

/** What these policies, all for the same pods, say of tokens. */
export function tokensIn(policies: readonly PolicyObject[]): Tokens {
  const rulesOf = (action: string): readonly JsonObject[] =>
    policies
      .filter((one) => one.kind === 'AuthorizationPolicy' && actionOf(one) === action)
      .flatMap(({ spec }) => asObjects(spec['rules'], 'rules'));
  return {
    issuers: policies
      .filter(({ kind }) => kind === 'RequestAuthentication')
      .flatMap(({ spec }) => asObjects(spec['jwtRules'], 'jwtRules')),
    isDemanded: rulesOf('DENY').some(refusesWithoutToken),
  };
}

function refusesWithoutToken({ from, ...others }: JsonObject): boolean {
  const sources = asObjects(from, 'from').map((each) => JSON.stringify(each));
  return Object.keys(others).length === 0 && sources.includes('{"source":{"notRequestPrincipals":["*"]}}');
}

/** The properties of the APIs that say what the rule says, but for their target; undefined: none does. */
export function tryApis(
  rule: JsonObject,
  tokens: Tokens,
  names: KnownNames,
): readonly Readonly<Record<string, Expression | undefined>>[] | undefined {
  const read = tryTokenRule(rule, tokens);
  if (read === undefined) return undefined;
  const claims = read.claims.length === 0 ? {} : { claims: read.claims };
  const from = read.from.flatMap((source) => sourceWords(source, names));
  return (read.operations.length === 0 ? [{}] : read.operations).map((operation) => ({
    from: from.length === 0 ? undefined : list(from),
    ...operationFields(operation),
    issuers: list(read.issuers.map((issuer) => plain({ ...issuer, ...claims }))),
  }));
}

/** Why no `JwtProtectedApi` could say what a RequestAuthentication says beside these policies. */
export function tryReasonAgainstTokens(
  authentication: PolicyObject,
  policies: readonly PolicyObject[],
): string | undefined {
  const beside = policies.filter((one) => isSamePods(one, authentication));
  if (beside.filter(({ kind }) => kind === 'RequestAuthentication').length > 1) {
    return 'several RequestAuthentications are for the same pods';
  }
  const tokens = tokensIn(beside);
  const { issuers } = tokens;
  if (issuers.length === 0) return 'it has no `jwtRules`, so that it reads no tokens';
  const unknown = issuers.flatMap(Object.keys).find((field) => !ISSUER_FIELDS.includes(field));
  if (unknown !== undefined) return `\`${unknown}\` of \`jwtRules\` has no counterpart among the constructs`;
  const askedFor = beside
    .filter((one) => one.kind === 'AuthorizationPolicy' && actionOf(one) === 'ALLOW')
    .flatMap(({ spec }) => asObjects(spec['rules'], 'rules'))
    .flatMap((rule) => tryTokenRule(rule, tokens)?.issuers ?? []);
  const unasked = issuers.find((issuer) => !askedFor.includes(issuer));
  if (unasked === undefined) return undefined;
  return `a JwtProtectedApi would also demand a token of \`${String(unasked['issuer'])}\`, which no rule for these pods does`;
}

function tryTokenRule(rule: JsonObject, tokens: Tokens): TokenRule | undefined {
  const sources = asObjects(rule['from'], 'from').map((each) => asObjects([each['source']], 'source')[0] ?? {});
  const asked = (sources.length === 0 ? [{}] : sources).map((source) => tryIssuersAsked(source, tokens));
  const [first] = asked;
  // one API has one set of issuers
  if (first === undefined || asked.some((each) => JSON.stringify(each) !== JSON.stringify(first))) return undefined;
  const claims = asObjects(rule['when'], 'when').map(tryClaim);
  if (claims.includes(undefined)) return undefined;
  const operations = asObjects(rule['to'], 'to').map((each) => asObjects([each['operation']], 'operation')[0] ?? {});
  if (operations.some((operation) => Object.keys(operation).some((field) => !API_FIELDS.includes(field)))) {
    return undefined;
  }
  const others = sources.map(({ requestPrincipals: _, ...other }) => other);
  return {
    issuers: first,
    from: others.some((other) => Object.keys(other).length === 0) ? [] : others,
    claims: claims.flatMap((claim) => (claim === undefined ? [] : [claim])),
    operations,
  };
}

/** The issuers of any of whose tokens the source wants one; undefined: it wants others, or none. */
function tryIssuersAsked(source: JsonObject, { issuers, isDemanded }: Tokens): readonly JsonObject[] | undefined {
  const principals = asStrings(source['requestPrincipals'], 'requestPrincipals');
  if (issuers.length === 0) return undefined;
  if (principals.includes('*') || (principals.length === 0 && isDemanded)) return issuers;
  const asked = principals.map((each) => issuers.find(({ issuer }) => `${String(issuer)}/*` === each));
  return asked.length === 0 || asked.includes(undefined)
    ? undefined
    : asked.flatMap((each) => (each === undefined ? [] : [each]));
}

function tryClaim({ key, values, notValues, ...others }: JsonObject): JsonObject | undefined {
  const claim = tryClaimPath(String(key));
  if (claim === undefined || Object.keys(others).length > 0) return undefined;
  return {
    claim,
    ...(values === undefined ? {} : { anyOf: values }),
    ...(notValues === undefined ? {} : { noneOf: notValues }),
  };
}
