/** How the fields about the caller's identity are compared with the SPIFFE id of its certificate. */
import type { Behaviour } from '../../istio/behaviour';
import type { TextPattern } from '../../istio/text-pattern';
import type { ValueOf } from '../../policy/condition-value';
import { anyPattern, globSource, isSomething, literalSource, matchesString, unquoted } from './match-string';

const SCHEME = 'spiffe://';

/**
 * `principals`: a string pattern, to which the scheme is prepended. A pattern with scheme therefore never matches.
 * @see istio pilot/pkg/security/authz/model/generator.go, `srcPrincipalGenerator`
 */
export function matchesPrincipal(pattern: TextPattern, spiffeId: string): boolean {
  if (pattern.kind === 'any') return isSomething(spiffeId);
  return spiffeId.startsWith(SCHEME) && matchesString(pattern, spiffeId.slice(SCHEME.length));
}

/** Whether any of these `principals` matches. */
export function anyPrincipal(
  principals: readonly ValueOf<'principal'>[],
  behaviour: Behaviour,
): (spiffeId: string) => boolean {
  const matches = behaviour.literalIdentities ? matchesPrincipal : matchesUnquotedPrincipal;
  const patterns = principals.map(({ pattern }) => pattern);
  return anyPattern(patterns, matches, (text) => SCHEME + text);
}

function matchesUnquotedPrincipal(pattern: TextPattern, spiffeId: string): boolean {
  if (pattern.kind !== 'suffix') return matchesPrincipal(pattern, spiffeId);
  return new RegExp(`^${SCHEME}.*${unquoted(literalSource(pattern.text))}$`).test(spiffeId);
}

/** `namespaces`: `*` stands for anything, wherever it is. @see generator.go, `srcNamespaceGenerator` */
export function namespacePattern({ pieces }: ValueOf<'namespace'>, { literalIdentities }: Behaviour): RegExp {
  const source = globSource(pieces, '.*');
  return new RegExp(`^.*/ns/${literalIdentities ? source : unquoted(source)}/.*$`);
}

/**
 * `serviceAccounts`, as `namespace/name`: exact, in whichever trust domain.
 * @see generator.go, `srcServiceAccountGenerator`
 */
export function serviceAccountPattern(
  account: ValueOf<'serviceAccount'>,
  { literalServiceAccounts }: Behaviour,
): RegExp {
  const parts = [account.namespace, account.name].map(literalSource);
  const [namespace, name] = literalServiceAccounts ? parts : parts.map(unquoted);
  return new RegExp(`^spiffe://.+/ns/${namespace}/(.+/|)sa/${name}(/.+)?$`);
}

/** Whether any of these `serviceAccounts` matches. Identities as Istio issues them are looked up. */
export function anyServiceAccount(
  accounts: readonly ValueOf<'serviceAccount'>[],
  behaviour: Behaviour,
): (spiffeId: string) => boolean {
  const known = new Set(accounts.map(({ text }) => text));
  const patterns = accounts.map((account) => serviceAccountPattern(account, behaviour));
  return (spiffeId) => {
    if (!behaviour.literalServiceAccounts) return patterns.some((pattern) => pattern.test(spiffeId));
    const [, namespace, name] = /^spiffe:\/\/[^/\n]+\/ns\/([^/\n]+)\/sa\/([^/\n]+)$/.exec(spiffeId) ?? [];
    if (namespace !== undefined) return known.has(`${namespace}/${name}`);
    return patterns.some((pattern) => pattern.test(spiffeId));
  };
}

/** `trustDomains`: `*` does not cross the `/` after the trust domain. @see generator.go, `srcTrustDomainGenerator` */
export function trustDomainPattern({ text, pieces }: ValueOf<'trustDomain'>): RegExp {
  if (text === '*') return /^spiffe:\/\//;
  return new RegExp(`^spiffe://${globSource(pieces, '[^/]*')}/.*$`);
}
