/** Does a rule allow only what another policy denies, so that it allows nothing? */
import { rulesOf } from '../../policy/rule';
import type { Check } from '../check-rule';
import { coversRule } from '../rule-cover';
import { widerPolicies } from '../wider-policies';

export const allowUndoneByDeny: Check = {
  code: 'ZT603',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    const widerOf = widerPolicies(mesh.authorizationPolicies, estate.settings.rootNamespace);
    for (const policy of mesh.authorizationPolicies) {
      if (policy.action.kind !== 'ALLOW' || policy.dryRun) continue;
      const denying = widerOf(policy).filter(({ action }) => action.kind === 'DENY');
      for (const rule of rulesOf(policy.rules)) {
        // a policy that denies everything is a finding of its own
        const other = denying.find(({ rules }) =>
          rulesOf(rules).some((one) => one.clauses.length > 0 && coversRule(one, rule)),
        );
        if (other === undefined) continue;
        const message = `\`${other.namespace}/${other.name}\` denies all that the rule allows, and DENY is asked first; remove the rule, or narrow the denial`;
        yield { manifest: manifestOf(policy), path: ['spec', 'rules', rule.index], message };
      }
    }
  },
};
