/** Does a policy at a gateway ask for the client's address where nodes put theirs in its place? */
import { trustedProxiesOf } from '../../policy/trusted-proxies';
import { isGateway } from '../../policy/proxy-labels';
import type { Workload } from '../../policy/model';
import type { Check } from '../check-rule';
import { type Estate, specOf } from '../estate';
import { selectedBy } from '../policy-scope';

/** @see https://istio.io/latest/docs/tasks/security/authorization/authz-ingress/#source-ip-address-of-the-original-client */
export const addressOfNode: Check = {
  code: 'ZT436',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      const asked = estate.values(manifest).find(({ attribute }) => /^(source|remote)\.ip$/.test(attribute));
      const service = asked && selectedBy(estate, manifest).flatMap((pod) => hidingService(estate, pod))[0];
      if (asked === undefined || service === undefined) continue;
      const message = `Service \`${service}\` spreads calls over all nodes, which put their own address in place of the client's; write \`externalTrafficPolicy: Local\`, or say with \`numTrustedProxies\` which header to believe`;
      yield { manifest, path: asked.path, message };
    }
  },
};

/** The Services before the gateway at which the client's address is lost, unless a header tells it. */
function hidingService(estate: Estate, pod: Workload): readonly string[] {
  const { manifestOf, servicesBefore } = estate.inventory();
  if (!isGateway(pod) || pod.hostNetwork || trustedProxiesOf(pod, estate.settings) !== 0) return [];
  return servicesBefore(pod)
    .filter((service) => {
      const { type, externalTrafficPolicy } = specOf(manifestOf(service));
      return (type === 'LoadBalancer' || type === 'NodePort') && externalTrafficPolicy !== 'Local';
    })
    .map(({ namespace, name }) => `${namespace}/${name}`);
}
