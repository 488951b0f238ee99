/** Does a policy ask for a token that no RequestAuthentication checks, so that no request ever has one? */
import type { Manifest } from '../../policy/manifest';
import { actionOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import { type Estate, namespaceOf } from '../estate';
import { listed } from '../names-in-messages';
import { targetsOf } from '../policy-scope';
import { mayMeet } from '../reach-of-policy';

export const uncheckedToken: Check = {
  code: 'ZT312',
  *find(estate) {
    for (const { manifest, asked } of unchecked(estate)) {
      if (!isJudged(estate, manifest)) continue;
      const effect = asked.negated ? 'is always met' : 'is never met';
      const message = `no RequestAuthentication checks tokens for these workloads, so this condition on \`${asked.attribute}\` ${effect}; write one with the issuer's \`jwtRules\``;
      yield { manifest, path: asked.path, message };
    }
  },
  *assumes(estate) {
    const spaces = unchecked(estate)
      .filter(({ manifest }) => !isJudged(estate, manifest))
      .map(({ manifest }) => namespaceOf(manifest));
    if (spaces.length > 0)
      yield `no RequestAuthentication is among the manifests for policies of ${listed(spaces)} that ask for tokens; one is taken to be elsewhere`;
    const asks = estate
      .of('AuthorizationPolicy')
      .some((policy) => estate.values(policy).some(({ attribute }) => attribute === 'request.auth.principal'));
    if (asks) yield 'tokens have a claim `sub`: one without it meets no `requestPrincipals`, not even `*`';
  },
};

/** Where workloads or token rules of the namespace are kept, its RequestAuthentications are, too. */
function isJudged(estate: Estate, policy: Manifest): boolean {
  const namespace = namespaceOf(policy);
  return (
    estate.inventory().workloadsIn(namespace).length > 0 ||
    estate.of('RequestAuthentication').some((one) => namespaceOf(one) === namespace)
  );
}

function unchecked(estate: Estate) {
  const authentications = estate.of('RequestAuthentication');
  return estate.of('AuthorizationPolicy').flatMap((manifest) => {
    // a CUSTOM provider looks at tokens itself, and what a GatewayClass has we do not see
    if (isDryRun(manifest) || actionOf(manifest) === 'CUSTOM') return [];
    if (targetsOf(manifest).some(({ kind }) => kind === 'GatewayClass')) return [];
    const asked = estate.values(manifest).find(({ attribute }) => attribute.startsWith('request.auth.'));
    if (asked === undefined || authentications.some((one) => mayMeet(estate, manifest, one))) return [];
    return [{ manifest, asked }];
  });
}
