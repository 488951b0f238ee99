/** Is STRICT required where no caller sends mutual TLS, as auto mTLS is off and no DestinationRule has it? */
import type { Check } from '../check-rule';
import { type Estate, namespaceOf, specOf } from '../estate';
import { tlsRules } from '../mtls-of-callers';
import { selectorLabels } from '../reach-of-policy';
import { asRecord } from '../raw-field';

export const strictWithoutSender: Check = {
  code: 'ZT203',
  *find(estate) {
    if (estate.settings.enableAutoMtls) return;
    const sending = tlsRules(estate).filter(({ mode }) => mode === 'ISTIO_MUTUAL');
    for (const manifest of estate.of('PeerAuthentication')) {
      const { mode } = asRecord(specOf(manifest).mtls);
      if (mode !== 'STRICT' || Object.keys(selectorLabels(manifest)).length > 0) continue;
      const namespace = namespaceOf(manifest);
      const isMesh = namespace === estate.settings.rootNamespace;
      if (sending.some(({ namespaces }) => namespaces === 'all' || (!isMesh && namespaces === namespace))) continue;
      yield {
        manifest,
        path: ['spec', 'mtls', 'mode'],
        message: `auto mTLS is off and no DestinationRule for ${isMesh ? '`*.local`' : `namespace \`${namespace}\``} sends ISTIO_MUTUAL, so callers are refused; set \`enableAutoMtls\`, or write the DestinationRule`,
      };
    }
  },
  *assumes(estate: Estate) {
    if (!estate.knowsSettings && estate.of('PeerAuthentication').length > 0)
      yield 'callers send mutual TLS by themselves (`enableAutoMtls`), as the mesh does by default';
  },
};
