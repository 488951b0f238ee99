/** Does an AuthorizationPolicy have an empty selector where ztunnel enforces, which attaches it to nothing? */
import type { Check } from '../check-rule';
import { listed } from '../names-in-messages';
import { hasEmptySelector, nameOf, selectedBy } from '../policy-scope';

/** @see istio pilot/pkg/serviceregistry/ambient/workloads.go, `buildWorkloadPolicies` */
export const emptySelectorInAmbient: Check = {
  code: 'ZT149',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (!hasEmptySelector(manifest)) continue;
      const { dataPlaneOf } = estate.inventory();
      const workloads = selectedBy(estate, manifest).filter((workload) => dataPlaneOf(workload) === 'ambient');
      if (workloads.length === 0) continue;
      yield {
        manifest,
        path: ['spec', 'selector'],
        message: `in ambient an empty selector attaches the policy to nothing, so it does not hold for ${listed(workloads.map(nameOf))}; leave \`selector\` out`,
      };
    }
  },
};
