/** Does a policy select the pods of a waypoint, which obeys only policies with `targetRefs`? */
import { isWaypoint } from '../../policy/waypoint';
import { GATEWAY_NAME_LABEL } from '../../policy/proxy-labels';
import type { Check } from '../check-rule';
import { namespaceOf } from '../estate';
import { selectorLabels } from '../reach-of-policy';

export const selectorOnWaypoint: Check = {
  code: 'ZT124',
  *find(estate) {
    for (const manifest of [...estate.of('AuthorizationPolicy'), ...estate.of('RequestAuthentication')]) {
      const name = selectorLabels(manifest)[GATEWAY_NAME_LABEL];
      const gateway = estate
        .inventory()
        .gatewaysIn(namespaceOf(manifest))
        .find((one) => one.name === name && isWaypoint(one));
      if (name === undefined || gateway === undefined) continue;
      yield {
        manifest,
        path: ['spec', 'selector'],
        message: `waypoint \`${name}\` obeys only policies with \`targetRefs\`, so this applies to nothing; write \`targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: ${name}}]\``,
      };
    }
  },
};
