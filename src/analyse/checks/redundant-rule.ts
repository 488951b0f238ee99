/** Does a rule allow, or deny, only what another one does already? */
import type { AuthorizationPolicy } from '../../policy/model';
import { type Rule, rulesOf } from '../../policy/rule';
import type { Check } from '../check-rule';
import { coversRule } from '../rule-cover';
import { widerPolicies } from '../wider-policies';

export const redundantRule: Check = {
  code: 'ZT602',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    const widerOf = widerPolicies(mesh.authorizationPolicies, estate.settings.rootNamespace);
    for (const policy of mesh.authorizationPolicies) {
      const { dryRun, action } = policy;
      if (dryRun || (action.kind !== 'ALLOW' && action.kind !== 'DENY')) continue;
      const wider = widerOf(policy).filter(
        (other) => other.action.kind === action.kind && !isSameObject(other, policy),
      );
      for (const rule of rulesOf(policy.rules)) {
        const other = coveringRule(policy, rule, wider);
        if (other === undefined) continue;
        const where = other.policy === policy ? '' : ` of \`${other.policy.namespace}/${other.policy.name}\``;
        const verb = action.kind === 'ALLOW' ? 'allows' : 'denies';
        const message = `rule ${other.rule.index}${where} ${verb} all of this already; remove the rule, or narrow the other`;
        yield { manifest: manifestOf(policy), path: ['spec', 'rules', rule.index], message };
      }
    }
  },
};

interface Place {
  readonly policy: AuthorizationPolicy;
  readonly rule: Rule;
}

/** A rule that covers this one. Of two that cover each other the later one is the one too many. */
function coveringRule(
  policy: AuthorizationPolicy,
  rule: Rule,
  wider: readonly AuthorizationPolicy[],
): Place | undefined {
  for (const other of wider) {
    for (const one of rulesOf(other.rules)) {
      // a rule that matches everything is a finding of its own
      if (one === rule || one.clauses.length === 0 || !coversRule(one, rule)) continue;
      const isLater = other === policy ? one.index > rule.index : isAfter(other, policy);
      if (!(isLater && coversRule(rule, one))) return { policy: other, rule: one };
    }
  }
  return undefined;
}

/** One object in two files, such as a base and its overlay, is not two policies. */
function isSameObject(a: AuthorizationPolicy, b: AuthorizationPolicy): boolean {
  return a !== b && a.namespace === b.namespace && a.name === b.name;
}

function isAfter(a: AuthorizationPolicy, b: AuthorizationPolicy): boolean {
  return `${a.namespace}/${a.name}` > `${b.namespace}/${b.name}`;
}
