/** Does a DestinationRule speak to callers of which none has a proxy that reads it? */
import type { Check } from '../check-rule';
import { servicesOfHost } from '../host-services';
import { isGateway } from '../../policy/proxy-labels';
import { waypointNamedBy } from '../../policy/waypoint';

/** ztunnel knows no DestinationRules. @see https://istio.io/latest/docs/ambient/usage/waypoint/ */
export const ruleWithoutProxy: Check = {
  code: 'ZT419',
  *find(estate) {
    const inventory = estate.inventory();
    const { dataPlaneOf, mesh, manifestOf } = inventory;
    const planes = new Set(mesh.workloads.map((one) => (isGateway(one) ? 'gateway' : dataPlaneOf(one))));
    // sidecars and gateways read the rule, and whoever is not known may have one
    if (!planes.has('ambient') || ['sidecar', 'gateway', 'unknown'].some((plane) => planes.has(plane as never))) return;
    if (mesh.gateways.some(({ api }) => api.kind === 'istio' || api.className !== 'istio-waypoint')) return;
    for (const rule of mesh.traffic.destinationRules) {
      const services = servicesOfHost(inventory, rule.host, rule.namespace);
      if (services.length === 0 || services.some((service) => waypointNamedBy(mesh, service, 'service') !== undefined))
        continue;
      const message = `ztunnel does not read DestinationRules, and no waypoint stands before \`${rule.host}\`, so the rule does nothing; label the Service with \`istio.io/use-waypoint\``;
      yield { manifest: manifestOf(rule), path: ['spec', 'host'], message };
    }
  },
};
