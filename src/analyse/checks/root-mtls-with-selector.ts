/** Does a PeerAuthentication of the root namespace have a selector, with which Istio ignores it everywhere? */
import type { Check } from '../check-rule';
import { namespaceOf } from '../estate';
import { selectorLabels } from '../reach-of-policy';

/** @see istio pilot/pkg/security/authn/policy_applier.go, `ComposePeerAuthentication` */
export const rootMtlsWithSelector: Check = {
  code: 'ZT207',
  *find(estate) {
    for (const manifest of estate.of('PeerAuthentication')) {
      if (namespaceOf(manifest) !== estate.settings.rootNamespace || Object.keys(selectorLabels(manifest)).length === 0)
        continue;
      yield {
        manifest,
        path: ['spec', 'selector'],
        message: `in the root namespace \`${estate.settings.rootNamespace}\` a PeerAuthentication with labels counts for no workload; move it to the namespace of the workloads`,
      };
    }
  },
};
