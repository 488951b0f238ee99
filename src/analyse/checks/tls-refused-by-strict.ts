/** Does a DestinationRule make callers speak plaintext, or foreign TLS, to pods that ask for mutual TLS of the mesh? */
import type { Check } from '../check-rule';
import { listed } from '../names-in-messages';
import { nameOf } from '../policy-scope';
import { receivedPlaces } from '../receivers';

export const tlsRefusedByStrict: Check = {
  code: 'ZT408',
  *find(estate) {
    for (const { rule, manifest, place, receivers } of receivedPlaces(estate.inventory())) {
      const mode = place.policy.tls?.mode;
      if (mode === undefined || mode === 'ISTIO_MUTUAL') continue;
      const refusing = receivers.filter((receiver) => receiver.mode === 'STRICT');
      if (refusing.length === 0) continue;
      const names = listed(refusing.map(({ workload }) => nameOf(workload)));
      const ports = listed(refusing.map(({ servicePort }) => String(servicePort)));
      const message = `${names} behind port ${ports} of \`${rule.host}\` take mutual TLS of the mesh only (STRICT), so calls with ${mode} fail; leave \`tls\` out`;
      yield { manifest, path: [...place.path, 'tls', 'mode'], message };
    }
  },
};
