/** Does a DestinationRule speak of a Service that its namespace does not have? */
import type { DestinationRule } from '../../policy/model-destination-rule';
import { coversHost, fullHost, tryServiceName } from '../../policy/short-host';
import type { Check } from '../check-rule';
import type { Inventory } from '../inventory';
import { didYouMean } from '../names-in-messages';

export const ruleForUnknownHost: Check = {
  code: 'ZT403',
  *find(estate) {
    const inventory = estate.inventory();
    for (const rule of inventory.mesh.traffic.destinationRules) {
      const service = tryServiceName(fullHost(rule.host, rule.namespace));
      if (service === undefined || isElsewhere(inventory, rule)) continue;
      const known = inventory.servicesIn(service.namespace).map(({ name }) => name);
      if (known.includes(service.name) || isEntry(inventory, rule)) continue;
      const message = `namespace \`${service.namespace}\` has no Service \`${service.name}\`, so the rule does nothing`;
      const hint = didYouMean(service.name, known) || '; name one that is there';
      yield { manifest: inventory.manifestOf(rule), path: ['spec', 'host'], message: `${message}${hint}` };
    }
  },
  *assumes(estate) {
    const inventory = estate.inventory();
    if (inventory.mesh.traffic.destinationRules.some((rule) => isElsewhere(inventory, rule)))
      yield 'Services that DestinationRules name in namespaces without Services among the manifests exist';
  },
};

/** A namespace of which no Service is here is somebody else's. */
function isElsewhere(inventory: Inventory, { host, namespace }: DestinationRule): boolean {
  const service = tryServiceName(fullHost(host, namespace));
  return service !== undefined && inventory.servicesIn(service.namespace).length === 0;
}

function isEntry({ mesh }: Inventory, { host, namespace }: DestinationRule): boolean {
  const full = fullHost(host, namespace);
  return mesh.traffic.serviceEntries.some(({ hosts }) => hosts.some((entry) => coversHost(entry, full)));
}
