/** Does a DestinationRule make callers speak plaintext, or foreign TLS, to pods that ask for mutual TLS of the mesh? */
import { listed } from '../names-in-messages';
import { nameOf } from '../policy-scope';
import type { Check } from '../check-rule';
import { policyPlaces } from '../client-tls-places';
import { receiversIn } from '../receivers';

export const tlsRefusedByStrict: Check = {
  code: 'ZT408',
  *find(estate) {
    const inventory = estate.inventory();
    const receiversOf = receiversIn(inventory);
    for (const { rule, manifest, places } of policyPlaces(inventory)) {
      for (const place of places) {
        const mode = place.policy.tls?.mode;
        if (mode === undefined || mode === 'ISTIO_MUTUAL') continue;
        const refusing = receiversOf(rule, place).filter((receiver) => receiver.mode === 'STRICT');
        if (refusing.length === 0) continue;
        const names = listed(refusing.map(({ workload }) => nameOf(workload)));
        const ports = listed(refusing.map(({ servicePort }) => String(servicePort)));
        yield {
          manifest,
          path: [...place.path, 'tls', 'mode'],
          message: `${names} behind port ${ports} of \`${rule.host}\` take mutual TLS of the mesh only (STRICT), so calls with ${mode} fail; leave \`tls\` out`,
        };
      }
    }
  },
};
