/** Does a DENY policy refuse every request to workloads that an ALLOW policy means to open? */
import { actionOf, rulesOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import { listed } from '../names-in-messages';
import { covers } from '../reach-of-policy';

/** @see https://istio.io/latest/docs/concepts/security/#implicit-enablement, "deny first" */
export const denyEverything: Check = {
  code: 'ZT103',
  *find(estate) {
    const policies = estate.of('AuthorizationPolicy').filter((policy) => !isDryRun(policy));
    const allowing = policies.filter((policy) => actionOf(policy) === 'ALLOW' && rulesOf(policy).length > 0);
    for (const manifest of policies.filter((policy) => actionOf(policy) === 'DENY')) {
      const empty = rulesOf(manifest).find((rule) => Object.keys(rule.fields).length === 0);
      if (empty === undefined) continue;
      const beaten = allowing.filter((policy) => covers(estate, manifest, policy)).map(({ name }) => name);
      if (beaten.length === 0) continue;
      yield {
        manifest,
        path: empty.path,
        message: `the empty rule denies every request, so what ${listed(beaten)} allow${beaten.length === 1 ? 's' : ''} stays denied; for a default deny, leave out \`action\` and \`rules\``,
      };
    }
  },
};
