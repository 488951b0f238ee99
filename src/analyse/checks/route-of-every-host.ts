/** Does a VirtualService take requests for whatever host, at a gateway that others share? */
import type { Check } from '../check-rule';
import { gatewaysOf, hostsServedTo } from '../gateways-of-routes';

/** A Gateway that serves some hosts only gives `*` no more than these, and one that nobody shares is the app's own. */
export const routeOfEveryHost: Check = {
  code: 'ZT444',
  *find(estate) {
    const inventory = estate.inventory();
    const { virtualServices } = inventory.mesh.traffic;
    const shared = virtualServices.flatMap((service) => gatewaysOf(inventory, service));
    for (const service of virtualServices) {
      const index = service.hosts.indexOf('*');
      if (index < 0) continue;
      const open = gatewaysOf(inventory, service).find(
        (gateway) =>
          shared.indexOf(gateway) !== shared.lastIndexOf(gateway) &&
          gateway?.api.servers.some((server) => hostsServedTo(server, service.namespace).includes('*')),
      );
      if (open === undefined) continue;
      const message = `Gateway \`${open.namespace}/${open.name}\` serves every host, also for other VirtualServices, so these routes take requests for names that nobody meant; write the hosts`;
      yield { manifest: inventory.manifestOf(service), path: ['spec', 'hosts', index], message };
    }
  },
};
