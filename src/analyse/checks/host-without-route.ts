/** Does a Gateway serve a host for which no VirtualService has a route? */
import { groupBy, groupByEach } from '../../policy/group-by';
import type { VirtualService } from '../../policy/model-virtual-service';
import { fullHost } from '../../policy/short-host';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';
import { type ClassicGateway, classicGateways } from '../gateways-of-routes';
import { hostSetOf } from '../host-set';
import { holdsWholeCluster } from '../whole-cluster';

/**
 * Compared only where routes are kept with the Gateway: one of its own namespace, outside of the root one, which many
 * share. Patterns are for whoever comes.
 */
export const hostWithoutRoute: Check = {
  code: 'ZT429',
  *find(estate) {
    const { manifestOf } = estate.inventory();
    const routesOf = routesByGateway(estate);
    for (const gateway of classicGateways(estate.inventory())) {
      const bound = routesOf(gateway);
      if (!isKeptWithRoutes(estate, gateway, bound)) continue;
      const all = hostSetOf(hostsOf(bound));
      const ofNamespace = new Map(
        [...groupBy(bound, ({ namespace }) => namespace)].map(([name, some]) => [name, hostSetOf(hostsOf(some))]),
      );
      for (const [index, server] of gateway.api.servers.entries()) {
        if (server.httpsRedirect || server.tls === 'auto-passthrough') continue;
        for (const [at, { host, namespace }] of server.hosts.entries()) {
          const routed = namespace === undefined ? all : ofNamespace.get(namespace);
          if (host.includes('*') || routed?.meets(host) === true) continue;
          const message = `no VirtualService for this Gateway has host \`${host}\`, so requests are answered with 404; route it, or remove it`;
          yield { manifest: manifestOf(gateway), path: ['spec', 'servers', index, 'hosts', at], message };
        }
      }
    }
  },
  *assumes(estate) {
    const routesOf = routesByGateway(estate);
    const isElsewhere = (gateway: ClassicGateway) => !isKeptWithRoutes(estate, gateway, routesOf(gateway));
    if (classicGateways(estate.inventory()).some(isElsewhere))
      yield 'hosts of Gateways have routes, though not all VirtualServices for them are among the manifests';
  },
};

function routesByGateway(estate: Estate): (gateway: ClassicGateway) => readonly VirtualService[] {
  const routes = groupByEach(estate.inventory().mesh.traffic.virtualServices, ({ gateways }) =>
    gateways.flatMap((one) => (one.kind === 'gateway' ? [`${one.namespace}/${one.name}`] : [])),
  );
  return ({ namespace, name }) => routes.get(`${namespace}/${name}`) ?? [];
}

function isKeptWithRoutes(estate: Estate, gateway: ClassicGateway, bound: readonly VirtualService[]): boolean {
  if (holdsWholeCluster(estate)) return true;
  return (
    gateway.namespace !== estate.settings.rootNamespace &&
    bound.some(({ namespace }) => namespace === gateway.namespace)
  );
}

function hostsOf(services: readonly VirtualService[]): readonly string[] {
  return services.flatMap(({ hosts, namespace }) => hosts.map((host) => fullHost(host, namespace)));
}
