/** What must be refused, and what may be opened, so that only requests with a matching token pass? */
import type { AuthorizationPolicySpecRulesTo } from '../../imports/security.istio.io';
import { issuerProblems, issuerShape } from './check-issuer';
import { Condition } from './condition';
import { isPlainObject, shapeOfList } from './given-shape';
import type { ClaimRequirement, JwtIssuer } from './jwt-issuer';
import type { RouteRule } from './target-policy';

/**
 * ¬(token of A with A's claims ∨ token of B with B's claims …) as DENY rules: no token of any issuer; or a token of A
 * that misses one of A's claims; or one of B that misses one of B's. A request has one verified token, so the cases
 * are apart. @internal
 */
export function tokenGuard(issuers: readonly JwtIssuer[], to: AuthorizationPolicySpecRulesTo[]): RouteRule[] {
  return [
    { from: [{ notRequestPrincipals: issuers.map(requestPrincipalsOf).sort() }], to, when: [] },
    ...issuers.flatMap((issuer) => {
      const from = [{ requestPrincipals: [requestPrincipalsOf(issuer)] }];
      return (issuer.claims ?? []).flatMap((claim) => [
        ...(claim.anyOf === undefined
          ? []
          : [{ from, to, when: [condition(claim, { notValues: claim.anyOf })._toIstio()] }]),
        ...(claim.noneOf === undefined
          ? []
          : [{ from, to, when: [condition(claim, { values: claim.noneOf })._toIstio()] }]),
      ]);
    }),
  ];
}

/** Every token of the issuer that has a subject. @internal */
export function requestPrincipalsOf({ issuer }: JwtIssuer): string {
  return `${issuer}/*`;
}

/** What a token of the issuer must say, all of it. @internal */
export function claimConditions({ claims = [] }: JwtIssuer): Condition[] {
  return claims.map((claim) =>
    condition(claim, { ...given('values', claim.anyOf), ...given('notValues', claim.noneOf) }),
  );
}

/**
 * The path, and what most servers answer alike: `/api/secure` beside `/api/secure/*`, `/login/` beside `/login`.
 * Templates take no brackets, so that a guard over one would be dodged by `[`: the guard covers all that begins as the
 * template does. @internal
 */
export function guardedPaths(path: string): string[] {
  const pattern = path.replace(/\{.*$/, '*');
  if (pattern === '*' || pattern === '/*' || pattern === '/') return [pattern];
  const bare = pattern.replace(/\/\*?$/, '');
  if (pattern.endsWith('/*')) return [bare, pattern];
  return pattern.endsWith('*') ? [pattern] : [bare, `${bare}/`];
}

/** What is wrong with the kinds of the values of issuers. @internal */
export function issuersShape(issuers: unknown[]): string[] {
  return [
    ...shapeOfList('issuers', issuers, isPlainObject, "an issuer such as `{ issuer: 'https://auth.example.com' }`"),
    ...issuers.filter(isPlainObject).flatMap((issuer) => issuerShape(issuer as JwtIssuer)),
  ];
}

/** What is wrong with issuers of the right shape. @internal */
export function issuersProblems(issuers: readonly JwtIssuer[]): string[] {
  const names = issuers.map((issuer) => issuer.issuer);
  return [
    ...(issuers.length === 0
      ? ['`issuers` is an empty list, so no token would ever match; name at least one issuer']
      : []),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map(
        (name) => `issuer \`${name}\` is listed twice, and Istio would accept a token that fits either; list it once`,
      ),
    ...issuers.flatMap(issuerProblems),
  ];
}

function condition(claim: ClaimRequirement, match: { values?: string[]; notValues?: string[] }): Condition {
  return Condition.nestedClaim(claim.claim, match);
}

function given<T>(field: string, values: T[] | undefined): { [field: string]: T[] } {
  return values === undefined ? {} : { [field]: values };
}
