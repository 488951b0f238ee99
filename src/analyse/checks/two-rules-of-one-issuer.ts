/** Do two JWT rules name one issuer? */
import { checkEach } from '../check-rule';
import { jwtRules } from '../jwt-rules';

export const twoRulesOfOneIssuer = checkEach('ZT303', 'RequestAuthentication', function* (policy) {
  const seen = new Set<string>();
  for (const { path, rule } of jwtRules(policy)) {
    const { issuer } = rule;
    if (typeof issuer !== 'string' || issuer === '') continue;
    if (seen.has(issuer)) {
      const message = `issuer \`${issuer}\` has a rule already, and a token need satisfy only one of them; join them`;
      yield { path: [...path, 'issuer'], message };
    }
    seen.add(issuer);
  }
});
