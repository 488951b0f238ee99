/** What is wrong with an issuer of tokens: the kinds of its values first, then what they say. */
import {
  type FieldChecks,
  isFlag,
  isPlainObject,
  isText,
  listOf,
  optional,
  required,
  restrictionProblems,
  shapeOfList,
} from './given-shape';
import type { ClaimRequirement, ClaimToHeader, JwtHeader, JwtIssuer } from './jwt-issuer';

const text = optional(isText, 'a text');
const texts = listOf(isText, 'a text');
const claimValues = listOf(
  (value) => isText(value) || typeof value === 'number' || typeof value === 'boolean',
  'a text',
);

const ISSUER_FIELDS: FieldChecks<JwtIssuer> = {
  issuer: required(isText, 'the `iss` claim of its tokens'),
  jwksUri: text,
  jwks: text,
  audiences: texts,
  fromHeaders: listOf(isHeader, "a header such as `{ name: 'x-token' }`"),
  fromParams: texts,
  fromCookies: texts,
  forwardOriginalToken: optional(isFlag, '`true` or `false`'),
  outputPayloadToHeader: text,
  outputClaimToHeaders: listOf(isClaimToHeader, "a pair such as `{ claim: 'sub', header: 'x-user' }`"),
  claims: listOf(isPlainObject, "a requirement such as `{ claim: ['role'], anyOf: ['admin'] }`"),
};
const CLAIM_FIELDS: FieldChecks<ClaimRequirement> = {
  claim: (field, value) =>
    Array.isArray(value)
      ? shapeOfList(field, value, isText, 'the name of a level')
      : required(Array.isArray, "a list, such as `['role']` or `['realm_access', 'roles']`")(field, value),
  anyOf: claimValues,
  noneOf: claimValues,
};
const HEADER_FIELDS: FieldChecks<JwtHeader> = { name: required(isText, 'a text'), prefix: text };
const PAIR_FIELDS: FieldChecks<ClaimToHeader> = {
  claim: required(isText, 'a text'),
  header: required(isText, 'a text'),
};

/** What is wrong with the kinds of the values of an issuer. */
export function issuerShape(issuer: JwtIssuer): string[] {
  const claims = isPlainObject(issuer) && Array.isArray(issuer.claims) ? issuer.claims.filter(isPlainObject) : [];
  return [
    ...restrictionProblems('an issuer', issuer, ISSUER_FIELDS),
    ...claims.flatMap((claim) => restrictionProblems('a claim requirement', claim, CLAIM_FIELDS)),
  ];
}

function isHeader(value: unknown): boolean {
  return restrictionProblems('a header', value as JwtHeader, HEADER_FIELDS).length === 0;
}

function isClaimToHeader(value: unknown): boolean {
  return restrictionProblems('a pair', value as ClaimToHeader, PAIR_FIELDS).length === 0;
}

