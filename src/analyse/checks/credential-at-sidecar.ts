/** Does a DestinationRule for sidecars name a Secret, which only gateways and rules with a selector can read? */
import { coversHost, fullHost, hostOf } from '../../policy/short-host';
import type { Check } from '../check-rule';
import { policyPlaces } from '../client-tls-places';
import type { Inventory } from '../inventory';

/** @see istio pilot/pkg/networking/core/cluster_tls.go, `buildUpstreamTLSSettings`: the settings are dropped */
export const credentialAtSidecar: Check = {
  code: 'ZT413',
  *find(estate) {
    const inventory = estate.inventory();
    const called = hostsCalledByGateways(inventory);
    for (const { rule, manifest, places } of policyPlaces(inventory)) {
      const host = fullHost(rule.host, rule.namespace);
      if (rule.selector !== undefined || called.some((one) => coversHost(host, one))) continue;
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

/** Gateways read Secrets. These are the hosts to which their routes lead. */
function hostsCalledByGateways({ mesh: { traffic } }: Inventory): readonly string[] {
  const classic = traffic.virtualServices
    .filter(({ gateways }) => gateways.some(({ kind }) => kind === 'gateway'))
    .flatMap(({ http, namespace, tcp, tls }) => {
      const routes = [...http.flatMap(({ action }) => (action.kind === 'route' ? [action] : [])), ...tls, ...tcp];
      return routes.flatMap(({ destinations }) => destinations.map(({ host }) => fullHost(host, namespace)));
    });
  const backends = [...traffic.httpRoutes, ...traffic.grpcRoutes, ...traffic.tlsRoutes, ...traffic.tcpRoutes]
    .filter(({ parents }) => parents.some(({ kind }) => kind === 'Gateway'))
    .flatMap(({ rules }) => rules.flatMap((rule) => rule.backends));
  return [...classic, ...backends.map((one) => (one.kind === 'Hostname' ? one.name : hostOf(one)))];
}
