/** Does a PeerAuthentication accept plaintext, for all ports or for one? */
import { checkEach } from '../check-rule';
import { specOf } from '../estate';
import { asRecord } from '../raw-field';

export const weakMtls = checkEach('ZT208', 'PeerAuthentication', function* (policy) {
  const { mtls, portLevelMtls } = specOf(policy);
  const settings = [
    { path: ['spec', 'mtls', 'mode'], setting: mtls },
    ...Object.entries(asRecord(portLevelMtls)).map(([port, setting]) => ({
      path: ['spec', 'portLevelMtls', port, 'mode'],
      setting,
    })),
  ];
  for (const { path, setting } of settings) {
    const { mode } = asRecord(setting);
    if (mode !== 'PERMISSIVE' && mode !== 'DISABLE') continue;
    const effect = mode === 'DISABLE' ? 'nothing but plaintext is accepted' : 'plaintext is accepted';
    yield {
      path,
      message: `with \`${mode}\` ${effect}, from callers without identity; write \`STRICT\` as soon as all callers are in the mesh`,
    };
  }
});
