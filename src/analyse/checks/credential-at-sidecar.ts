/** Does a DestinationRule for sidecars name a Secret, which only gateways and rules with a selector can read? */
import type { DestinationRule } from '../../policy/model-destination-rule';
import { fullHost } from '../../policy/short-host';
import type { Check } from '../check-rule';
import { policyPlaces } from '../client-tls-places';
import type { Inventory } from '../inventory';

/** @see istio pilot/pkg/networking/core/cluster_tls.go, `buildUpstreamTLSSettings`: the settings are dropped */
export const credentialAtSidecar: Check = {
  code: 'ZT413',
  *find(estate) {
    const inventory = estate.inventory();
    for (const { rule, manifest, places } of policyPlaces(inventory)) {
      if (rule.selector !== undefined || isCalledByGateway(inventory, rule)) continue;
      for (const { path, policy } of places) {
        const { tls } = policy;
        if (tls?.mode !== 'SIMPLE' && tls?.mode !== 'MUTUAL') continue;
        if (tls.credentialName === undefined || tls.credentialName.startsWith('configmap://')) continue;
        const message = `sidecars do not read Secret \`${tls.credentialName}\` and speak plaintext to \`${rule.host}\`; add \`workloadSelector\`, or let a gateway call the host`;
        yield { manifest, path: [...path, 'tls', 'credentialName'], message };
      }
    }
  },
};

/** A gateway reads Secrets: some route of one leads to the host. */
function isCalledByGateway({ mesh }: Inventory, rule: DestinationRule): boolean {
  const host = fullHost(rule.host, rule.namespace);
  return mesh.traffic.virtualServices.some(({ http, namespace, tcp, tls, gateways }) => {
    const routes = [...http.flatMap(({ action }) => (action.kind === 'route' ? [action] : [])), ...tls, ...tcp];
    return (
      gateways.some(({ kind }) => kind === 'gateway') &&
      routes.some(({ destinations }) => destinations.some((one) => fullHost(one.host, namespace) === host))
    );
  });
}
