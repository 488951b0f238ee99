/** What does the waypoint before a Service, a ServiceEntry or a pod have for the calls to it? */
import { principalOf } from '../../istio/identity';
import type { Served } from '../../policy/in-force';
import { nameOf } from '../../policy/metadata';
import type { Mesh, Metadata, ObjectName } from '../../policy/model';
import type { ProxyOrders } from '../proxies/policies-at-proxy';
import { ordersFor } from '../proxies/policies-at-proxy';
import type { WaypointListener } from './arrive-at-waypoint';
import { waypointFor } from './waypoint-binding';

/** A waypoint on the way. */
export interface WaypointStop {
  readonly kind: 'stop';
  readonly gateway: ObjectName;
  /** as whom it calls on */
  readonly identity: string;
  readonly listener: WaypointListener;
  /** why it is not told where it sends calls on */
  readonly detour?: string;
}

/** The manifests do not tell where the call leads. */
export interface Lost {
  readonly kind: 'lost';
  readonly because: string;
}

/** No way, for this reason. */
export function lost(because: string): Lost {
  return { kind: 'lost', because };
}

/** Why it is not told what requests are once they have passed it, if they may not be as they came. */
export function changesRequests({ gateway, listener }: WaypointStop): string | undefined {
  if (listener.config.jwtRules.length === 0) return undefined;
  return `waypoint \`${nameOf(gateway)}\` takes out tokens that it has verified, and may write headers of their claims`;
}

/** The waypoint before what is called, with what it has for it. */
export function stopFor(
  mesh: Mesh,
  kind: Served['kind'] | 'pods',
  called: Metadata,
  listenerWith: (config: ProxyOrders) => WaypointListener,
): WaypointStop | Lost | undefined {
  const binding = waypointFor(mesh, called, kind === 'pods' ? 'workload' : 'service');
  if (binding.kind === 'none') return undefined;
  if (binding.kind === 'unknown') return lost(binding.because);
  const { namespace, name, annotations } = binding.gateway;
  const serves = kind === 'pods' ? {} : { serves: { kind, namespace: called.namespace, name: called.name } };
  const config = ordersFor(mesh, { kind: 'waypoint', namespace, gatewayName: name, ...serves });
  // the deployment controller gives the waypoint a service account of its own name
  const account = annotations['gateway.istio.io/service-account'] ?? name;
  const identity = principalOf(mesh.settings.trustDomain, namespace, account);
  return { kind: 'stop', gateway: { namespace, name }, identity, listener: listenerWith(config) };
}
