/** Whose tokens are accepted, where they are found, and what they must say. */
import { isFlag, isPlainObject, isText, lostFields, shapeOf, shapeOfList, shapeOfOptional } from './given-shape';
import type { JwtRule } from './target-authentication';

/** A header that carries the token. */
export interface JwtHeader {
  /** The name of the header. */
  readonly name: string;
  /**
   * What stands before the token, such as `Bearer ` with its space.
   * @default - nothing
   */
  readonly prefix?: string;
}

/**
 * A claim that is copied into a request header for the application. A header of that name sent by a client is removed.
 */
export interface ClaimToHeader {
  /** The claim; nested ones by dots. */
  readonly claim: string;
  /** The header. */
  readonly header: string;
}

/** What a claim of the token must be. Only text and lists of text ever match, never numbers or booleans. */
export interface ClaimRequirement {
  /** The claim, from the outside in: `['role']`, or `['realm_access', 'roles']` for a nested one. */
  readonly claim: string[];
  /**
   * It has one of these values: exact, `prefix*`, `*suffix`, or `*` for "present".
   * @default - any, also none
   */
  readonly anyOf?: string[];
  /**
   * It has none of these values. Holds for a token without the claim.
   * @default - none is refused
   */
  readonly noneOf?: string[];
}

/** An issuer of tokens. */
export interface JwtIssuer {
  /** The `iss` claim, to the letter. */
  readonly issuer: string;
  /**
   * Where its keys are, over `https`. Istio's control plane fetches them.
   * @default - `jwks`, or else OpenID discovery at the issuer
   */
  readonly jwksUri?: string;
  /**
   * Its keys, as the text of a JSON Web Key Set.
   * @default - `jwksUri`
   */
  readonly jwks?: string;
  /**
   * Audiences, one of which the token must be meant for.
   * @default - any audience, also tokens meant for others
   */
  readonly audiences?: string[];
  /**
   * Headers that may carry the token.
   * @default - `Authorization: Bearer …`, and the query parameter `access_token`, unless another place is named
   */
  readonly fromHeaders?: JwtHeader[];
  /**
   * Query parameters that may carry the token.
   * @default - see `fromHeaders`
   */
  readonly fromParams?: string[];
  /**
   * Cookies that may carry the token.
   * @default - see `fromHeaders`
   */
  readonly fromCookies?: string[];
  /**
   * Whether the application gets the token too.
   * @default false
   */
  readonly forwardOriginalToken?: boolean;
  /**
   * A header that gets the payload of the token, base64url-encoded.
   * @default - none
   */
  readonly outputPayloadToHeader?: string;
  /**
   * Claims that are copied into headers.
   * @default - none
   */
  readonly outputClaimToHeaders?: ClaimToHeader[];
  /**
   * What the token must say. All of these.
   * @default - any token of the issuer that has a subject
   */
  readonly claims?: ClaimRequirement[];
}

/** The rule of a RequestAuthentication. @internal */
export function toJwtRule(issuer: JwtIssuer): JwtRule {
  const { claims: _claims, ...rule } = issuer;
  return rule;
}

/** What is wrong with the kinds of its values. @internal */
export function issuerShape(issuer: JwtIssuer): string[] {
  const lost = lostFields('an issuer', issuer, ISSUER_FIELDS);
  if (lost.length > 0) return lost;
  return [
    ...shapeOf('issuer', issuer.issuer, isText, 'the `iss` claim of its tokens'),
    ...(['jwksUri', 'jwks', 'outputPayloadToHeader'] as const).flatMap((field) =>
      shapeOfOptional(field, issuer[field], isText, 'a text'),
    ),
    ...(['audiences', 'fromParams', 'fromCookies'] as const).flatMap((field) =>
      shapeOfList(field, issuer[field], isText, 'a text'),
    ),
    ...shapeOfList('fromHeaders', issuer.fromHeaders, isHeader, "a header such as `{ name: 'x-token' }`"),
    ...shapeOfOptional('forwardOriginalToken', issuer.forwardOriginalToken, isFlag, '`true` or `false`'),
    ...shapeOfList(
      'outputClaimToHeaders',
      issuer.outputClaimToHeaders,
      isClaimToHeader,
      "a pair such as `{ claim: 'sub', header: 'x-user' }`",
    ),
    ...shapeOfList(
      'claims',
      issuer.claims,
      isPlainObject,
      "a requirement such as `{ claim: ['role'], anyOf: ['admin'] }`",
    ),
    ...(Array.isArray(issuer.claims) ? issuer.claims.filter(isPlainObject) : []).flatMap(claimShape),
  ];
}

function claimShape(requirement: ClaimRequirement): string[] {
  const lost = lostFields('a claim requirement', requirement, ['claim', 'anyOf', 'noneOf']);
  if (lost.length > 0) return lost;
  const isValue = (value: unknown) => isText(value) || typeof value === 'number' || typeof value === 'boolean';
  return [
    ...shapeOf('claim', requirement.claim, Array.isArray, "a list, such as `['role']` or `['realm_access', 'roles']`"),
    ...shapeOfList('claim', Array.isArray(requirement.claim) ? requirement.claim : [], isText, 'the name of a level'),
    ...shapeOfList('anyOf', requirement.anyOf, isValue, 'a text'),
    ...shapeOfList('noneOf', requirement.noneOf, isValue, 'a text'),
  ];
}

function isHeader(value: unknown): boolean {
  if (lostFields('a header', value, ['name', 'prefix']).length > 0) return false;
  const { name, prefix } = value as JwtHeader;
  return isText(name) && (prefix === undefined || isText(prefix));
}

function isClaimToHeader(value: unknown): boolean {
  if (lostFields('a pair', value, ['claim', 'header']).length > 0) return false;
  const { claim, header } = value as ClaimToHeader;
  return isText(claim) && isText(header);
}

const ISSUER_FIELDS: readonly (keyof JwtIssuer)[] = [
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
  'claims',
];

/** What is wrong with it. @internal */
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
