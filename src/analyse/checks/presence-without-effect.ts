/** Does a JWT rule say that a token is required by `presence`, which no istiod reads yet? */
import { checkEach } from '../check-rule';
import { jwtRules } from '../jwt-rules';

export const presenceWithoutEffect = checkEach('ZT315', 'RequestAuthentication', function* (policy) {
  for (const { path, rule } of jwtRules(policy)) {
    if (rule.presence !== 'REQUIRED') continue;
    yield {
      path: [...path, 'presence'],
      message:
        'istiod does not read `presence`, so a request without a token passes; require `requestPrincipals` in an AuthorizationPolicy',
    };
  }
});
