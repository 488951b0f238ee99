/** Does a DENY rule look at HTTP before pods that only ztunnel guards, where it then denies nothing? */
import { actionOf, rulesOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import { listed } from '../names-in-messages';
import { ambientWorkloads, nameOf } from '../policy-scope';
import { isDeadDeny, unknownToZtunnel } from '../ztunnel-rule';

export const denyLostAtZtunnel: Check = {
  code: 'ZT122',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (actionOf(manifest) !== 'DENY' || isDryRun(manifest)) continue;
      for (const rule of rulesOf(manifest)) {
        const [unknown] = unknownToZtunnel(rule);
        if (unknown === undefined || !isDeadDeny(rule)) continue;
        const workloads = ambientWorkloads(estate, manifest);
        if (workloads.length === 0) break;
        const message = `ztunnel knows no \`${unknown.attribute}\` and drops the rule, so it denies nothing at ${listed(workloads.map(nameOf))}; attach the policy to a waypoint with \`targetRefs\``;
        yield { manifest, path: rule.path, message };
      }
    }
  },
};
