/**
 * Does a route of a sidecar name a place to which the call does not go? Connections to a headless Service, to a host
 * without resolution, or under PASSTHROUGH go to the address that the application called, whatever the route says.
 * @see istio pilot/pkg/networking/core/cluster_builder.go, `convertResolution`, and cluster_traffic_policy.go,
 * `applyLoadBalancer`
 */
import { isNamed } from '../../policy/metadata';
import type { Mesh } from '../../policy/model';
import type { DestinationRule, TrafficPolicy } from '../../policy/model-destination-rule';
import { remember } from '../../policy/remember';
import { rulesInForce } from '../routes/destination-rule';
import type { EdgeRoute, RoutedProxy } from '../routes/route-table';
import { targetsOf } from '../routes/route-table';
import type { EdgeVirtualService } from '../routes/route-virtual-service';
import type { RouteTarget } from '../routes/routing';
import type { CalledHost } from './called-host';
import { clientPolicyAt } from './client-policy';

/** The routes of a sidecar for one host that is called. */
export interface RoutesToHost {
  readonly called: CalledHost;
  /** for requests */
  readonly requests: readonly EdgeRoute[];
  /** with routes for connections */
  readonly connections: readonly EdgeVirtualService[];
}

/** Why it is not told where these lead; undefined: each goes where it says. */
export type AskAstray = (routes: RoutesToHost, proxy: RoutedProxy) => string | undefined;

/** The routes that lead astray in this mesh. */
export function astrayIn(mesh: Mesh): AskAstray {
  const { services, traffic } = mesh;
  const ruleBetween = rulesInForce(mesh);
  const isPossible =
    services.some(({ clusterIP }) => clusterIP === 'None') ||
    traffic.serviceEntries.some(({ resolution }) => resolution === 'NONE') ||
    traffic.destinationRules.some(namesPassthrough);
  const isByAddress = remember(
    ([{ host, service, port, subset }, proxy]: readonly [RouteTarget, RoutedProxy]): boolean => {
      const declaring = service
        ? services.filter(isNamed(service))
        : traffic.serviceEntries.filter(({ hosts }) => hosts.includes(host));
      return declaring.some((one) => {
        if ('clusterIP' in one ? one.clusterIP === 'None' : 'resolution' in one && one.resolution === 'NONE')
          return true;
        const rule = ruleBetween(proxy, { host, namespace: one.namespace });
        return clientPolicyAt(rule, port, subset)?.isPassthrough === true;
      });
    },
    ([to, { namespace, labels }]) => JSON.stringify([to, namespace, labels]),
  );
  return ({ called, requests, connections }, proxy) => {
    if (!isPossible) return undefined;
    const named = [...requests.flatMap(targetsOf), ...connections.flatMap((one) => ofConnections(one, called, proxy))];
    const strays = named.find((to) => !isCalled(to, called) && isByAddress([to, proxy]));
    return (
      strays &&
      `a route names \`${strays.host}:${strays.port}\`, but what is sent to that goes to the address that is called, ` +
        `which is one of \`${called.host}\``
    );
  };
}

function isCalled({ host, port }: RouteTarget, called: CalledHost): boolean {
  return host === called.host && port === called.port;
}

function ofConnections(by: EdgeVirtualService, { port }: CalledHost, { find }: RoutedProxy): readonly RouteTarget[] {
  return [...by.tcp, ...by.tls]
    .flatMap(({ destinations }) => destinations)
    .flatMap((destination) => find(destination, { namespace: by.namespace, port }) ?? []);
}

function namesPassthrough({ trafficPolicy, subsets }: DestinationRule): boolean {
  const isIn = (policy: TrafficPolicy | undefined): boolean =>
    [policy, ...(policy?.ports.values() ?? [])].some((one) => one?.loadBalancer === 'PASSTHROUGH');
  return isIn(trafficPolicy) || subsets.some((subset) => isIn(subset.trafficPolicy));
}
