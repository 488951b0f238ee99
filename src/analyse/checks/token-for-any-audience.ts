/** Does a JWT rule accept a token that its issuer made for another service? */
import { checkEach } from '../check-rule';
import { jwtRules } from '../jwt-rules';
import { asItems } from '../raw-field';

export const tokenForAnyAudience = checkEach('ZT302', 'RequestAuthentication', function* (policy) {
  for (const { path, rule } of jwtRules(policy)) {
    if (asItems(rule.audiences).length > 0) continue;
    yield {
      path,
      message: `a token of \`${String(rule.issuer ?? '')}\` for any audience is accepted; name \`audiences\``,
    };
  }
});
