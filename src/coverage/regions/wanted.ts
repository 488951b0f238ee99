/** Which calls are in a region of a rule? What they match there, and what they do not. */
import type { AuthorizationPolicy } from '../../policy/model';
import { rulesOf } from '../../policy/rule';
import type { Rule } from '../../policy/rule';
import type { Wanted } from '../../reach/rule-comparison';
import type { PlacedRule } from '../../reach/ways/rule-reading';
import type { RuleRegion } from '../touch/rule-regions';
import { listsOf, withAlternative, withClause, withCondition, type WrittenCondition } from '../written-condition';

/** The rules of a place, by what they do. */
export interface RulesThere {
  readonly asking: readonly PlacedRule[];
  readonly denying: readonly PlacedRule[];
  /** undefined: no ALLOW policy is there */
  readonly allowing: readonly PlacedRule[] | undefined;
}

/** The rules of these policies. */
export function rulesThere(policies: readonly AuthorizationPolicy[]): RulesThere {
  const of = (kind: 'CUSTOM' | 'DENY' | 'ALLOW'): readonly AuthorizationPolicy[] =>
    policies.filter(({ action }) => action.kind === kind);
  const placed = (some: readonly AuthorizationPolicy[]): readonly PlacedRule[] =>
    some.flatMap((policy) => rulesOf(policy.rules).map((rule) => ({ policy, rule })));
  const allow = of('ALLOW');
  return {
    asking: placed(of('CUSTOM')),
    denying: placed(of('DENY')),
    allowing: allow.length === 0 ? undefined : placed(allow),
  };
}

/** The part of the rule that takes the calls of the region, or would take them. */
export function partOf(policy: AuthorizationPolicy, rule: Rule, region: RuleRegion): PlacedRule {
  switch (region.kind) {
    case 'taken': {
      const clauses = rule.clauses.map((clause, index) => ({
        ...clause,
        alternatives: clause.alternatives.filter((_, entry) => entry === region.entries[index]),
      }));
      return { policy, rule: { ...rule, clauses } };
    }
    case 'kept': {
      const without = withoutValues(policy, region.by);
      return { policy, rule: rulesOf(without.rules).find(({ index }) => index === rule.index) ?? EMPTY };
    }
  }
}

const EMPTY: Rule = { index: 0, clauses: [] };

/** An entry of which nothing is left holds, and its clause with it. */
function withoutValues(policy: AuthorizationPolicy, by: WrittenCondition): AuthorizationPolicy {
  const { rule, clause, alternative, place, condition } = by;
  if (listsOf(condition).length > 1) return withCondition(policy, by, { ...condition, values: [] });
  const beside = rule.clauses[clause]?.alternatives[alternative] ?? [];
  const left = beside.filter((_, index) => index !== place);
  return left.length === 0
    ? withClause(policy, rule, clause, [])
    : withAlternative(policy, rule, clause, alternative, left);
}

/** The calls of the region: those of any of these. */
export function wantedIn(region: RuleRegion, part: PlacedRule, { denying, allowing }: RulesThere): readonly Wanted[] {
  const isDenial = part.policy.action.kind === 'DENY';
  switch (region.kind) {
    case 'taken':
      return [{ matches: [part], butNot: isDenial ? [] : denying }];
    case 'kept':
      if (!isDenial) return [{ matches: [part], butNot: [...denying, ...(allowing ?? [])] }];
      // it matters only where ALLOW lets through what is not denied
      return allowing === undefined
        ? [{ matches: [part], butNot: denying }]
        : allowing.map((one) => ({ matches: [part, one], butNot: denying }));
  }
}
