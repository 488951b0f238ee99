/** Which workloads are behind a Service, and which Services are before a workload? */
import type { Service, Workload } from '../policy/model';
import type { Inventory } from './inventory';

/** The workloads that the Service selects; one without selector selects none. */
export function podsBehind(inventory: Inventory, { namespace, selector }: Service): readonly Workload[] {
  return Object.keys(selector).length === 0 ? [] : inventory.workloadsWith(selector, namespace);
}

/** The Services of every workload that has some. */
export function servicesByWorkload(inventory: Inventory): ReadonlyMap<Workload, readonly Service[]> {
  const services = new Map<Workload, Service[]>();
  for (const service of inventory.mesh.services) {
    for (const workload of podsBehind(inventory, service)) {
      const before = services.get(workload);
      if (before === undefined) services.set(workload, [service]);
      else before.push(service);
    }
  }
  return services;
}
