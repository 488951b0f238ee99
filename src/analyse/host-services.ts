/** Which Services among the manifests does a host of a rule or route mean? */
import type { Service } from '../policy/model';
import { coversHost, fullHost, hostOf, tryServiceName } from '../policy/short-host';
import type { Inventory } from './inventory';

/** The Services, several when the host has a star. */
export function servicesOfHost(inventory: Inventory, host: string, namespace: string): readonly Service[] {
  const full = fullHost(host, namespace);
  if (full.startsWith('*')) return inventory.mesh.services.filter((service) => coversHost(full, hostOf(service)));
  const name = tryServiceName(full);
  return name === undefined ? [] : inventory.servicesIn(name.namespace).filter((service) => service.name === name.name);
}
