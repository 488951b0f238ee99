/** Does a route speak of a host that its Gateway does not serve? */
import { doHostsMeet } from '../../evaluate/servers/gateway-host';
import { attachmentsOf } from '../../evaluate/routes/route-attachment';
import { isApiGateway } from '../../policy/made-gateway';
import type { VirtualService } from '../../policy/model-virtual-service';
import { fullHost } from '../../policy/short-host';
import { apiRoutes, type ApiRoute } from '../api-routes';
import type { Check } from '../check-rule';
import { type ClassicGateway, gatewaysOf, hostsServedTo, isForMesh } from '../gateways-of-routes';
import { type HostSet, hostSetOf } from '../host-set';
import type { Inventory } from '../inventory';
import { listed } from '../names-in-messages';

/** Hosts are compared as istiod does: a pattern and a host that it covers meet. */
export const hostNotServed: Check = {
  code: 'ZT424',
  *find(estate) {
    const inventory = estate.inventory();
    const servedTo = servedHosts();
    for (const service of inventory.mesh.traffic.virtualServices) {
      const gateways = gatewaysOf(inventory, service);
      const here = gateways.flatMap((gateway) => gateway ?? []);
      // in the mesh, and at a Gateway that is not here, the host may be served
      if (isForMesh(service) || here.length === 0 || here.length < gateways.length) continue;
      for (const [index, host] of service.hosts.entries()) {
        const full = fullHost(host, service.namespace);
        if (here.some((gateway) => servedTo(gateway, service.namespace).meets(full))) continue;
        const message = `no request with host \`${host}\` gets to these routes; ${servedBy(here, service)}`;
        yield { manifest: inventory.manifestOf(service), path: ['spec', 'hosts', index], message };
      }
    }
    for (const { route, ...rest } of apiRoutes(inventory)) {
      const served = hostsOfListeners(inventory, { route, ...rest });
      for (const [index, host] of route.hostnames.entries()) {
        if (served.length === 0 || served.some((one) => doHostsMeet(host, one))) continue;
        const message = `no request with host \`${host}\` gets to these rules; the listeners serve ${listed(served)}`;
        yield { manifest: inventory.manifestOf(route), path: ['spec', 'hostnames', index], message };
      }
    }
  },
};

/** The hosts that a Gateway serves to VirtualServices of a namespace, put together once. */
function servedHosts(): (gateway: ClassicGateway, namespace: string) => HostSet {
  const known = new Map<string, HostSet>();
  return (gateway, namespace) => {
    const key = `${gateway.namespace}/${gateway.name} ${namespace}`;
    const found =
      known.get(key) ?? hostSetOf(gateway.api.servers.flatMap((server) => hostsServedTo(server, namespace)));
    known.set(key, found);
    return found;
  };
}

function servedBy(gateways: readonly ClassicGateway[], { namespace }: VirtualService): string {
  const servers = gateways.flatMap(({ api }) => api.servers);
  const served = servers.flatMap((server) => hostsServedTo(server, namespace));
  const name = listed(gateways.map((gateway) => gateway.name));
  if (served.length > 0) return `Gateway ${name} serves ${listed(served)}`;
  const others = servers.flatMap(({ hosts }) => hosts.flatMap((host) => host.namespace ?? []));
  return `Gateway ${name} takes VirtualServices of ${listed(others)} only, not of \`${namespace}\``;
}

/** The hosts of the listeners that take the route, if all are here. That none takes it is another finding. */
function hostsOfListeners({ mesh, gatewaysIn }: Inventory, { route, kind }: ApiRoute): readonly string[] {
  const gateways = route.parents.map(({ namespace, name }) =>
    gatewaysIn(namespace)
      .filter(isApiGateway)
      .find((gateway) => gateway.name === name),
  );
  if (gateways.includes(undefined)) return [];
  return gateways
    .flatMap((gateway) => (gateway === undefined ? [] : attachmentsOf(mesh, gateway, route, kind)))
    .map(({ listener }) => listener.hostname ?? '*');
}
