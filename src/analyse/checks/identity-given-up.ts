/** Does a DestinationRule make callers speak plaintext to pods that could know their identity? */
import type { Check } from '../check-rule';
import { policyPlaces } from '../client-tls-places';
import { listed } from '../names-in-messages';
import { nameOf } from '../policy-scope';
import { receiversIn } from '../receivers';

export const identityGivenUp: Check = {
  code: 'ZT411',
  *find(estate) {
    const inventory = estate.inventory();
    const receiversOf = receiversIn(inventory);
    for (const { rule, manifest, places } of policyPlaces(inventory)) {
      for (const place of places) {
        if (place.policy.tls?.mode !== 'DISABLE') continue;
        const receivers = receiversOf(rule, place);
        // where STRICT refuses the call, that is the finding
        if (receivers.some(({ mode }) => mode === 'STRICT')) continue;
        const open = receivers.filter(({ mode }) => mode === 'PERMISSIVE');
        if (open.length === 0) continue;
        const names = listed(open.map(({ workload }) => nameOf(workload)));
        const message = `calls to ${names} arrive in plaintext and without identity, though both sides have proxies; leave \`tls\` out`;
        yield { manifest, path: [...place.path, 'tls', 'mode'], message };
      }
    }
  },
};
