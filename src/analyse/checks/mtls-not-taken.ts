/** Does a DestinationRule send mutual TLS to workloads that take none: it is switched off, or they have no proxy? */
import type { Check } from '../check-rule';
import { listed } from '../names-in-messages';
import { nameOf } from '../policy-scope';
import { receivedPlaces } from '../receivers';

const TAKING_NONE = [
  { off: 'DISABLE', why: 'take no mutual TLS (DISABLE)', instead: 'set STRICT there' },
  { off: 'NO_PROXY', why: 'have no proxy that takes mutual TLS', instead: 'let them join the mesh' },
] as const;

export const mtlsNotTaken: Check = {
  code: 'ZT204',
  *find(estate) {
    for (const { rule, manifest, place, receivers } of receivedPlaces(estate.inventory())) {
      if (place.policy.tls?.mode !== 'ISTIO_MUTUAL') continue;
      for (const { off, why, instead } of TAKING_NONE) {
        const taking = receivers.filter(({ mode }) => mode === off);
        if (taking.length === 0) continue;
        const names = listed(taking.map(({ workload }) => nameOf(workload)));
        const ports = listed(taking.map(({ servicePort }) => String(servicePort)));
        const message = `${names} behind port ${ports} of \`${rule.host}\` ${why}, so calls fail; leave \`tls\` out, or ${instead}`;
        yield { manifest, path: [...place.path, 'tls', 'mode'], message };
      }
    }
  },
};
