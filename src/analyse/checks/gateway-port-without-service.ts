/** Does a Gateway open a port that the Service before its pods does not have? */
import { groupBy } from '../../policy/group-by';
import type { Check } from '../check-rule';
import { listedPorts } from '../callable-hosts';
import { classicGateways } from '../gateways-of-routes';
import { listed } from '../names-in-messages';
import { nameOf } from '../policy-scope';

/** A server's port is that of the Service, or of the pod. Pods without Service may be called in other ways. */
export const gatewayPortWithoutService: Check = {
  code: 'ZT435',
  *find(estate) {
    const inventory = estate.inventory();
    for (const gateway of classicGateways(inventory)) {
      const pods =
        Object.keys(gateway.api.selector).length === 0 ? [] : inventory.workloadsWith(gateway.api.selector, undefined);
      const services = groupBy(
        pods.flatMap((pod) => inventory.servicesBefore(pod)),
        ({ name }) => name,
      );
      const ports = [...services.values()].flat().flatMap((service) => service.ports);
      if (ports.length === 0 || pods.some((pod) => pod.hostNetwork || inventory.servicesBefore(pod).length === 0))
        continue;
      for (const [index, { port }] of gateway.api.servers.entries()) {
        if (ports.some((one) => one.port === port || one.targetPort === port)) continue;
        const message = `no Service before ${listed(pods.map(nameOf))} has port ${port}, so nobody gets there; they have ${listedPorts(ports.map((one) => one.port))}`;
        yield {
          manifest: inventory.manifestOf(gateway),
          path: ['spec', 'servers', index, 'port', 'number'],
          message,
        };
      }
    }
  },
};
