/** What is in force at the proxy where a call arrived, in the form in which the proxy enforces it. */
import { policiesInForce } from '../policy/in-force';
import { ownTrustDomains } from '../policy/mesh-settings';
import type { Action, AuthorizationPolicy, JwtRule, Mesh } from '../policy/model';
import { byAge, compareText } from '../policy/object-order';
import type { Arrival } from './arrival';
import type { EnforcedRule } from './enforced-rules';
import { enforcedRules } from './enforced-rules';
import { sortCustom } from './external-authorizer';

/** The rules at one proxy, by what they do. */
export interface RulesAtProxy {
  /** about what the rules of `asking` match, this provider is asked */
  readonly provider: string;
  readonly asking: readonly EnforcedRule[];
  /** rules of CUSTOM policies without a provider to ask */
  readonly denyingFirst: readonly EnforcedRule[];
  readonly denying: readonly EnforcedRule[];
  /** undefined: no ALLOW policy is in force; empty: one is, and none of its rules can match */
  readonly allowing: readonly EnforcedRule[] | undefined;
}

/** The rules of the AuthorizationPolicies in force. AUDIT and dry-run policies decide nothing. */
export function rulesAt(mesh: Mesh, arrival: Arrival): RulesAtProxy {
  const chain = arrival.http === undefined ? 'tcp' : 'http';
  const inForce = policiesInForce(mesh.authorizationPolicies, mesh, arrival.proxy);
  const withAction = (kind: Action['kind']): readonly AuthorizationPolicy[] =>
    inForce.filter((policy) => policy.action.kind === kind);
  const rules = (policies: readonly AuthorizationPolicy[]): readonly EnforcedRule[] =>
    enforcedRules(policies, chain, ownTrustDomains(mesh.settings));
  const custom = sortCustom(withAction('CUSTOM'), mesh.settings, chain);
  const allow = withAction('ALLOW').filter((policy) => !policy.dryRun);
  return {
    provider: custom.provider ?? '',
    asking: rules(custom.asking),
    denyingFirst: rules(custom.denying),
    denying: rules(withAction('DENY').filter((policy) => !policy.dryRun)),
    allowing: allow.length === 0 ? undefined : rules(allow),
  };
}

/**
 * The rules of the RequestAuthentications in force: own namespace before root, older before younger, then by issuer.
 * @see istio pilot/pkg/security/authn/policy_applier.go, `convertToEnvoyJwtConfig`
 */
export function jwtRulesAt(mesh: Mesh, arrival: Arrival): readonly JwtRule[] {
  const oldestFirst = [...mesh.requestAuthentications].sort(byAge);
  return policiesInForce(oldestFirst, mesh, arrival.proxy)
    .flatMap((policy) => policy.jwtRules)
    .sort((a, b) => compareText(a.issuer ?? '', b.issuer ?? ''));
}
