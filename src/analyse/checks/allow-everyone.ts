/** Does an ALLOW policy let everyone in, whatever they ask for? */
import { actionOf, rulesOf } from '../authorization-fields';
import { checkEach } from '../check-rule';

export const allowEveryone = checkEach('ZT104', 'AuthorizationPolicy', function* (policy) {
  if (actionOf(policy) !== 'ALLOW') return;
  for (const { path, fields } of rulesOf(policy)) {
    if (Object.keys(fields).length > 0) continue;
    yield {
      path,
      message:
        'the empty rule allows every request, also one without identity; name the callers, or leave `rules` out to allow nobody',
    };
  }
});
