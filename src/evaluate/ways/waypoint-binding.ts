/** Which waypoint serves the calls to a Service, or to the pods themselves. */
import type { Metadata } from '../../policy/metadata';
import type { Mesh } from '../../policy/model';
import type { AllowedNamespaces, Gateway, KubernetesGateway } from '../../policy/model-gateway';
import { isWaypoint, waypointNamedBy } from '../../policy/waypoint';
import { nameOf } from '../../policy/metadata';
import { matchesSelector, namespaceLabels } from '../network/known-labels';

/** The waypoint, none, or why that cannot be told. */
export type WaypointBinding =
  | { readonly kind: 'bound'; readonly gateway: Gateway }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly because: string };

const NONE: WaypointBinding = { kind: 'none' };
const CANARY = 'istio.io/use-waypoint-canary';

/** The waypoint that is named, if it allows the namespace: another one is none. */
export function waypointFor(mesh: Mesh, called: Metadata, traffic: 'service' | 'workload'): WaypointBinding {
  const named = waypointNamedBy(mesh, called, traffic);
  if (named === undefined) return NONE;
  const { waypoint: gateway, labels } = named;
  if (!isWaypoint(gateway)) {
    const because = `what Gateway \`${nameOf(gateway)}\` of class \`${gateway.api.className}\` does as a waypoint is not known`;
    return { kind: 'unknown', because };
  }
  if (labels[CANARY] !== undefined) {
    return { kind: 'unknown', because: `a share of the calls to \`${nameOf(called)}\` goes to another waypoint` };
  }
  const allowed = allowedAt(gateway.api);
  switch (allowed.from) {
    case 'None':
      return NONE;
    case 'All':
      return { kind: 'bound', gateway };
    case 'Same':
      return gateway.namespace === called.namespace ? { kind: 'bound', gateway } : NONE;
    case 'Selector': {
      const space = mesh.namespaces.find((namespace) => namespace.name === called.namespace);
      const answer = matchesSelector(allowed.selector, namespaceLabels(called.namespace, space));
      if (answer.is === 'unknown') return { kind: 'unknown', because: `not known is ${answer.missing.join('; ')}` };
      return answer.is === 'yes' ? { kind: 'bound', gateway } : NONE;
    }
  }
}

/**
 * The namespaces that the listener of the tunnels allows.
 * @see istio pilot/pkg/serviceregistry/ambient/waypoints.go, `makeAllowedRoutes`
 */
function allowedAt({ listeners }: KubernetesGateway): AllowedNamespaces {
  const tunnels = listeners.find(({ protocol, port }) => protocol === 'HBONE' && port === 15008);
  return tunnels?.allowedNamespaces ?? { from: 'Same' };
}
