/** Do callers take a certificate for any name, because a server name is given for the handshake alone? */
import type { Check } from '../check-rule';
import { policyPlaces } from '../client-tls-places';

/**
 * Without `sni` the name of the request is verified.
 * @see istio pilot/pkg/networking/core/cluster_tls.go, `setAutoSniAndAutoSanValidation`
 */
export const unverifiedName: Check = {
  code: 'ZT410',
  *find(estate) {
    for (const { manifest, places } of policyPlaces(estate.inventory())) {
      for (const { path, policy } of places) {
        const { tls } = policy;
        if ((tls?.mode !== 'SIMPLE' && tls?.mode !== 'MUTUAL') || tls.insecureSkipVerify) continue;
        if (tls.sni === undefined || tls.subjectAltNames.length > 0) continue;
        const authority = tls.caCertificates === undefined ? 'a public authority' : 'the authority';
        const message = `\`sni\` switches off the check of the certificate's name, so any that ${authority} has signed is taken; add \`subjectAltNames: [${tls.sni}]\``;
        yield { manifest, path: [...path, 'tls', 'sni'], message };
      }
    }
  },
};
