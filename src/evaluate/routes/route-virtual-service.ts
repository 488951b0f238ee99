/** Which VirtualServices does a proxy see, and in which order? Names are full, and delegates stand in their place. */
import type { Mesh, ObjectName } from '../../policy/model';
import type { ExportTo } from '../../policy/model-destination-rule';
import type {
  Destination,
  GatewayReference,
  HttpAction,
  HttpRoute,
  VirtualService,
} from '../../policy/model-virtual-service';
import { byAge } from '../../policy/object-order';
import { fullHost } from '../../policy/short-host';
import { withDelegates } from './route-delegate';

/** A VirtualService whose hosts and destinations are full. Routes of the Gateway API become such, as in istiod. */
export interface EdgeVirtualService extends VirtualService {
  /** whose rules hold where the two APIs differ */
  readonly semantics: 'istio' | 'gateway';
}

/** The VirtualServices of the manifests that have hosts. A delegate that is missing or hidden leaves no route. */
export function rootVirtualServices(mesh: Mesh): readonly EdgeVirtualService[] {
  const full = mesh.traffic.virtualServices.map(withFullNames);
  const delegates = full.filter(({ hosts }) => hosts.length === 0);
  const visible = (name: ObjectName, from: string): VirtualService | undefined =>
    delegates.find((one) => one.namespace === name.namespace && one.name === name.name && isShownTo(mesh, one, from));
  return full
    .filter(({ hosts }) => hosts.length > 0)
    .map((root) => ({ ...withDelegates(root, (name) => visible(name, root.namespace)), semantics: 'istio' }));
}

/**
 * Those that the proxies of this namespace see for this gateway, or the mesh, in the order in which their routes are
 * tried.
 * @see istio pilot/pkg/model/push_context.go, `initVirtualServices` and `VirtualServicesForGateway`
 */
export function virtualServicesFor(
  mesh: Mesh,
  all: readonly EdgeVirtualService[],
  namespace: string,
  gateway: GatewayReference,
): readonly EdgeVirtualService[] {
  const seen = all
    .filter((one) => one.gateways.some((each) => isSameGateway(each, gateway)))
    .filter((one) => isShownTo(mesh, one, namespace))
    .sort(byAge);
  const rankOf = (one: EdgeVirtualService): number => {
    if (exportOf(mesh, one).includes('*')) return one.semantics === 'gateway' && one.namespace === namespace ? 2 : 3;
    return one.namespace === namespace ? 0 : 1;
  };
  return seen.sort((a, b) => rankOf(a) - rankOf(b));
}

/** Whether both mean one gateway, or the mesh. */
export function isSameGateway(a: GatewayReference, b: GatewayReference): boolean {
  if (a.kind === 'mesh' || b.kind === 'mesh') return a.kind === b.kind;
  return a.namespace === b.namespace && a.name === b.name;
}

/** Whether the proxies of this namespace see it. */
export function isShownTo(mesh: Mesh, virtualService: VirtualService, namespace: string): boolean {
  const exportTo = exportOf(mesh, virtualService);
  return exportTo.includes('*') || (!exportTo.includes('~') && exportTo.includes(namespace));
}

/** The namespaces that see it, by name; `*` for all. */
function exportOf({ settings }: Mesh, { exportTo, namespace }: VirtualService): ExportTo {
  const written = exportTo.length === 0 ? settings.defaultVirtualServiceExportTo : exportTo;
  return written.map((space) => (space === '.' ? namespace : space));
}

function withFullNames(virtualService: VirtualService): VirtualService {
  const { namespace, hosts, http, tls, tcp } = virtualService;
  const full = <D extends Destination>(destinations: readonly D[]): readonly D[] =>
    destinations.map((one) => ({ ...one, host: fullHost(one.host, namespace) }));
  const actionOf = (action: HttpAction): HttpAction =>
    action.kind === 'route' ? { ...action, destinations: full(action.destinations) } : action;
  return {
    ...virtualService,
    hosts: hosts.map((host) => fullHost(host, namespace)),
    http: http.map((route): HttpRoute => ({ ...route, action: actionOf(route.action), mirrors: full(route.mirrors) })),
    tls: tls.map((route) => ({ ...route, destinations: full(route.destinations) })),
    tcp: tcp.map((route) => ({ ...route, destinations: full(route.destinations) })),
  };
}
