/** Policies mean all names of their mesh: what they say of one trust domain they say of its aliases. */
import { DEFAULT_TRUST_DOMAIN } from '../../istio/limits';
import type { ConditionValue } from '../../policy/condition-value';
import { readPrincipal, readTrustDomain } from '../../policy/read-value';
import type { Condition } from '../../policy/rule';

/** The condition with identities and trust domains written for each of the mesh's own trust domains. */
export function withAliases(condition: Condition, trustDomains: readonly string[]): Condition {
  const { kind } = condition.attribute;
  if (kind === 'principal') return expand(condition, (principal) => principalsFor(principal, trustDomains));
  if (kind !== 'trustDomain') return condition;
  const own = trustDomains.map(readTrustDomain);
  return expand(condition, (domain) => (trustDomains.includes(domain.text) ? own : [domain]));
}

function expand(condition: Condition, expansion: (value: ConditionValue) => readonly ConditionValue[]): Condition {
  return {
    ...condition,
    values: condition.values.flatMap(expansion),
    notValues: condition.notValues.flatMap(expansion),
  };
}

/**
 * Only whole principals of five parts are rewritten. `cluster.local` is a pointer to the mesh, and is not kept itself.
 * @see istio pilot/pkg/security/trustdomain/bundle.go, `ReplaceTrustDomainAliases`
 */
function principalsFor(principal: ConditionValue, trustDomains: readonly string[]): readonly ConditionValue[] {
  const parts = principal.text.split('/');
  const domain = parts[0] ?? '';
  if (parts.length !== 5 || domain === '*') return [principal];
  const isOurs = domain === DEFAULT_TRUST_DOMAIN || trustDomains.some((own) => mayBe(domain, own));
  if (!isOurs) return [principal];
  return trustDomains.map((own) => {
    const isCovered = domain.startsWith('*') && own.endsWith(domain.slice(1));
    return isCovered || own === domain ? principal : readPrincipal([own, ...parts.slice(1)].join('/'));
  });
}

/** @see istio pilot/pkg/security/trustdomain/util.go, `stringMatch`: the pattern may be on either side */
function mayBe(domain: string, own: string): boolean {
  const covers = (pattern: string, text: string): boolean =>
    (pattern.endsWith('*') && text.startsWith(pattern.slice(0, -1))) ||
    (pattern.startsWith('*') && text.endsWith(pattern.slice(1)));
  return domain === own || own === '*' || covers(domain, own) || covers(own, domain);
}
