/** Where do the backends of a route of the Gateway API lead? An invalid one keeps its share, and leads nowhere. */
import type { Mesh, ObjectName } from '../../policy/model';
import type { Backend, BackendObject, RouteFilter } from '../../policy/model-route';
import type { Destination, HeaderChange, HeaderChanges, HttpDestination } from '../../policy/model-virtual-service';
import { GATEWAY_API } from '../../policy/read-route-parts';
import { hostOf } from '../../policy/short-host';
import { isGranted } from '../servers/reference-grant';
import type { RouteKind } from './route-attachment';

/** The host of a backend that leads nowhere. */
export const NOWHERE = '';

/** No change of any header. */
export const NO_CHANGES: HeaderChanges = {
  request: { set: [], add: [], remove: [] },
  response: { set: [], add: [], remove: [] },
};

/** Who names the backends. */
export interface BackendOwner extends ObjectName {
  readonly kind: RouteKind;
  /** for calls inside the mesh: then backends of other namespaces need no ReferenceGrant */
  readonly isForMesh?: boolean;
}

/**
 * The destinations; undefined when one is written so that istiod drops the whole route.
 * @see istio pilot/pkg/config/kube/gateway/conversion.go, `buildHTTPDestination` and `buildDestination`
 */
export function destinationsOf(
  mesh: Mesh,
  owner: BackendOwner,
  backends: readonly Backend[],
): readonly HttpDestination[] | undefined {
  const weighed = backends.filter(({ weight }) => weight > 0);
  const found = weighed.map((backend) => {
    const place = placeOf(mesh, owner, backend);
    const headers = headerChangesOf(backend.filters);
    if (place === undefined || headers === undefined) return undefined;
    return { ...place, weight: weighed.length === 1 ? 100 : backend.weight, headers };
  });
  return found.every((one) => one !== undefined) ? found : undefined;
}

/** What the header filters do; undefined when there are other filters among them. */
function headerChangesOf(filters: readonly RouteFilter[]): HeaderChanges | undefined {
  return filters.reduce<HeaderChanges | undefined>((changes, filter) => {
    if (changes === undefined) return undefined;
    if (filter.kind === 'requestHeaders') return { ...changes, request: firstOfEach(filter.change) };
    return filter.kind === 'responseHeaders' ? { ...changes, response: firstOfEach(filter.change) } : undefined;
  }, NO_CHANGES);
}

/** The first entry counts for each name, in any case. */
export function firstOfEach({ set, add, remove }: HeaderChange): HeaderChange {
  const first = (pairs: HeaderChange['set']): HeaderChange['set'] => [
    ...new Map([...pairs].reverse().map(([name, value]) => [name.toLowerCase(), value])).entries(),
  ];
  return { set: first(set), add: first(add), remove };
}

/** Host and port; undefined when istiod takes the reference for a mistake of the whole route. */
export function placeOf(mesh: Mesh, owner: BackendOwner, backend: BackendObject): Destination | undefined {
  const { group, kind, namespace, name, port } = backend;
  const from = { group: GATEWAY_API, kind: owner.kind, namespace: owner.namespace };
  if (owner.isForMesh !== true && !isGranted(mesh, from, backend)) return { host: NOWHERE };
  const isService = (group === '' || group === 'core') && kind === 'Service';
  if (!isService && !(group === 'networking.istio.io' && kind === 'Hostname')) return { host: NOWHERE };
  if ((isService && name.includes('.')) || port === undefined) return undefined;
  return { host: isService ? hostOf({ namespace, name }) : name, port };
}
