/** Does a rule without TLS hide a wider one that sends mutual TLS, in a mesh where nothing else does? */
import type { DestinationRule } from '../../policy/model-destination-rule';
import { coversHost, fullHost } from '../../policy/short-host';
import type { Check } from '../check-rule';

/** Rules are not joined across hosts or namespaces: the most specific one counts, with what it leaves out. */
export const ruleHidesMeshTls: Check = {
  code: 'ZT407',
  *find(estate) {
    if (estate.settings.enableAutoMtls) return;
    const { mesh, manifestOf } = estate.inventory();
    const { destinationRules } = mesh.traffic;
    const sending = destinationRules.filter(({ trafficPolicy }) => trafficPolicy?.tls?.mode === 'ISTIO_MUTUAL');
    for (const rule of destinationRules) {
      if (rule.trafficPolicy?.tls !== undefined) continue;
      const wider = sending.find((other) => isWider(other, rule, estate.settings.rootNamespace));
      if (wider === undefined) continue;
      const message = `the rule hides \`${wider.namespace}/${wider.name}\`, which sends mutual TLS, and says no \`tls\` of its own, so calls to \`${rule.host}\` are plaintext; add \`tls: {mode: ISTIO_MUTUAL}\``;
      yield { manifest: manifestOf(rule), path: ['spec'], message };
    }
  },
};

function isWider(wide: DestinationRule, rule: DestinationRule, rootNamespace: string): boolean {
  const host = fullHost(rule.host, rule.namespace);
  const isReached = wide.namespace === rule.namespace || wide.namespace === rootNamespace;
  return wide.host.startsWith('*') && wide.host !== rule.host && isReached && coversHost(wide.host, host);
}
