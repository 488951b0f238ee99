/** Does a rule exclude all that it asks for, so that it never matches? */
import type { Action } from '../../policy/model';
import { type Condition, rulesOf } from '../../policy/rule';
import type { Check } from '../check-rule';
import { coversValues } from '../rule-cover';

export const contradictoryRule: Check = {
  code: 'ZT601',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    for (const policy of mesh.authorizationPolicies) {
      for (const { clauses, index } of rulesOf(policy.rules)) {
        for (const { alternatives, part } of clauses) {
          const conditions = alternatives.map((all) => all.find(isContradiction));
          const [first] = conditions;
          // one alternative that can be met keeps the rule alive
          if (first === undefined || conditions.includes(undefined)) continue;
          const effect = EFFECTS[policy.action.kind];
          const message = `all of \`${first.field}\` is excluded again in the same entry of \`${part}\`, so the rule never matches and ${effect}; remove one of the two`;
          yield { manifest: manifestOf(policy), path: ['spec', 'rules', index, part], message };
        }
      }
    }
  },
};

const EFFECTS: Readonly<Record<Action['kind'], string>> = {
  ALLOW: 'allows nothing',
  DENY: 'denies nothing',
  AUDIT: 'logs nothing',
  CUSTOM: 'has nobody asked',
};

function isContradiction({ attribute, notValues, values }: Condition): boolean {
  return values.length > 0 && notValues.length > 0 && coversValues(notValues, values, attribute);
}
