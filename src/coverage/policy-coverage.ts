/** How often did cases touch each policy, each of its rules, and each value of them? */
import type { FieldPath } from '../policy/field-path';
import type { Policy } from './mutant';

/** Something that a policy tells apart: one of its values, or a kind of call that it is about. */
export interface Facet {
  readonly field: FieldPath;
  /** in words: `paths` `/a` */
  readonly shown: string;
  /** cases that show what it does */
  readonly touched: number;
}

/** A rule, or what stands for one in policies without rules. */
export interface RuleCoverage {
  readonly field: FieldPath;
  readonly shown: string;
  /** cases whose calls were held against it, and those that it matched */
  readonly asked: number;
  readonly matched: number;
  readonly facets: readonly Facet[];
}

/** A policy that decides something. */
export interface PolicyCoverage {
  readonly policy: Policy;
  /** cases on whose calls it had a say */
  readonly asked: number;
  readonly rules: readonly RuleCoverage[];
}

/** What one call did to one policy: the rules that it was held against, and what of each it touched. */
export interface Touch {
  readonly policy: object;
  readonly rules: readonly TouchedRule[];
}

/** Facets are named by their place in the list of the rule's facets. */
export interface TouchedRule {
  readonly rule: number;
  readonly isMatched: boolean;
  readonly facets: readonly number[];
}

/** What can be touched of a policy, before any call. */
export type Untouched = Pick<PolicyCoverage, 'policy'> & {
  readonly rules: readonly (Pick<RuleCoverage, 'field' | 'shown'> & {
    readonly facets: readonly Pick<Facet, 'field' | 'shown'>[];
  })[];
};

/** The policies with what the touches of each case did to them. What a case does twice counts once. */
export function counted(policies: readonly Untouched[], cases: Iterable<readonly Touch[]>): readonly PolicyCoverage[] {
  const counts = new Map<string, number>();
  const numbers = new Map(policies.map(({ policy: { policy } }, index) => [policy as object, index]));
  for (const touches of cases) {
    for (const key of new Set(touches.flatMap((touch) => keysOf(touch, numbers.get(touch.policy))))) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const count = (...key: readonly (string | number)[]): number => counts.get(key.join()) ?? 0;
  return policies.map(({ policy, rules }, p) => ({
    policy,
    asked: count(p),
    rules: rules.map((rule, r) => ({
      ...rule,
      asked: count(p, r),
      matched: count(p, r, 'matched'),
      facets: rule.facets.map((facet, f) => ({ ...facet, touched: count(p, r, f) })),
    })),
  }));
}

function keysOf({ rules }: Touch, policy: number | undefined): readonly string[] {
  if (policy === undefined) return [];
  return [
    `${policy}`,
    ...rules.flatMap(({ rule, isMatched, facets }) => [
      [policy, rule].join(),
      ...(isMatched ? [[policy, rule, 'matched'].join()] : []),
      ...facets.map((facet) => [policy, rule, facet].join()),
    ]),
  ];
}
