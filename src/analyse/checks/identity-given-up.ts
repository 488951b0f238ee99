/** Does a DestinationRule make callers speak plaintext to pods that could know their identity? */
import type { Check } from '../check-rule';
import { listed } from '../names-in-messages';
import { nameOf } from '../policy-scope';
import { receivedPlaces } from '../receivers';

export const identityGivenUp: Check = {
  code: 'ZT411',
  *find(estate) {
    const remedy = estate.settings.enableAutoMtls
      ? 'remove `tls`, and callers that have a proxy send mutual TLS by themselves'
      : 'write `ISTIO_MUTUAL`, as auto mTLS is off';
    for (const { manifest, place, receivers } of receivedPlaces(estate.inventory())) {
      // where STRICT refuses the call, that is the finding
      if (place.policy.tls?.mode !== 'DISABLE' || receivers.some(({ mode }) => mode === 'STRICT')) continue;
      const open = receivers.filter(({ mode }) => mode === 'PERMISSIVE');
      if (open.length === 0) continue;
      const names = listed(open.map(({ workload }) => nameOf(workload)));
      const message = `calls to ${names} are sent in plaintext, although the sidecars there take mutual TLS: whoever listens can read them, and no policy learns who calls; ${remedy}`;
      yield { manifest, path: [...place.path, 'tls', 'mode'], message };
    }
  },
};
