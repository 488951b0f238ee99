/** Does a DestinationRule send mutual TLS to workloads where it is switched off? */
import type { Workload } from '../../policy/model';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';
import { mtlsInForce } from '../mtls-in-force';
import { type TlsRule, tlsRules } from '../mtls-of-callers';
import { listed } from '../names-in-messages';
import { nameOf } from '../policy-scope';

export const mtlsSentToDisabled: Check = {
  code: 'ZT204',
  *find(estate) {
    for (const rule of tlsRules(estate)) {
      if (rule.mode !== 'ISTIO_MUTUAL') continue;
      const off = receiversOf(estate, rule).filter(
        (workload) =>
          estate.inventory().dataPlaneOf(workload) === 'sidecar' && mtlsInForce(estate, workload) === 'DISABLE',
      );
      if (off.length === 0) continue;
      yield {
        manifest: rule.manifest,
        path: ['spec', 'trafficPolicy', 'tls', 'mode'],
        message: `${listed(off.map(nameOf))} behind \`${rule.host}\` take no mutual TLS (DISABLE), so calls fail; leave \`tls\` out, or set STRICT there`,
      };
    }
  },
};

function receiversOf(estate: Estate, { namespaces, service }: TlsRule): readonly Workload[] {
  const { mesh, workloadsIn, servicesBefore } = estate.inventory();
  return (namespaces === 'all' ? mesh.workloads : workloadsIn(namespaces)).filter((workload) =>
    servicesBefore(workload).some(({ name }) => service === undefined || name === service),
  );
}
