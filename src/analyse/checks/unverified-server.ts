/** Do callers take any certificate of a server, so that anybody can answer for it? */
import type { Check } from '../check-rule';
import { policyPlaces } from '../client-tls-places';

export const unverifiedServer: Check = {
  code: 'ZT409',
  *find(estate) {
    for (const { rule, manifest, places } of policyPlaces(estate.inventory())) {
      for (const { path, policy } of places) {
        const { tls } = policy;
        if ((tls?.mode !== 'SIMPLE' && tls?.mode !== 'MUTUAL') || !tls.insecureSkipVerify) continue;
        const message = `anybody on the way can answer for \`${rule.host}\`, as no certificate is verified; name the authority in \`caCertificates\` instead`;
        yield { manifest, path: [...path, 'tls', 'insecureSkipVerify'], message };
      }
    }
  },
};
