/** What if a field asked for the opposite: `notPaths` for `paths`, `notValues` for `values`? */
import { textsOf } from '../../policy/condition-value';
import type { AuthorizationPolicy } from '../../policy/model';
import type { Mutation } from '../mutant';
import { conditionsOf, fieldOf, listsOf, shownList, withCondition } from '../written-condition';

export const negate: Mutation<AuthorizationPolicy> = {
  name: 'negate',
  edits: (policy) =>
    conditionsOf(policy).flatMap((written) => {
      const { condition, rule } = written;
      const { values, notValues, attribute } = condition;
      const [list] = listsOf(condition);
      if (list === undefined) return [];
      const opposite = { ...condition, values: notValues, notValues: values };
      const other = fieldOf({ ...written, condition: opposite }, list === 'values' ? 'notValues' : 'values').at(-1);
      return [
        {
          field: fieldOf(written, list),
          change: `${shownList(written, list)} becomes \`${other}\``,
          after: withCondition(policy, written, opposite),
          rule: rule.index,
          touched: { attribute, values: textsOf([...values, ...notValues]) },
        },
      ];
    }),
};
