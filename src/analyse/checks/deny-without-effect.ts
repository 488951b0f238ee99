/**
 * Does a rule deny callers what nothing allows them, so that it changes nothing? Where a policy closes everything on
 * purpose, as an ALLOW policy without rules does, a DENY is a guard against what others will allow, and meant to change
 * nothing. So is one that names no callers: it says what nobody may ever do.
 */
import type { Attachment } from '../../policy/attachment';
import { type Attribute, type Rule, rulesOf } from '../../policy/rule';
import type { PlacedRule } from '../../reach/ways/rule-reading';
import type { Check } from '../check-rule';

export const denyWithoutEffect: Check = {
  code: 'ZT605',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    const inForce = estate.rulesInForce();
    for (const policy of mesh.authorizationPolicies) {
      if (policy.action.kind !== 'DENY' || policy.dryRun) continue;
      const allowing = inForce.maybeWith(policy, 'ALLOW');
      // where no ALLOW policy is surely in force, everything may be allowed
      if (inForce.surelyWith(policy, 'ALLOW').length === 0) continue;
      if (allowing.some(({ rules, attachment }) => rules.kind === 'never' && isWide(attachment))) continue;
      for (const rule of rulesOf(policy.rules)) {
        if (!namesCallers(rule)) continue;
        const denying: PlacedRule = { policy, rule };
        const near = inForce.near(denying, allowing);
        const comparer = estate.comparer();
        const found = comparer.compare('effect', policy, [denying, ...near], (rules) => {
          // what never matches is a finding of its own
          if (rules.isNever(denying, rules.readers) || !rules.isApart(denying, near)) return undefined;
          return { witness: comparer.replayed(rules.exampleOf({ matches: [denying] }), 'deny') };
        });
        if (found === undefined) continue;
        yield {
          manifest: manifestOf(policy),
          path: ['spec', 'rules', rule.index],
          message: 'no ALLOW policy here allows any of this, so the rule changes nothing; correct it, or remove it',
          ...(found.witness && { witness: found.witness }),
        };
      }
    }
  },
};

const OF_CALLERS: readonly Attribute['kind'][] = ['principal', 'namespace', 'serviceAccount', 'requestPrincipal'];

/** For a namespace, or for all that a waypoint serves. */
function isWide(attachment: Attachment): boolean {
  return (
    attachment.kind === 'everything' ||
    (attachment.kind === 'targets' && attachment.targets.some(({ kind }) => kind.startsWith('Gateway')))
  );
}

function namesCallers({ clauses }: Rule): boolean {
  return clauses.some(({ alternatives }) =>
    alternatives.every((conditions) =>
      conditions.some(({ attribute, values }) => values.length > 0 && OF_CALLERS.includes(attribute.kind)),
    ),
  );
}
