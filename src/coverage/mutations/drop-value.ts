/** What if one of several values, or one of several entries of `from` or `to`, were not there? */
import type { AuthorizationPolicy } from '../../policy/model';
import { rulesOf } from '../../policy/rule';
import type { Edit, Mutation } from '../mutant';
import { valuesLeftOut } from '../value-edits';
import { fieldOfAlternative, withClause } from '../written-condition';

export const dropValue: Mutation<AuthorizationPolicy> = {
  name: 'drop-value',
  edits: (policy) => [...valuesLeftOut(policy), ...entriesLeftOut(policy)],
};

function entriesLeftOut(policy: AuthorizationPolicy): readonly Edit<AuthorizationPolicy>[] {
  return rulesOf(policy.rules).flatMap((rule) =>
    rule.clauses.flatMap((clause, place) =>
      clause.alternatives.length < 2
        ? []
        : clause.alternatives.map((_, entry) => ({
            field: fieldOfAlternative(rule, place, entry),
            change: `entry ${entry} of \`${clause.part}\` of rule ${rule.index} is left out`,
            after: withClause(policy, rule, place, [
              { ...clause, alternatives: clause.alternatives.filter((_other, index) => index !== entry) },
            ]),
            rule: rule.index,
          })),
    ),
  );
}
