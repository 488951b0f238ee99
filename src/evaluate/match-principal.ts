/** How the fields about the caller's identity are compared with the SPIFFE id of its certificate. */
import { anyPattern, globSource, isSomething, literalSource, matchesString } from './match-string';

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

/** Whether any of these `principals` matches. */
export function anyPrincipal(patterns: readonly string[]): (spiffeId: string) => boolean {
  return anyPattern(patterns, matchesPrincipal, (pattern) => SCHEME + pattern);
}

/** `namespaces`: `*` stands for anything, wherever it is. @see generator.go, `srcNamespaceGenerator` */
export function namespacePattern(pattern: string): RegExp {
  return new RegExp(`^.*/ns/${globSource(pattern, '.*')}/.*$`);
}

/**
 * `serviceAccounts`, as `namespace/name`: exact, in whichever trust domain.
 * @see generator.go, `srcServiceAccountGenerator`
 */
export function serviceAccountPattern(account: string): RegExp {
  const slash = account.indexOf('/');
  const namespace = literalSource(account.slice(0, slash));
  const name = literalSource(account.slice(slash + 1));
  return new RegExp(`^spiffe://.+/ns/${namespace}/(.+/|)sa/${name}(/.+)?$`);
}

/** Whether any of these `serviceAccounts` matches. Identities as Istio issues them are looked up. */
export function anyServiceAccount(accounts: readonly string[]): (spiffeId: string) => boolean {
  const known = new Set(accounts);
  const patterns = accounts.map(serviceAccountPattern);
  return (spiffeId) => {
    const [, namespace, name] = /^spiffe:\/\/[^/\n]+\/ns\/([^/\n]+)\/sa\/([^/\n]+)$/.exec(spiffeId) ?? [];
    if (namespace !== undefined) return known.has(`${namespace}/${name}`);
    return patterns.some((pattern) => pattern.test(spiffeId));
  };
}

/** `trustDomains`: `*` does not cross the `/` after the trust domain. @see generator.go, `srcTrustDomainGenerator` */
export function trustDomainPattern(pattern: string): RegExp {
  if (pattern === '*') return /^spiffe:\/\//;
  return new RegExp(`^spiffe://${globSource(pattern, '[^/]*')}/.*$`);
}
