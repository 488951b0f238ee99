/** Does a rule allow only what DENY policies deny, so that it allows nothing? */
import type { JsonObject } from '../../policy/json-object';
import { nameOf } from '../../policy/metadata';
import { rulesOf } from '../../policy/rule';
import type { PlacedRule } from '../../reach/ways/rule-reading';
import type { RuleComparison } from '../../reach/rule-comparison';
import type { Check } from '../check-rule';
import { listed } from '../names-in-messages';

interface Undone {
  readonly cover: readonly PlacedRule[];
  readonly witness: JsonObject | undefined;
}

export const allowUndoneByDeny: Check = {
  code: 'ZT603',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    const inForce = estate.rulesInForce();
    for (const policy of mesh.authorizationPolicies) {
      if (policy.action.kind !== 'ALLOW' || policy.dryRun) continue;
      const denying = inForce.surelyWith(policy, 'DENY');
      if (denying.length === 0) continue;
      for (const rule of rulesOf(policy.rules)) {
        const allowing: PlacedRule = { policy, rule };
        // a policy that denies everything is a finding of its own
        const near = inForce.near(allowing, denying).filter((one) => one.rule.clauses.length > 0);
        if (near.length === 0) continue;
        const comparer = estate.comparer();
        const undone = (rules: RuleComparison): Undone | undefined => {
          const cover = rules.coverOf(allowing, near);
          // what never matches is a finding of its own
          if (cover === undefined || cover.length === 0) return undefined;
          return { cover, witness: comparer.replayed(rules.exampleOf({ matches: [allowing] }), 'deny') };
        };
        const compared = [allowing, ...near];
        const anywhere = comparer.compare('undone', policy, compared, undone);
        const found = anywhere ?? comparer.compare('undone', policy, compared, undone, 'served');
        if (found === undefined) continue;
        const { cover, witness } = found;
        const names = new Set(cover.map((one) => nameOf(one.policy)));
        const [deny, denial] = names.size === 1 ? ['denies', 'denial'] : ['together deny', 'denials'];
        const where = anywhere === undefined ? ' at the ports that are served' : '';
        const message = `${listed(names)} ${deny} all that the rule allows${where}, and DENY is asked first; remove the rule, or narrow the ${denial}`;
        yield {
          manifest: manifestOf(policy),
          path: ['spec', 'rules', rule.index],
          message,
          ...(witness && { witness }),
        };
      }
    }
  },
};
