/** Is a policy only to be tried or logged, before pods that only ztunnel guards, where it is not even loaded? */
import { actionOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { DRY_RUN, isDryRun } from '../dry-run';
import { listed } from '../names-in-messages';
import { ambientWorkloads, nameOf } from '../policy-scope';

/** Istio's flag for dry runs in ambient is off by default. */
export const unseenTrial: Check = {
  code: 'ZT129',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      const isAudit = actionOf(manifest) === 'AUDIT';
      if (!isAudit && !isDryRun(manifest)) continue;
      const workloads = ambientWorkloads(estate, manifest);
      if (workloads.length === 0) continue;
      const what = isAudit ? 'AUDIT policy' : 'dry run';
      const message = `istiod sends no ${what} to ztunnel, so nothing is logged at ${listed(workloads.map(nameOf))}; attach it to a waypoint with \`targetRefs\``;
      yield { manifest, path: isAudit ? ['spec', 'action'] : ['metadata', 'annotations', DRY_RUN], message };
    }
  },
};
