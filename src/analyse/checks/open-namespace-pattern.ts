/** Is access granted to namespaces by a pattern, which namespaces to come may fit, too? */
import { actionOf } from '../authorization-fields';
import { checkEach } from '../check-rule';

export const openNamespacePattern = checkEach('ZT141', 'AuthorizationPolicy', function* (policy, estate) {
  if (actionOf(policy) !== 'ALLOW') return;
  for (const { attribute, negated, value, path } of estate.values(policy)) {
    // `*` alone is any identity at all, which nobody takes for a list of names
    if (attribute !== 'source.namespace' || negated || !value.includes('*') || value === '*') continue;
    yield {
      path,
      message: `who may create a namespace that fits \`${value}\` lets itself in; name the namespaces, or see to who may create them`,
    };
  }
});
