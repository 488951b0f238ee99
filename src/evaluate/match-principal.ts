/** How the fields about the caller's identity are compared with the SPIFFE id of its certificate. */
import { globSource, isSomething, literalSource, matchesString } from './match-string';

const SCHEME = 'spiffe://';

/**
 * `principals`: a string pattern, to which the scheme is prepended. A pattern with scheme therefore never matches.
 * @see istio pilot/pkg/security/authz/model/generator.go, `srcPrincipalGenerator`
 */
export function matchesPrincipal(pattern: string, spiffeId: string): boolean {
  if (pattern === '*') return isSomething(spiffeId);
  if (pattern.startsWith('*')) {
    return spiffeId.startsWith(SCHEME) && spiffeId.slice(SCHEME.length).endsWith(pattern.slice(1));
  }
  return matchesString(SCHEME + pattern, spiffeId);
}

/** `namespaces`: `*` stands for anything, wherever it is. @see generator.go, `srcNamespaceGenerator` */
export function matchesNamespace(pattern: string, spiffeId: string): boolean {
  return new RegExp(`^.*/ns/${globSource(pattern, '.*')}/.*$`).test(spiffeId);
}

/**
 * `serviceAccounts`, as `namespace/name`: exact, in whichever trust domain.
 * @see generator.go, `srcServiceAccountGenerator`
 */
export function matchesServiceAccount(account: string, spiffeId: string): boolean {
  const slash = account.indexOf('/');
  const namespace = literalSource(account.slice(0, slash));
  const name = literalSource(account.slice(slash + 1));
  return new RegExp(`^spiffe://.+/ns/${namespace}/(.+/|)sa/${name}(/.+)?$`).test(spiffeId);
}

/** `trustDomains`: `*` does not cross the `/` after the trust domain. @see generator.go, `srcTrustDomainGenerator` */
export function matchesTrustDomain(pattern: string, spiffeId: string): boolean {
  if (pattern === '*') return spiffeId.startsWith(SCHEME);
  return new RegExp(`^spiffe://${globSource(pattern, '[^/]*')}/.*$`).test(spiffeId);
}
