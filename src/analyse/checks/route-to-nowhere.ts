/** Does a VirtualService lead to a host, a port or a delegate that is not there? */
import { groupBy } from '../../policy/group-by';
import type { VirtualService } from '../../policy/model-virtual-service';
import { type Callable, callableHosts, listedPorts } from '../callable-hosts';
import type { Check, Observation } from '../check-rule';
import { destinationsOf, type PlacedDestination } from '../destinations';
import type { Estate } from '../estate';
import { gatewaysOf, isForMesh } from '../gateways-of-routes';
import type { Inventory } from '../inventory';

/** Measured: the call is answered with 503, or the connection closed. */
export const routeToNowhere: Check = {
  code: 'ZT420',
  *find(estate) {
    const inventory = estate.inventory();
    const callable = callableHosts(estate);
    const { virtualServices } = inventory.mesh.traffic;
    const delegates = groupBy(
      virtualServices.filter(({ hosts }) => hosts.length === 0),
      ({ namespace }) => namespace,
    );
    for (const service of virtualServices) {
      const manifest = inventory.manifestOf(service);
      for (const placed of destinationsOf(service)) {
        const problem = problemOf(inventory, service, placed, callable(placed.destination.host, service.namespace));
        if (problem !== undefined) yield { manifest, ...problem };
      }
      for (const problem of missingDelegates(service, (space) => delegates.get(space) ?? []))
        yield { manifest, ...problem };
    }
  },
  *assumes(estate) {
    if (hasUnknown(estate)) yield 'hosts of routes exist where no Service of their namespace is among the manifests';
  },
};

function problemOf(
  inventory: Inventory,
  service: VirtualService,
  { destination, path }: PlacedDestination,
  found: Callable,
): Omit<Observation, 'manifest'> | undefined {
  const { host, port } = destination;
  switch (found.kind) {
    case 'elsewhere':
      return undefined;
    case 'absent':
      return {
        path: [...path, 'host'],
        message: `\`${host}\` is the host of no Service, so calls fail with 503${found.hint}`,
      };
    case 'here': {
      const { ports } = found;
      if (ports.length === 0 || (port !== undefined && ports.includes(port))) return undefined;
      const shown = listedPorts(ports);
      if (port !== undefined) {
        const message = `\`${host}\` has no port ${port}, so calls fail with 503; it has ${shown}`;
        return { path: [...path, 'port', 'number'], message };
      }
      const asked = ports.length === 1 ? undefined : portsAsked(inventory, service);
      if (asked === undefined || asked.some((one) => ports.includes(one))) return undefined;
      const message = `of several ports that of the gateway is meant, and \`${host}\` has ${shown}, not ${listedPorts(asked)}, so calls fail with 503; write \`port\``;
      return { path, message };
    }
  }
}

/** The ports at which calls for these routes come in; undefined when others than those here may be meant. */
function portsAsked(inventory: Inventory, service: VirtualService): readonly number[] | undefined {
  const gateways = gatewaysOf(inventory, service);
  if (isForMesh(service) || gateways.includes(undefined)) return undefined;
  return gateways.flatMap((gateway) => gateway?.servers.map(({ port }) => port) ?? []);
}

function missingDelegates(
  { http }: VirtualService,
  delegatesIn: (namespace: string) => readonly VirtualService[],
): Omit<Observation, 'manifest'>[] {
  return http.flatMap(({ action }, index) => {
    if (action.kind !== 'delegate') return [];
    const { namespace, name } = action.to;
    const there = delegatesIn(namespace);
    if (there.length === 0 || there.some((one) => one.name === name)) return [];
    const message = `namespace \`${namespace}\` has no VirtualService \`${name}\` without hosts, so the route is dropped; correct the name`;
    return [{ path: ['spec', 'http', index, 'delegate', 'name'], message }];
  });
}

function hasUnknown(estate: Estate): boolean {
  const callable = callableHosts(estate);
  return estate
    .inventory()
    .mesh.traffic.virtualServices.some((service) =>
      destinationsOf(service).some(
        ({ destination }) => callable(destination.host, service.namespace).kind === 'elsewhere',
      ),
    );
}
