/** What if a rule were not there? Of an ALLOW policy without rules nothing is left but that it allows nothing. */
import type { AuthorizationPolicy } from '../../policy/model';
import { rulesOf } from '../../policy/rule';
import type { Mutation } from '../mutant';
import { withRule } from '../written-condition';

export const dropRule: Mutation<AuthorizationPolicy> = {
  name: 'drop-rule',
  edits: (policy) =>
    rulesOf(policy.rules).map((rule) => ({
      field: ['spec', 'rules', rule.index],
      change: `rule ${rule.index} is left out`,
      after: withRule(policy, rule, []),
      rule: rule.index,
    })),
};
