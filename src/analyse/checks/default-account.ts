/** Is access granted to the service account `default`, which every pod has that names none? */
import { actionOf } from '../authorization-fields';
import { checkEach } from '../check-rule';

export const defaultAccount = checkEach('ZT139', 'AuthorizationPolicy', function* (policy, estate) {
  if (actionOf(policy) !== 'ALLOW') return;
  for (const { attribute, negated, value, path } of estate.values(policy)) {
    const isDefault =
      (attribute === 'source.principal' && /\/sa\/default$/.test(value)) ||
      (attribute === 'source.serviceAccount' && /^([^/]+\/)?default$/.test(value));
    if (negated || !isDefault) continue;
    yield {
      path,
      message: `\`${value}\` is every pod of its namespace that names no service account; give the caller one of its own`,
    };
  }
});
