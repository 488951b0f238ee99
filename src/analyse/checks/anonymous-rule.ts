/** Does an ALLOW rule say what may be done, and nothing of who may do it? */
import { actionOf, rulesOf, valuesOfRule } from '../authorization-fields';
import { checkEach } from '../check-rule';
import { targetsOf } from '../policy-scope';
import { selectorLabels } from '../reach-of-policy';

export const anonymousRule = checkEach('ZT135', 'AuthorizationPolicy', function* (policy) {
  if (actionOf(policy) !== 'ALLOW') return;
  // at a gateway everybody is meant
  if (
    targetsOf(policy).some(({ kind }) => kind !== 'Service') ||
    /gateway/i.test(JSON.stringify(selectorLabels(policy)))
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
