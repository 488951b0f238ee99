/** Does a principal begin with `spiffe://`, which Istio adds itself? */
import { checkEach } from '../check-rule';

export const principalWithScheme = checkEach('ZT105', 'AuthorizationPolicy', function* (policy, estate) {
  for (const { attribute, value, path } of estate.values(policy)) {
    if (attribute !== 'source.principal' || !value.startsWith('spiffe://')) continue;
    yield {
      path,
      message: `principal \`${value}\` has a scheme, which Istio adds itself, so it never matches; write \`${value.slice('spiffe://'.length)}\``,
    };
  }
});
