/** Does a rule look at HTTP before pods that only ztunnel guards, where it then refuses more than it says? */
import { actionOf, rulesOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import { listed } from '../names-in-messages';
import { ambientWorkloads, nameOf } from '../policy-scope';
import { isDeadDeny, unknownToZtunnel } from '../ztunnel-rule';

export const httpRuleAtZtunnel: Check = {
  code: 'ZT123',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      const action = actionOf(manifest);
      if ((action !== 'ALLOW' && action !== 'DENY') || isDryRun(manifest)) continue;
      for (const rule of rulesOf(manifest)) {
        const [unknown] = unknownToZtunnel(rule);
        // a DENY rule that ztunnel drops is the finding ZT122
        if (unknown === undefined || (action === 'DENY' && isDeadDeny(rule))) continue;
        const workloads = ambientWorkloads(estate, manifest);
        if (workloads.length === 0) break;
        const effect = action === 'ALLOW' ? 'drops the rule, which allows nothing' : 'denies without asking for it';
        const message = `ztunnel knows no \`${unknown.attribute}\` and ${effect} at ${listed(workloads.map(nameOf))}; attach the policy to a waypoint with \`targetRefs\``;
        yield { manifest, path: rule.path, message };
      }
    }
  },
};
