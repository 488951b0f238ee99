/** Does a path template lack its leading slash, which Envoy aborts on when it loads the policy? */
import { isPathTemplate } from '../../istio/path-pattern';
import { checkEach } from '../check-rule';

/** @see envoy source/extensions/path/match/uri_template: the template is asserted to be valid, not checked */
export const templateWithoutSlash = checkEach('ZT108', 'AuthorizationPolicy', function* (policy, estate) {
  for (const { attribute, value, path } of estate.values(policy)) {
    if (attribute !== 'paths' || !isPathTemplate(value) || value.startsWith('/')) continue;
    yield {
      path,
      message: `path template \`${value}\` has no leading \`/\`: Istio accepts it and Envoy aborts, so every selected proxy dies; write \`/${value}\``,
    };
  }
});
