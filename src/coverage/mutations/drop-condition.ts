/** What if a field were not there? A whole `from`, `to` or `when` entry, or one field among several of an entry. */
import { textsOf } from '../../policy/condition-value';
import type { AuthorizationPolicy } from '../../policy/model';
import { rulesOf } from '../../policy/rule';
import type { Edit, Mutation } from '../mutant';
import {
  conditionsOf,
  fieldOf,
  fieldOfAlternative,
  listsOf,
  shownList,
  withAlternative,
  withClause,
  withCondition,
} from '../written-condition';

export const dropCondition: Mutation<AuthorizationPolicy> = {
  name: 'drop-condition',
  edits: (policy) => [...clausesLeftOut(policy), ...listsLeftOut(policy)],
};

function clausesLeftOut(policy: AuthorizationPolicy): readonly Edit<AuthorizationPolicy>[] {
  return rulesOf(policy.rules).flatMap((rule) =>
    rule.clauses.map(({ part, alternatives }, clause) => {
      const entry = fieldOfAlternative(rule, clause, 0);
      const [first] = alternatives.flat();
      const shown = part === 'when' && first !== undefined ? `\`${first.field}\`` : `\`${part}\``;
      return {
        field: part === 'when' ? entry : entry.slice(0, -1),
        change: `${shown} of rule ${rule.index} is left out`,
        after: withClause(policy, rule, clause, []),
        rule: rule.index,
      };
    }),
  );
}

/** The only list of an entry goes with its entry. @see drop-value */
function listsLeftOut(policy: AuthorizationPolicy): readonly Edit<AuthorizationPolicy>[] {
  return conditionsOf(policy).flatMap((written) => {
    const { rule, clause, alternative, place, condition } = written;
    const beside = rule.clauses[clause]?.alternatives[alternative] ?? [];
    const lists = listsOf(condition);
    if (beside.flatMap(listsOf).length < 2) return [];
    return lists.map((list) => ({
      field: fieldOf(written, list),
      change: `${shownList(written, list)} is left out`,
      after:
        lists.length > 1
          ? withCondition(policy, written, { ...condition, [list]: [] })
          : withAlternative(
              policy,
              rule,
              clause,
              alternative,
              beside.filter((_, index) => index !== place),
            ),
      rule: rule.index,
      touched: { attribute: condition.attribute, values: textsOf(condition[list]) },
    }));
  });
}
