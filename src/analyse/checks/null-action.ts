/** Is the action null, which means ALLOW? */
import { checkEach } from '../check-rule';
import { specOf } from '../estate';

export const nullAction = checkEach('ZT115', 'AuthorizationPolicy', function* (policy) {
  if (specOf(policy).action !== null) return;
  yield { path: ['spec', 'action'], message: '`action` is null, which means ALLOW; write the action that is meant' };
});