/** What is wrong with an issuer of the right shape. */
export function issuerProblems(issuer: JwtIssuer): string[] {
  const name = `issuer \`${issuer.issuer}\``;
  const headers = [...(issuer.fromHeaders ?? [])].map((header) => header.name);
  const written = [issuer.outputPayloadToHeader, ...(issuer.outputClaimToHeaders ?? []).map((o) => o.header)].filter(
    (h) => h !== undefined,
  );
  return [
    issuer.issuer === '' || /\s/.test(issuer.issuer)
      ? `${name} is not the \`iss\` of a token; write it to the letter, such as \`https://auth.example.com\``
      : undefined,
    issuer.issuer.includes('*') ? `${name} has a wildcard, which Istio reads literally; name each issuer` : undefined,
    issuer.jwksUri !== undefined && issuer.jwks !== undefined
      ? `${name} has both \`jwksUri\` and \`jwks\`; give one of them`
      : undefined,
    issuer.jwksUri === undefined && issuer.jwks === undefined && !/^https:\/\//.test(issuer.issuer)
      ? `${name} has neither \`jwksUri\` nor \`jwks\`, and is no \`https\` address at which keys could be discovered; give one of them`
      : undefined,
    issuer.jwksUri === undefined ? undefined : checkJwksUri(name, issuer.jwksUri),
    issuer.jwks === undefined ? undefined : checkJwks(name, issuer.jwks),
    ...(['audiences', 'fromHeaders', 'fromParams', 'fromCookies', 'outputClaimToHeaders', 'claims'] as const)
      .filter((field) => issuer[field]?.length === 0)
      .map(
        (field) =>
          `${name} has \`${field}\` as an empty list, which Istio reads as no requirement at all; leave it out, or name at least one`,
      ),
    ...[...headers, ...written]
      .filter((header) => !/^[-_A-Za-z0-9]+$/.test(header))
      .map((header) => `${name} names the header \`${header}\`; a header name has letters, digits, \`-\` and \`_\``),
    ...written
      .filter((header) => /^(authorization|host|cookie|x-forwarded-.*)$/i.test(header))
      .map(
        (header) =>
          `${name} would overwrite the header \`${header}\`, which others rely on; choose a name of its own, such as \`x-jwt-payload\``,
      ),
    ...[...(issuer.audiences ?? []), ...(issuer.fromParams ?? []), ...(issuer.fromCookies ?? [])]
      .filter((value) => value === '')
      .map(
        () =>
          `${name} has an empty text among \`audiences\`, \`fromParams\` or \`fromCookies\`, which Istio refuses; remove it`,
      ),
    ...(issuer.claims ?? []).flatMap((claim) => claimProblems(name, claim)),
  ].filter((problem) => problem !== undefined);
}

function claimProblems(name: string, { claim, anyOf, noneOf }: ClaimRequirement): string[] {
  const shown = `claim \`${claim.join('.')}\` of ${name}`;
  return [
    claim.length === 0 || claim.some((part) => part === '')
      ? `${name} has a claim requirement without a name; write such as \`claim: ['role']\``
      : undefined,
    ...claim
      .filter((part) => /["'`[\]]/.test(part))
      .map(
        (part) =>
          `${shown} has \`${part}\` in its name, quotes or brackets of which Istio would take literally; write the bare name, one list entry a level`,
      ),
    anyOf === undefined && noneOf === undefined ? `${shown} requires nothing; give \`anyOf\` or \`noneOf\`` : undefined,
    anyOf?.length === 0 || noneOf?.length === 0
      ? `${shown} has an empty list, which Istio reads as no condition at all; name at least one value`
      : undefined,
    ...[...(anyOf ?? []), ...(noneOf ?? [])]
      .filter((value) => typeof value !== 'string' || value === '')
      .map(
        (value) =>
          `${shown} is compared with \`${String(value)}\`; Istio compares text only, never numbers or booleans`,
      ),
  ].filter((problem) => problem !== undefined);
}

function checkJwksUri(name: string, uri: string): string | undefined {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url?.protocol === 'https:' && url.hostname !== '' && url.username === '') return undefined;
  return `${name} has its keys at \`${uri}\`; give an \`https\` address without credentials, as whoever can change the keys can forge tokens`;
}

/** Envoy refuses the whole listener for a key set without keys, and later policies with it. */
function checkJwks(name: string, jwks: string): string | undefined {
  const keys = tryKeys(jwks);
  if (keys === undefined || keys.length === 0)
    return `${name} has \`jwks\` that is not a JSON Web Key Set with at least one key; give the text of \`{"keys":[…]}\``;
  const secret = keys.some((key) =>
    ['d', 'k', 'p', 'q'].some((field) => typeof key === 'object' && key !== null && field in key),
  );
  return secret
    ? `${name} has \`jwks\` with a private or symmetric key, which anyone who reads the manifest could sign with; give public keys only`
    : undefined;
}

function tryKeys(jwks: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(jwks);
    const keys = (parsed as { keys?: unknown } | null)?.keys;
    return Array.isArray(keys) ? keys : undefined;
  } catch {
    return undefined;
  }
}
