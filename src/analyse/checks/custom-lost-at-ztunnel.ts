/** Does a CUSTOM policy stand before pods that only ztunnel guards, which asks no provider? */
import { actionOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { listed } from '../names-in-messages';
import { ambientWorkloads, nameOf } from '../policy-scope';

/** @see istio pilot/pkg/serviceregistry/ambient/authorization.go, `convertAuthorizationPolicy` */
export const customLostAtZtunnel: Check = {
  code: 'ZT128',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (actionOf(manifest) !== 'CUSTOM') continue;
      const workloads = ambientWorkloads(estate, manifest);
      if (workloads.length === 0) continue;
      const message = `ztunnel asks no provider, so requests to ${listed(workloads.map(nameOf))} pass unasked; attach the policy to a waypoint with \`targetRefs\``;
      yield { manifest, path: ['spec', 'action'], message };
    }
  },
};
