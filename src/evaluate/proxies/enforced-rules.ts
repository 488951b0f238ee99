/** Which rules of policies reach Envoy, and in which form: those it cannot be given are dropped or widened. */
import type { Behaviour } from '../../istio/behaviour';
import type { ConditionValue } from '../../policy/condition-value';
import type { MeshSettings } from '../../policy/mesh-settings';
import { ownTrustDomains } from '../../policy/mesh-settings';
import type { AuthorizationPolicy } from '../../policy/model';
import { compareText } from '../../policy/object-order';
import type { Attribute, Clause, Condition, Rule } from '../../policy/rule';
import { isOfHttp, rulesOf } from '../../policy/rule';
import { allOf, anyOf } from '../matching/answer';
import type { Facts, Test } from '../matching/match-condition';
import { testOf } from '../matching/match-condition';
import { withAliases } from './trust-domain-aliases';

/** A rule as Envoy has it. */
export interface EnforcedRule {
  /** `namespace/name#index`, as reports name it */
  readonly by: string;
  /** the name by which Envoy orders its rules; among several that match it reports the first */
  readonly key: string;
  readonly clauses: readonly Clause[];
  /** whether it holds for a call: all clauses, of each one alternative, with all its conditions */
  readonly matches: Test;
}

/** Whether Envoy knows the attributes of HTTP here. */
export type Chain = 'http' | 'tcp';

/** The rules of these policies on this chain, in Envoy's order. */
export function enforcedRules(
  policies: readonly AuthorizationPolicy[],
  chain: Chain,
  settings: MeshSettings,
): readonly EnforcedRule[] {
  return policies
    .flatMap((policy) =>
      rulesOf(policy.rules).flatMap((rule) => {
        const clauses = enforceable(policy, rule, chain);
        return clauses === undefined ? [] : [toEnforced(policy, rule.index, clauses, settings)];
      }),
    )
    .sort((a, b) => compareText(a.key, b.key));
}

/** Of some rules, those that match and those of which we cannot tell. */
export interface Matches {
  readonly matching: readonly EnforcedRule[];
  readonly unknown: readonly EnforcedRule[];
}

/** The rules that match the call, and those of which we cannot tell. */
export function matchingRules(rules: readonly EnforcedRule[], facts: Facts): Matches {
  const matching: EnforcedRule[] = [];
  const unknown: EnforcedRule[] = [];
  for (const rule of rules) {
    const answer = rule.matches(facts);
    if (answer === 'yes') matching.push(rule);
    else if (answer === 'unknown') unknown.push(rule);
  }
  return { matching, unknown };
}

/** Made once somebody asks: whoever tells sets of requests reads the clauses. */
function testOfClauses(clauses: readonly Clause[], behaviour: Behaviour): Test {
  const make = (): readonly (readonly (readonly Test[])[])[] =>
    clauses.map(({ alternatives }) =>
      alternatives.map((conditions) => conditions.map((each) => testOf(each, behaviour))),
    );
  let tests: ReturnType<typeof make> | undefined;
  return (facts) =>
    allOf((tests ??= make()), (alternatives) =>
      anyOf(alternatives, (conditions) => allOf(conditions, (test) => test(facts))),
    );
}

/** @see istio pilot/pkg/security/authz/builder/builder.go, `policyName` */
function toEnforced(
  policy: AuthorizationPolicy,
  index: number,
  clauses: readonly Clause[],
  settings: MeshSettings,
): EnforcedRule {
  const trustDomains = ownTrustDomains(settings);
  const own = mapConditions(clauses, (condition) => withAliases(condition, trustDomains));
  const provider = policy.action.kind === 'CUSTOM' ? `istio-ext-authz-${policy.action.provider}-` : '';
  return {
    by: `${policy.namespace}/${policy.name}#${index}`,
    key: `${provider}ns[${policy.namespace}]-policy[${policy.name}]-rule[${index}]`,
    clauses: own,
    matches: testOfClauses(own, settings.behaviour),
  };
}

/**
 * What Envoy can be given of this rule; undefined when Istio leaves it out.
 * @see istio pilot/pkg/security/authz/model/model.go, `Generate` and `checkError`
 */
function enforceable(policy: AuthorizationPolicy, rule: Rule, chain: Chain): readonly Clause[] | undefined {
  const conditions = rule.clauses.flatMap((clause) => clause.alternatives.flat());
  // an unknown key: Istio skips the rule whatever the action, so that a DENY rule silently disappears
  if (conditions.some(({ attribute }) => attribute.kind === 'unknown')) return undefined;
  if (policy.action.kind !== 'ALLOW') {
    // widened: a denial that cannot be told exactly denies more
    return mapConditions(rule.clauses, (condition) => ({
      ...condition,
      values: condition.values.filter((value) => isUsable(condition.attribute, value, chain)),
      notValues: condition.notValues.filter((value) => isUsable(condition.attribute, value, chain)),
    }));
  }
  const isWhole = conditions.every(({ attribute, values, notValues }) =>
    [...values, ...notValues].every((value) => isUsable(attribute, value, chain)),
  );
  // dropped: one unusable value takes the whole ALLOW rule away, so that nothing opens by mistake
  return isWhole ? rule.clauses : undefined;
}

function mapConditions(clauses: readonly Clause[], change: (condition: Condition) => Condition): readonly Clause[] {
  return clauses.map((clause) => ({
    ...clause,
    alternatives: clause.alternatives.map((conditions) => conditions.map(change)),
  }));
}

/** Whether Envoy can be given this value of the attribute. */
export function isUsable(attribute: Attribute, { kind }: ConditionValue, chain: Chain): boolean {
  return kind !== 'unusable' && (chain === 'http' || !isOfHttp(attribute));
}
