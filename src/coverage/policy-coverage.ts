/** How often did cases touch each policy, each of its rules, and the values and regions of them? */
import type { FieldPath } from '../policy/field-path';
import type { Policy } from './mutant';

/** Something that a rule tells apart: one of its values, or a region, which is a kind of call that it decides about. */
export interface Facet {
  readonly field: FieldPath;
  /** in words: `paths` `/a`, a token that it refuses */
  readonly shown: string;
  /** cases that show what it does */
  readonly touched: number;
}

/** A region, and once it was looked for, what is known of it. */
export interface Region extends Facet {
  /** invariants that speak of calls in it */
  readonly spoken?: number;
  /** where nobody touches it */
  readonly untried?: Untried;
}

/** What becomes of a region that nobody touches. */
export type Untried =
  /** the case of this name would */
  | { readonly kind: 'case'; readonly id: string }
  /** no call is in it: others take them all, or nobody can send them */
  | { readonly kind: 'empty' }
  | { readonly kind: 'unknown'; readonly because: string };

/** A rule, or what stands for one in policies without rules. */
export interface RuleCoverage {
  readonly field: FieldPath;
  readonly shown: string;
  /** cases whose calls were held against it, and those that it matched */
  readonly asked: number;
  readonly matched: number;
  readonly values: readonly Facet[];
  readonly regions: readonly Region[];
  /** so many combinations of its entries there are, which are too many to be regions */
  readonly tooMany?: number;
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

/** Values and regions are named by their place in the lists of the rule. */
export interface TouchedRule {
  readonly rule: number;
  readonly isMatched: boolean;
  readonly values?: readonly number[];
  readonly regions: readonly number[];
}

/** What can be touched of a policy, before any call. */
export type Untouched = Pick<PolicyCoverage, 'policy'> & {
  readonly rules: readonly (Pick<RuleCoverage, 'field' | 'shown' | 'tooMany'> &
    Record<'values' | 'regions', readonly Pick<Facet, 'field' | 'shown'>[]>)[];
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
      values: rule.values.map((value, v) => ({ ...value, touched: count(p, r, 'value', v) })),
      regions: rule.regions.map((region, place) => ({ ...region, touched: count(p, r, 'region', place) })),
    })),
  }));
}

function keysOf({ rules }: Touch, policy: number | undefined): readonly string[] {
  if (policy === undefined) return [];
  return [
    `${policy}`,
    ...rules.flatMap(({ rule, isMatched, values = [], regions }) => [
      [policy, rule].join(),
      ...(isMatched ? [[policy, rule, 'matched'].join()] : []),
      ...values.map((value) => [policy, rule, 'value', value].join()),
      ...regions.map((region) => [policy, rule, 'region', region].join()),
    ]),
  ];
}
