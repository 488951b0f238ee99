/** How the fields about the caller's identity are compared with the SPIFFE id of its certificate. */
import type { Behaviour } from '../istio/behaviour';
import { anyPattern, globSource, isSomething, literalSource, matchesString, unquoted } from './match-string';

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
export function anyPrincipal(patterns: readonly string[], behaviour: Behaviour): (spiffeId: string) => boolean {
  const matches = behaviour.literalIdentities ? matchesPrincipal : matchesUnquotedPrincipal;
  return anyPattern(patterns, matches, (pattern) => SCHEME + pattern);
}

function matchesUnquotedPrincipal(pattern: string, spiffeId: string): boolean {
  if (pattern === '*' || !pattern.startsWith('*')) return matchesPrincipal(pattern, spiffeId);
  return new RegExp(`^${SCHEME}.*${unquoted(literalSource(pattern.slice(1)))}$`).test(spiffeId);
}

/** `namespaces`: `*` stands for anything, wherever it is. @see generator.go, `srcNamespaceGenerator` */
export function namespacePattern(pattern: string, { literalIdentities }: Behaviour): RegExp {
  const source = globSource(pattern, '.*');
  return new RegExp(`^.*/ns/${literalIdentities ? source : unquoted(source)}/.*$`);
}

/**
 * `serviceAccounts`, as `namespace/name`: exact, in whichever trust domain.
 * @see generator.go, `srcServiceAccountGenerator`
 */
export function serviceAccountPattern(account: string, { literalServiceAccounts }: Behaviour): RegExp {
  const slash = account.indexOf('/');
  const parts = [account.slice(0, slash), account.slice(slash + 1)].map(literalSource);
  const [namespace, name] = literalServiceAccounts ? parts : parts.map(unquoted);
  return new RegExp(`^spiffe://.+/ns/${namespace}/(.+/|)sa/${name}(/.+)?$`);
}

/** Whether any of these `serviceAccounts` matches. Identities as Istio issues them are looked up. */
export function anyServiceAccount(accounts: readonly string[], behaviour: Behaviour): (spiffeId: string) => boolean {
  const known = new Set(accounts);
  const patterns = accounts.map((account) => serviceAccountPattern(account, behaviour));
  return (spiffeId) => {
    if (!behaviour.literalServiceAccounts) return patterns.some((pattern) => pattern.test(spiffeId));
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
