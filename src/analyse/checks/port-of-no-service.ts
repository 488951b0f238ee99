/** Does a DestinationRule have an entry for a port that the Service does not have? */
import type { Check } from '../check-rule';
import { policyPlaces } from '../client-tls-places';
import { servicesOfHost } from '../host-services';
import { listed } from '../names-in-messages';

export const portOfNoService: Check = {
  code: 'ZT415',
  *find(estate) {
    const inventory = estate.inventory();
    for (const { rule, manifest, places } of policyPlaces(inventory)) {
      const [service, ...others] = servicesOfHost(inventory, rule.host, rule.namespace);
      if (service === undefined || others.length > 0) continue;
      for (const { path, port } of places) {
        if (port === undefined || service.ports.some((one) => one.port === port)) continue;
        const target = service.ports.find(({ targetPort }) => targetPort === port);
        const fix =
          target === undefined
            ? `it has ${listed(service.ports.map((one) => String(one.port)))}`
            : `it is a target port; write \`${target.port}\``;
        const message = `Service \`${service.name}\` has no port \`${port}\`, so the entry does nothing; ${fix}`;
        yield { manifest, path: [...path, 'port', 'number'], message };
      }
    }
  },
};
