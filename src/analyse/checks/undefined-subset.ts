/** Does a route lead to a subset that no DestinationRule defines? */
import { groupBy } from '../../policy/group-by';
import { coversHost, fullHost } from '../../policy/short-host';
import type { Check } from '../check-rule';
import { destinationsOf } from '../destinations';
import { servicesOfHost } from '../host-services';
import type { Inventory } from '../inventory';
import { didYouMean } from '../names-in-messages';

export const undefinedSubset: Check = {
  code: 'ZT406',
  *find(estate) {
    const inventory = estate.inventory();
    const subsetsOf = subsetsIn(inventory);
    for (const service of inventory.mesh.traffic.virtualServices) {
      for (const { destination, path } of destinationsOf(service)) {
        if (destination.subset === undefined) continue;
        const defined = subsetsOf(destination.host, service.namespace);
        if (defined === undefined || defined.includes(destination.subset)) continue;
        const message = `no DestinationRule for \`${destination.host}\` defines subset \`${destination.subset}\`, so calls fail with 503`;
        const hint = didYouMean(destination.subset, defined) || '; define it, or route to the host';
        yield { manifest: inventory.manifestOf(service), path: [...path, 'subset'], message: `${message}${hint}` };
      }
    }
  },
};

/** Finds the subsets of a host; nothing when neither a rule nor a Service of it is here, so that both are elsewhere. */
function subsetsIn(inventory: Inventory): (host: string, namespace: string) => readonly string[] | undefined {
  const { destinationRules } = inventory.mesh.traffic;
  const byHost = groupBy(destinationRules, ({ host, namespace }) => fullHost(host, namespace));
  const stars = destinationRules.filter(({ host }) => host.startsWith('*'));
  return (host, namespace) => {
    const full = fullHost(host, namespace);
    const rules = [...(byHost.get(full) ?? []), ...stars.filter((rule) => coversHost(rule.host, full))];
    if (rules.length === 0 && servicesOfHost(inventory, host, namespace).length === 0) return undefined;
    return rules.flatMap(({ subsets }) => subsets.map(({ name }) => name));
  };
}
