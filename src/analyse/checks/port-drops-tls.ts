/** Does an entry for a port leave out `tls`, so that the TLS of the rule around it is lost there? */
import type { Check } from '../check-rule';
import { policyPlaces } from '../client-tls-places';

/** Measured: of the modes around it only ISTIO_MUTUAL lives on, towards pods with a sidecar. */
export const portDropsTls: Check = {
  code: 'ZT414',
  *find(estate) {
    for (const { manifest, places } of policyPlaces(estate.inventory())) {
      for (const { around, path, policy, port } of places) {
        const mode = around.tls?.mode;
        if (port === undefined || policy.tls !== undefined || (mode !== 'SIMPLE' && mode !== 'MUTUAL')) continue;
        const message = `the entry for port ${port} takes the place of the whole policy, so calls there are plaintext instead of ${mode}; repeat \`tls\` in it`;
        yield { manifest, path, message };
      }
    }
  },
};
