/** Are tokens to be checked before pods that only ztunnel guards, which checks none? */
import type { Check } from '../check-rule';
import { specOf } from '../estate';
import { listed } from '../names-in-messages';
import { ambientWorkloads, nameOf } from '../policy-scope';
import { asItems } from '../raw-field';

export const tokenAtZtunnel: Check = {
  code: 'ZT309',
  *find(estate) {
    for (const manifest of estate.of('RequestAuthentication')) {
      if (asItems(specOf(manifest).jwtRules).length === 0) continue;
      const workloads = ambientWorkloads(estate, manifest);
      if (workloads.length === 0) continue;
      const message = `ztunnel checks no tokens, so ${listed(workloads.map(nameOf))} take any; attach the policy to a waypoint with \`targetRefs\``;
      yield { manifest, path: ['spec', 'jwtRules'], message };
    }
  },
};
