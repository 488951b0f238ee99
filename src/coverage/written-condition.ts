/** Where does each condition of a policy stand, and what is the policy with another condition in its place? */
import type { FieldPath } from '../policy/field-path';
import type { AuthorizationPolicy } from '../policy/model';
import type { Clause, Condition, Rule } from '../policy/rule';
import { rulesFrom, rulesOf } from '../policy/rule';

/** A condition, and its place. */
export interface WrittenCondition {
  readonly rule: Rule;
  /** places in the rule, the clause, and the alternative */
  readonly clause: number;
  readonly alternative: number;
  readonly place: number;
  readonly condition: Condition;
}

/** Which of the two lists of a condition. */
export type List = 'values' | 'notValues';

/** All conditions of the policy, in order. */
export function conditionsOf(policy: AuthorizationPolicy): readonly WrittenCondition[] {
  return rulesOf(policy.rules).flatMap((rule) =>
    rule.clauses.flatMap(({ alternatives }, clause) =>
      alternatives.flatMap((conditions, alternative) =>
        conditions.map((condition, place) => ({ rule, clause, alternative, place, condition })),
      ),
    ),
  );
}

/** The policy with this condition in place of the written one. */
export function withCondition(
  policy: AuthorizationPolicy,
  { rule, clause, alternative, place }: WrittenCondition,
  condition: Condition,
): AuthorizationPolicy {
  const conditions = rule.clauses[clause]?.alternatives[alternative] ?? [];
  return withAlternative(policy, rule, clause, alternative, replaced(conditions, place, [condition]));
}

/** The policy with these conditions as one alternative of a clause. */
export function withAlternative(
  policy: AuthorizationPolicy,
  rule: Rule,
  clause: number,
  alternative: number,
  conditions: readonly Condition[],
): AuthorizationPolicy {
  const written = rule.clauses[clause];
  const alternatives = replaced(written?.alternatives ?? [], alternative, [conditions]);
  return written === undefined ? policy : withClause(policy, rule, clause, [{ ...written, alternatives }]);
}

/** The policy with these in place of one clause. */
export function withClause(
  policy: AuthorizationPolicy,
  rule: Rule,
  clause: number,
  others: readonly Clause[],
): AuthorizationPolicy {
  return withRule(policy, rule, [{ ...rule, clauses: replaced(rule.clauses, clause, others) }]);
}

/** The policy with these in place of one rule; the others keep their numbers. */
export function withRule(policy: AuthorizationPolicy, rule: Rule, others: readonly Rule[]): AuthorizationPolicy {
  const rules = rulesOf(policy.rules);
  return { ...policy, rules: rulesFrom(rules.flatMap((one) => (one.index === rule.index ? others : [one]))) };
}

/** The field of an alternative, as written: `spec.rules[0].from[1]`, or a `when` entry, which has but one. */
export function fieldOfAlternative(rule: Rule, clause: number, alternative: number): FieldPath {
  const part = rule.clauses[clause]?.part ?? 'when';
  // `from` and `to` are one clause each, and every `when` entry is one
  const entry = part === 'when' ? clause - rule.clauses.findIndex((one) => one.part === 'when') : alternative;
  return ['spec', 'rules', rule.index, part, entry];
}

/** The field of a list of values: `spec.rules[0].to[0].operation.notPaths`. */
export function fieldOf(written: WrittenCondition, list: List): FieldPath {
  const { rule, clause, alternative, condition } = written;
  const entry = fieldOfAlternative(rule, clause, alternative);
  const part = rule.clauses[clause]?.part;
  if (part === 'when') return [...entry, list];
  return [...entry, part === 'from' ? 'source' : 'operation', nameOf(condition, list)];
}

/** The list as sentences name it: `notPaths`; of a `when` entry its key, and `notValues`. */
export function shownList({ rule, clause, condition }: WrittenCondition, list: List): string {
  if (rule.clauses[clause]?.part !== 'when') return `\`${nameOf(condition, list)}\` of rule ${rule.index}`;
  const which = list === 'values' ? '' : '`notValues` of ';
  return `${which}\`${condition.field}\` of rule ${rule.index}`;
}

/** The lists of the condition that hold something. */
export function listsOf({ values, notValues }: Condition): readonly List[] {
  return [
    ...(values.length > 0 ? (['values'] as const) : []),
    ...(notValues.length > 0 ? (['notValues'] as const) : []),
  ];
}

function nameOf({ field }: Condition, list: List): string {
  const plain = /^not[A-Z]/.test(field) ? field.charAt(3).toLowerCase() + field.slice(4) : field;
  return list === 'values' ? plain : `not${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
}

function replaced<T>(items: readonly T[], index: number, others: readonly T[]): readonly T[] {
  return [...items.slice(0, index), ...others, ...items.slice(index + 1)];
}
