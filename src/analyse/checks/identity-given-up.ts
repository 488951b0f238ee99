/** Does a DestinationRule make callers speak plaintext to pods that could know their identity? */
import type { Check } from '../check-rule';
import { listed } from '../names-in-messages';
import { nameOf } from '../policy-scope';
import { receivedPlaces } from '../receivers';

export const identityGivenUp: Check = {
  code: 'ZT411',
  *find(estate) {
    for (const { manifest, place, receivers } of receivedPlaces(estate.inventory())) {
      // where STRICT refuses the call, that is the finding
      if (place.policy.tls?.mode !== 'DISABLE' || receivers.some(({ mode }) => mode === 'STRICT')) continue;
      const open = receivers.filter(({ mode }) => mode === 'PERMISSIVE');
      if (open.length === 0) continue;
      const names = listed(open.map(({ workload }) => nameOf(workload)));
      const message = `calls to ${names} arrive in plaintext and without identity, though both sides have proxies; leave \`tls\` out`;
      yield { manifest, path: [...place.path, 'tls', 'mode'], message };
    }
  },
};
