/** Does an ALLOW rule say what may be done, and nothing of who may do it? */
import { actionOf, rulesOf, valuesOfRule } from '../authorization-fields';
import { checkEach } from '../check-rule';
import { targetsOf } from '../policy-scope';
import type { Estate } from '../estate';
import { selectorLabels } from '../reach-of-policy';

export const anonymousRule = checkEach('ZT135', 'AuthorizationPolicy', function* (policy, estate) {
  if (actionOf(policy) !== 'ALLOW') return;
  // at a gateway everybody is meant
  if (
    targetsOf(policy).some(({ kind }) => kind !== 'Service') ||
    /gateway/i.test(JSON.stringify(selectorLabels(policy))) ||
    isForGateway(estate, selectorLabels(policy))
  )
    return;
  for (const rule of rulesOf(policy)) {
    const values = valuesOfRule(rule);
    const asksWho = values.some(({ attribute }) =>
      /^(source|remote)\.|^request\.auth\.|^request\.headers|^connection\.|^experimental\./.test(attribute),
    );
    // an empty rule is the finding ZT104
    if (values.length === 0 || asksWho) continue;
    yield {
      path: rule.path,
      message: 'the rule names no caller, so it allows a request without identity, too; add `from`',
    };
  }
});

/** Whether a Gateway of Istio chooses pods with these labels. */
function isForGateway(estate: Estate, labels: Readonly<Record<string, string>>): boolean {
  return estate.inventory().mesh.gateways.some(({ api }) => {
    const chosen = api.kind === 'istio' ? Object.entries(api.selector) : [];
    return chosen.length > 0 && chosen.every(([name, value]) => labels[name] === value);
  });
}
