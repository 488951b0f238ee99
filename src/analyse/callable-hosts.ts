/** Can a host that a route or rule names be called, and at which ports, as far as the manifests tell? */
import { groupByEach } from '../policy/group-by';
import { coversHost, fullHost, hostOf, tryServiceName } from '../policy/short-host';
import type { Estate } from './estate';
import { servicesOfHost } from './host-services';
import type { Inventory } from './inventory';
import { didYouMean, listed } from './names-in-messages';
import { holdsWholeCluster } from './whole-cluster';

/** What is known of a host. */
export type Callable =
  /** ports of TCP; none when a Service has none, as an alias of a host outside */
  | { readonly kind: 'here'; readonly ports: readonly number[] }
  /** `hint` is the end of a message */
  | { readonly kind: 'absent'; readonly hint: string }
  /** of a namespace without Services among the manifests, or outside the cluster */
  | { readonly kind: 'elsewhere' };

/** Finds what is known of a host that an object of this namespace names. */
export function callableHosts(estate: Estate): (host: string, namespace: string) => Callable {
  const inventory = estate.inventory();
  const { serviceEntries } = inventory.mesh.traffic;
  const entries = groupByEach(serviceEntries, ({ hosts }) => hosts);
  const stars = [...entries.keys()].filter((host) => host.startsWith('*'));
  const isWhole = holdsWholeCluster(estate);
  return (host, namespace) => {
    const full = fullHost(host, namespace);
    const services = servicesOfHost(inventory, host, namespace);
    const declared = entries.get(full) ?? [];
    if (services.length > 0 || declared.length > 0) {
      const ofServices = services.flatMap(({ ports }) => ports).filter(({ transport }) => transport === 'TCP');
      const ports = [
        ...ofServices.map(({ port }) => port),
        ...declared.flatMap((entry) => entry.ports.map(({ number }) => number)),
      ];
      return { kind: 'here', ports: [...new Set(ports)] };
    }
    if (stars.some((star) => coversHost(star, full))) return { kind: 'elsewhere' };
    const service = tryServiceName(full);
    if (service === undefined) return absentOutside(inventory, full, isWhole);
    const known = inventory.servicesIn(service.namespace).map(({ name }) => name);
    // what is installed with Istio is seldom among the manifests
    const isShared = service.namespace === estate.settings.rootNamespace;
    if ((known.length === 0 || isShared) && !isWhole) return { kind: 'elsewhere' };
    return { kind: 'absent', hint: didYouMean(service.name, known) || '; name one that is there' };
  };
}

/** `80` and `8080`, for messages. */
export function listedPorts(ports: readonly number[]): string {
  return listed(ports.map(String));
}

/** A name with a dot that is none of the cluster's: somebody may declare it elsewhere, unless a Service is meant. */
function absentOutside(inventory: Inventory, host: string, isWhole: boolean): Callable {
  const [, name = '', space = ''] = /^([^.*]+)\.([^.]+)(?:\.svc)?$/.exec(host) ?? [];
  const meant = inventory.servicesIn(space).find((one) => one.name === name);
  if (meant !== undefined) return { kind: 'absent', hint: `; write \`${hostOf(meant)}\`` };
  return isWhole ? { kind: 'absent', hint: '; declare it by a ServiceEntry' } : { kind: 'elsewhere' };
}
