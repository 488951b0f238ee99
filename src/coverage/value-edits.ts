/** Which values could stand in the place of those that conditions name, one at a time? */
import type { ConditionValue } from '../policy/condition-value';
import type { FieldPath } from '../policy/field-path';
import type { AuthorizationPolicy } from '../policy/model';
import { readValue } from '../policy/read-value';
import type { Condition } from '../policy/rule';
import type { Edit } from './mutant';
import type { List, WrittenCondition } from './written-condition';
import { conditionsOf, fieldOf, listsOf, shownList, withCondition } from './written-condition';

/** A value in its list. */
export interface WrittenValue {
  readonly value: string;
  readonly condition: Condition;
  readonly list: List;
}

/** The edits that put other values into the place of one: none, where `othersFor` has none. */
export function valueEdits(
  policy: AuthorizationPolicy,
  othersFor: (written: WrittenValue) => readonly string[],
): readonly Edit<AuthorizationPolicy>[] {
  return eachValue(policy).flatMap(({ written, list, value, index }) =>
    othersFor({ value, condition: written.condition, list }).map((other) => ({
      field: [...fieldOf(written, list), index],
      change: `\`${value}\` of ${shownList(written, list)} becomes \`${other}\``,
      ...withValues(policy, { written, list, index }, [
        readValue(written.condition.attribute, other, policy.namespace),
      ]),
      touched: { attribute: written.condition.attribute, values: [value, other] },
    })),
  );
}

/** The edits that take a value from its list, as long as another is left there. */
export function valuesLeftOut(policy: AuthorizationPolicy): readonly Edit<AuthorizationPolicy>[] {
  return eachValue(policy).flatMap(({ written, list, value, index }) => {
    const { condition } = written;
    if (condition[list].length < 2) return [];
    const field: FieldPath = [...fieldOf(written, list), index];
    const change = `\`${value}\` of ${shownList(written, list)} is left out`;
    const touched = { attribute: condition.attribute, values: [value] };
    return [{ field, change, ...withValues(policy, { written, list, index }, []), touched }];
  });
}

interface ValuePlace {
  readonly written: WrittenCondition;
  readonly list: List;
  readonly index: number;
}

function eachValue(policy: AuthorizationPolicy): readonly (ValuePlace & { readonly value: string })[] {
  return conditionsOf(policy).flatMap((written) =>
    listsOf(written.condition).flatMap((list) =>
      written.condition[list].map(({ text }, index) => ({ written, list, value: text, index })),
    ),
  );
}

function withValues(
  policy: AuthorizationPolicy,
  { written, list, index }: ValuePlace,
  others: readonly ConditionValue[],
): Required<Pick<Edit<AuthorizationPolicy>, 'after' | 'rule'>> {
  const { condition, rule } = written;
  const values = [...condition[list].slice(0, index), ...others, ...condition[list].slice(index + 1)];
  return { after: withCondition(policy, written, { ...condition, [list]: values }), rule: rule.index };
}
