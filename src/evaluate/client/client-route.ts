/** Does a VirtualService decide where calls to a host go? Then the host alone does not tell what is called. */
import { fullHost, coversHost } from '../../policy/short-host';
import type { Mesh, ObjectName } from '../../policy/model';
import type { Destination, VirtualService } from '../../policy/model-virtual-service';
import { isShownTo } from '../routes/route-virtual-service';
import type { CalledHost } from './called-host';

/** The VirtualService that the proxies of sidecars in this namespace follow for the host, if there is one. */
export function routeFor(mesh: Mesh, client: string, called: CalledHost): ObjectName | undefined {
  return mesh.traffic.virtualServices.find(
    (route) =>
      isFollowed(mesh, route, client) &&
      isForProtocol(route, called) &&
      route.hosts.some((host) => coversHost(fullHost(host, route.namespace), called.host)),
  );
}

/**
 * A VirtualService for a host that the proxy does not know otherwise, or that leads to it: a Sidecar that imports it
 * lets its proxy know the host, too.
 */
export function routeAbout(
  mesh: Mesh,
  client: string,
  called: string,
  isImported: (route: Pick<VirtualService, 'namespace' | 'hosts'>) => boolean,
): ObjectName | undefined {
  return mesh.traffic.virtualServices.find(
    (route) =>
      isFollowed(mesh, route, client) &&
      isImported({ ...route, hosts: route.hosts.map((host) => fullHost(host, route.namespace)) }) &&
      (route.hosts.some((host) => coversHost(fullHost(host, route.namespace), called)) ||
        destinationsOf(route).some(({ host }) => fullHost(host, route.namespace) === called)),
  );
}

function isFollowed(mesh: Mesh, route: VirtualService, client: string): boolean {
  return isShownTo(mesh, route, client) && route.gateways.some(({ kind }) => kind === 'mesh');
}

function isForProtocol({ http, tls, tcp }: VirtualService, { protocol }: CalledHost): boolean {
  const isBytes = tls.length > 0 || tcp.length > 0;
  switch (protocol) {
    case 'http':
      return http.length > 0;
    case 'auto':
      return http.length > 0 || isBytes;
    case 'tcp':
    case 'tls':
      return isBytes;
  }
}

function destinationsOf({ http, tls, tcp }: VirtualService): readonly Destination[] {
  return [
    ...http.flatMap(({ action }) => (action.kind === 'route' ? action.destinations : [])),
    ...[...tls, ...tcp].flatMap(({ destinations }) => destinations),
  ];
}
