/** Does a server of a Gateway lose its place to another one, or spoil the port for both? */
import { distinctListeners } from '../../evaluate/servers/gateway-conflict';
import type { EdgeServer } from '../../evaluate/servers/edge-server';
import { mergeServers } from '../../evaluate/servers/gateway-merge';
import { groupBy } from '../../policy/group-by';
import { isApiGateway } from '../../policy/made-gateway';
import { byAge } from '../../policy/object-order';
import type { Check, Observation } from '../check-rule';
import { type ClassicGateway, classicGateways } from '../gateways-of-routes';
import type { Inventory } from '../inventory';
import { listed } from '../names-in-messages';

/** Gateways that select alike share their pods; of the rest it is not asked which pods they share. */
export const serverThatLoses: Check = {
  code: 'ZT428',
  *find(estate) {
    const inventory = estate.inventory();
    const alike = groupBy(classicGateways(inventory), ({ api }) => JSON.stringify(Object.entries(api.selector).sort()));
    for (const gateways of alike.values()) {
      const placed = withoutCopies(gateways).flatMap(serversOf);
      for (const servers of groupBy(placed, ({ server }) => `${server.bind ?? ''} ${server.port}`).values()) {
        yield* losersOf(inventory, servers);
      }
    }
    for (const gateway of inventory.mesh.gateways.filter(isApiGateway)) {
      const kept = distinctListeners(gateway.api.listeners);
      for (const [index, listener] of gateway.api.listeners.entries()) {
        if (kept.includes(listener)) continue;
        const message = `another listener before it has port ${listener.port} and the same host, so this one is ignored; give it another host or port`;
        yield { manifest: inventory.manifestOf(gateway), path: ['spec', 'listeners', index], message };
      }
    }
  },
};

interface PlacedServer {
  readonly gateway: ClassicGateway;
  readonly index: number;
  readonly server: EdgeServer;
}

/** One object in two files, such as a base and its overlay, is one Gateway. Oldest first. */
function withoutCopies(gateways: readonly ClassicGateway[]): readonly ClassicGateway[] {
  const byName = new Map(gateways.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
  return [...byName.values()].sort(byAge);
}

function serversOf(gateway: ClassicGateway): readonly PlacedServer[] {
  const { api, namespace, name } = gateway;
  return api.servers.map((server, index) => ({ gateway, index, server: { ...server, gateway: { namespace, name } } }));
}

function* losersOf({ manifestOf }: Inventory, placed: readonly PlacedServer[]): Generator<Observation> {
  const all = placed.map(({ server }) => server);
  const kept = new Set(mayLose(all) ? mergeServers(all).flatMap(({ servers }) => servers) : all);
  const keptHosts = new Set<string>();
  for (const { gateway, index, server } of placed) {
    const manifest = manifestOf(gateway);
    if (!kept.has(server)) {
      const others = placed.filter((one) => kept.has(one.server));
      const names = listed(others.map((one) => `${one.gateway.namespace}/${one.gateway.name}`));
      const message = `servers of ${names} at port ${server.port} come first, and have its host, its port name or another protocol, so this one is left out; keep one`;
      yield { manifest, path: ['spec', 'servers', index], message };
    } else if (server.tls !== 'none') {
      const clash = server.hosts.findIndex(({ host }) => keptHosts.has(host));
      server.hosts.forEach(({ host }) => keptHosts.add(host));
      if (clash < 0) continue;
      const message = `another server of port ${server.port} has this host under another namespace, which proxies cannot tell apart: they refuse the whole port; keep one`;
      yield { manifest, path: ['spec', 'servers', index, 'hosts', clash], message };
    }
  }
}

/** Whether some of them may lose: of thousands, as where each tenant has its own, mostly none does. */
function mayLose(servers: readonly EdgeServer[]): boolean {
  if (servers.every(({ protocol, tls }) => protocol === 'HTTP' && tls === 'none')) {
    return servers.some(({ httpsRedirect }) => httpsRedirect);
  }
  if (servers.some(({ tls }) => tls === 'none')) return true;
  const hosts = servers.flatMap((server) => server.hosts.map(({ host, namespace }) => `${namespace}/${host}`));
  const names = servers.map(({ gateway, portName }) => `${gateway.namespace}/${gateway.name}/${portName}`);
  return new Set(hosts).size < hosts.length || new Set(names).size < names.length;
}
