/** Whose tokens are accepted, where they are found, and what they must say. */
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

/**
 * An issuer of tokens.
 *
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/#JWTRule
 */
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
