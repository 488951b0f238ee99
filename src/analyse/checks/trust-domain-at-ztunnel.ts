/** Does a rule restrict trust domains before pods that only ztunnel guards, which leaves that out? */
import { actionOf, rulesOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import { listed } from '../names-in-messages';
import { ambientWorkloads, nameOf } from '../policy-scope';
import { trustDomainsOf } from '../ztunnel-rule';

export const trustDomainAtZtunnel: Check = {
  code: 'ZT148',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (!['ALLOW', 'DENY'].includes(actionOf(manifest)) || isDryRun(manifest)) continue;
      for (const { path, value } of rulesOf(manifest).flatMap(trustDomainsOf)) {
        const workloads = ambientWorkloads(estate, manifest);
        if (workloads.length === 0) break;
        const message = `ztunnel does not compare trust domain \`${value}\`, so the rule does not mean what it says at ${listed(workloads.map(nameOf))}; write whole \`principals\``;
        yield { manifest, path, message };
      }
    }
  },
};
