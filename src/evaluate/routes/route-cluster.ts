/** To which Service and port does a destination lead from a gateway? What the gateway does not know leads nowhere. */
import type { Labels, Mesh, ObjectName } from '../../policy/model';
import type { Destination } from '../../policy/model-virtual-service';
import { once } from '../../policy/remember';
import { groupBy } from '../../policy/group-by';
import { hostOf } from '../../policy/short-host';
import { rulesInForce } from './destination-rule';
import type { RouteTarget } from './routing';

/** A host that can be called, by a Service or a ServiceEntry. */
interface Callable {
  readonly host: string;
  readonly namespace: string;
  readonly service?: ObjectName;
  readonly ports: readonly number[];
  readonly exportTo: readonly string[];
}

/** Who looks for a destination: a route of this namespace, at a server with this port. */
export interface Asker {
  readonly namespace: string;
  readonly port: number;
}

/** The destination as the gateway knows it; undefined when there is no such host, port or subset. */
export type FindTarget = (destination: Destination, asker: Asker) => RouteTarget | undefined;

/**
 * The destinations that a proxy knows.
 * @see istio pilot/pkg/networking/core/route/route.go, `GetDestinationCluster`
 */
export function targetsIn(mesh: Mesh): (proxy: { readonly namespace: string; readonly labels: Labels }) => FindTarget {
  const callables = once(() => groupBy(callablesOf(mesh), ({ host }) => host));
  const ruleBetween = once(() => rulesInForce(mesh));
  return (proxy) =>
    (destination, { namespace, port: askedPort }) => {
      const { host, subset } = destination;
      const seen = (callables().get(host) ?? []).filter((one) => isShown(one, proxy.namespace));
      const called = seen.find((one) => one.namespace === namespace) ?? seen[0];
      if (called === undefined) return undefined;
      const [only, ...others] = called.ports;
      const port = destination.port ?? (others.length === 0 && only !== undefined ? only : askedPort);
      if (!called.ports.includes(port)) return undefined;
      const service = called.service === undefined ? {} : { service: called.service };
      if (subset === undefined || subset === '') return { host, ...service, port };
      const rule = ruleBetween()(proxy, called);
      return rule?.subsets.some(({ name }) => name === subset) === true
        ? { host, ...service, port, subset }
        : undefined;
    };
}

function callablesOf({ services, settings, traffic }: Mesh): readonly Callable[] {
  const fallback = settings.defaultServiceExportTo;
  return [
    ...services.map((service): Callable => {
      const { namespace, name, annotations, ports } = service;
      const written = annotations['networking.istio.io/exportTo'];
      return {
        host: hostOf(service),
        namespace,
        service: { namespace, name },
        ports: ports.filter(({ transport }) => transport !== 'UDP').map(({ port }) => port),
        exportTo: written === undefined ? fallback : written.split(',').map((space) => space.trim()),
      };
    }),
    ...traffic.serviceEntries.flatMap(({ namespace, hosts, ports, exportTo }) =>
      hosts.map((host): Callable => ({
        host,
        namespace,
        ports: ports.filter(({ protocol }) => protocol !== 'UDP').map(({ number }) => number),
        exportTo: exportTo.length === 0 ? fallback : exportTo,
      })),
    ),
  ];
}

function isShown({ exportTo, namespace }: Callable, to: string): boolean {
  return exportTo.includes('*') || exportTo.includes(to) || (exportTo.includes('.') && namespace === to);
}
