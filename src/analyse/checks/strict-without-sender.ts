/** Is STRICT required where no caller sends mutual TLS, as auto mTLS is off and no DestinationRule has it? */
import { coversHost, fullHost, hostOf, tryServiceName } from '../../policy/short-host';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';

export const strictWithoutSender: Check = {
  code: 'ZT203',
  *find(estate) {
    if (estate.settings.enableAutoMtls) return;
    const { mesh, manifestOf } = estate.inventory();
    const sending = mesh.traffic.destinationRules
      .filter(({ trafficPolicy }) => trafficPolicy?.tls?.mode === 'ISTIO_MUTUAL')
      .map(({ host, namespace }) => fullHost(host, namespace));
    for (const policy of mesh.peerAuthentications) {
      const { mode, namespace, selector } = policy;
      if (mode !== 'STRICT' || Object.keys(selector ?? {}).length > 0) continue;
      const isMesh = namespace === estate.settings.rootNamespace;
      if (sending.some((host) => (isMesh ? coversAll(host) : leadsInto(host, namespace)))) continue;
      yield {
        manifest: manifestOf(policy),
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

function coversAll(host: string): boolean {
  return coversHost(host, hostOf({ name: '', namespace: '' }));
}

/** To all Services of the namespace, or to one: which of them are called we do not know. */
function leadsInto(host: string, namespace: string): boolean {
  return coversHost(host, hostOf({ name: '', namespace })) || tryServiceName(host)?.namespace === namespace;
}
