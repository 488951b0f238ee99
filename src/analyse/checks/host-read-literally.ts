/** Is the host of a DestinationRule that of no Service, for a dot too few or for upper case? */
import { fullHost, hostOf } from '../../policy/short-host';
import type { Check } from '../check-rule';
import type { Inventory } from '../inventory';

export const hostReadLiterally: Check = {
  code: 'ZT404',
  *find(estate) {
    const inventory = estate.inventory();
    const entries = new Set(inventory.mesh.traffic.serviceEntries.flatMap(({ hosts }) => hosts));
    for (const rule of inventory.mesh.traffic.destinationRules) {
      const meant = entries.has(rule.host) ? undefined : meantBy(inventory, rule.host, rule.namespace);
      if (meant === undefined) continue;
      const message = `\`${rule.host}\` is taken as it is, and is the host of no Service; write \`${meant}\``;
      yield { manifest: inventory.manifestOf(rule), path: ['spec', 'host'], message };
    }
  },
};

function meantBy(inventory: Inventory, host: string, namespace: string): string | undefined {
  const lower = host.toLowerCase();
  if (lower !== host) return fullHost(lower, namespace);
  const [, name = '', space = ''] = /^([^.*]+)\.([^.]+)(?:\.svc)?$/.exec(host) ?? [];
  const service = inventory.servicesIn(space).find((one) => one.name === name);
  return service === undefined ? undefined : hostOf(service);
}
