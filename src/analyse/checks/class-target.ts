/** Is a policy attached to a GatewayClass from where, or by a name with which, Istio attaches it to nothing? */
import type { Check } from '../check-rule';
import { namespaceOf } from '../estate';
import { targetsOf } from '../policy-scope';

/** @see istio pilot/pkg/model/policyattachment.go, `ShouldAttachPolicy` */
export const classTarget: Check = {
  code: 'ZT132',
  *find(estate) {
    for (const manifest of [...estate.of('AuthorizationPolicy'), ...estate.of('RequestAuthentication')]) {
      for (const { kind, name, path } of targetsOf(manifest)) {
        if (kind !== 'GatewayClass') continue;
        if (name !== 'istio-waypoint') {
          const message = `only GatewayClass \`istio-waypoint\` is ever enforced, not \`${name}\`, so the policy applies to nothing; write that, or name the Gateway`;
          yield { manifest, path: [...path, 'name'], message };
        } else if (namespaceOf(manifest) !== estate.settings.rootNamespace) {
          const message = `a policy on a GatewayClass counts in the root namespace \`${estate.settings.rootNamespace}\` only, so here it applies to nothing; move it there, or name the Gateway`;
          yield { manifest, path, message };
        }
      }
    }
  },
};
