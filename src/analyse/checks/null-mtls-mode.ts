/** Is a PeerAuthentication's mode null, which leaves the decision to the namespace or mesh? */
import { checkEach } from '../check-rule';
import { specOf } from '../estate';
import { asRecord } from '../raw-field';

export const nullMtlsMode = checkEach('ZT201', 'PeerAuthentication', function* (policy) {
  const { mtls, portLevelMtls } = specOf(policy);
  const message = '`mode` is null, so it is inherited; write `STRICT` if mutual TLS is meant to be required';
  if (asRecord(mtls).mode === null) yield { path: ['spec', 'mtls', 'mode'], message };
  for (const [port, setting] of Object.entries(asRecord(portLevelMtls))) {
    if (asRecord(setting).mode === null) yield { path: ['spec', 'portLevelMtls', port, 'mode'], message };
  }
});
