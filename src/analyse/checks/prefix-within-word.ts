/** Does an ALLOW rule open a prefix that ends within a word, so that other paths begin with it, too? */
import { actionOf } from '../authorization-fields';
import { checkEach } from '../check-rule';

export const prefixWithinWord = checkEach('ZT144', 'AuthorizationPolicy', function* (policy, estate) {
  if (actionOf(policy) !== 'ALLOW') return;
  for (const { attribute, negated, value, path } of estate.values(policy)) {
    if (attribute !== 'paths' || negated || !/^\/[^*{}]*[A-Za-z0-9]\*$/.test(value)) continue;
    const prefix = value.slice(0, -1);
    yield {
      path,
      message: `\`${value}\` opens \`${prefix}-other\`, too; write \`${prefix}\` and \`${prefix}/*\` for what is below`,
    };
  }
});
