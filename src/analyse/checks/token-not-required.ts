/** Are tokens checked at a workload where nothing requires one? */
import type { Check } from '../check-rule';
import { type Estate, specOf } from '../estate';
import { asItems } from '../raw-field';
import { mayMeet } from '../reach-of-policy';
import { isDryRun } from '../dry-run';
import type { Manifest } from '../../policy/manifest';

export const tokenNotRequired: Check = {
  code: 'ZT301',
  *find(estate) {
    const asking = estate
      .of('AuthorizationPolicy')
      .filter((policy) => !isDryRun(policy) && asksForToken(estate, policy));
    for (const manifest of estate.of('RequestAuthentication')) {
      if (asItems(specOf(manifest).jwtRules).length === 0) continue;
      if (asking.some((policy) => mayMeet(estate, policy, manifest))) continue;
      const message =
        'no policy for these workloads requires a token, so a request without one passes; require `requestPrincipals`';
      yield { manifest, path: ['spec', 'jwtRules'], message };
    }
  },
};

/** Any condition on the token counts, as does a CUSTOM policy, whose provider may look at it. */
function asksForToken(estate: Estate, policy: Manifest): boolean {
  if (specOf(policy).action === 'CUSTOM') return true;
  for (const { attribute } of estate.values(policy)) if (attribute.startsWith('request.auth.')) return true;
  return false;
}
