/** Does a DestinationRule send mutual TLS to workloads where it is switched off? */
import type { Check } from '../check-rule';
import { listed } from '../names-in-messages';
import { nameOf } from '../policy-scope';
import { receivedPlaces } from '../receivers';

export const mtlsSentToDisabled: Check = {
  code: 'ZT204',
  *find(estate) {
    for (const { rule, manifest, place, receivers } of receivedPlaces(estate.inventory())) {
      if (place.policy.tls?.mode !== 'ISTIO_MUTUAL') continue;
      const off = receivers.filter(({ mode }) => mode === 'DISABLE');
      if (off.length === 0) continue;
      const names = listed(off.map(({ workload }) => nameOf(workload)));
      const ports = listed(off.map(({ servicePort }) => String(servicePort)));
      const message = `${names} behind port ${ports} of \`${rule.host}\` take no mutual TLS (DISABLE), so calls fail; leave \`tls\` out, or set STRICT there`;
      yield { manifest, path: [...place.path, 'tls', 'mode'], message };
    }
  },
};
