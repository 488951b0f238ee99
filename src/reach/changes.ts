/** Which objects differ between two meshes, and what would the second be without one of these changes? */
import { isDeepStrictEqual } from 'node:util';
import type { Mesh, ObjectName } from '../policy/model';
import type { Traffic } from '../policy/model-traffic';

/** One object that was added, removed or changed; `MeshConfig` is one of them. */
export interface Change {
  readonly kind: string;
  /** absent of MeshConfig */
  readonly namespace?: string;
  readonly name: string;
  readonly how: 'added' | 'removed' | 'changed';
}

/** A change, and how to take it back. */
export interface Revertible extends Change {
  /** the mesh, where this object is as it was before */
  readonly revert: (mesh: Mesh) => Mesh;
}

/** What can stand in a list of a mesh. Workloads and extensions say themselves which kind they are. */
interface Listed extends Partial<ObjectName> {
  readonly name: string;
  readonly kind?: unknown;
}

interface List {
  readonly kind: string;
  readonly of: (mesh: Mesh) => readonly Listed[];
  readonly put: (mesh: Mesh, objects: readonly Listed[]) => Mesh;
}

function inMesh(key: keyof Mesh, kind: string): List {
  return {
    kind,
    of: (mesh) => mesh[key] as readonly Listed[],
    put: (mesh, objects) => ({ ...mesh, [key]: objects }),
  };
}

function inTraffic(key: keyof Traffic, kind: string): List {
  return {
    kind,
    of: ({ traffic }) => (traffic[key] ?? []) as readonly Listed[],
    put: (mesh, objects) => ({ ...mesh, traffic: { ...mesh.traffic, [key]: objects } }),
  };
}

/** Policies first, and Namespaces last: where several changes explain a difference alike, one of them is told. */
const LISTS: readonly List[] = [
  inMesh('authorizationPolicies', 'AuthorizationPolicy'),
  inMesh('peerAuthentications', 'PeerAuthentication'),
  inMesh('requestAuthentications', 'RequestAuthentication'),
  inMesh('networkPolicies', 'NetworkPolicy'),
  inMesh('sidecars', 'Sidecar'),
  inMesh('gateways', 'Gateway'),
  inTraffic('destinationRules', 'DestinationRule'),
  inTraffic('virtualServices', 'VirtualService'),
  inTraffic('serviceEntries', 'ServiceEntry'),
  inTraffic('httpRoutes', 'HTTPRoute'),
  inTraffic('grpcRoutes', 'GRPCRoute'),
  inTraffic('tlsRoutes', 'TLSRoute'),
  inTraffic('tcpRoutes', 'TCPRoute'),
  inTraffic('referenceGrants', 'ReferenceGrant'),
  inTraffic('backendTlsPolicies', 'BackendTLSPolicy'),
  inTraffic('gatewayClasses', 'GatewayClass'),
  inTraffic('tlsSecrets', 'Secret'),
  inTraffic('telemetries', 'Telemetry'),
  inTraffic('proxyConfigs', 'ProxyConfig'),
  inTraffic('workloadEntries', 'WorkloadEntry'),
  inMesh('extensions', 'EnvoyFilter'),
  inMesh('workloads', 'Deployment'),
  inMesh('services', 'Service'),
  inMesh('namespaces', 'Namespace'),
];

/** The changes from one mesh to the other, policies first and Namespaces last, then in order of names. */
export function changesBetween(before: Mesh, after: Mesh): readonly Revertible[] {
  const ofObjects = LISTS.flatMap((list) => changesIn(list, before, after));
  if (isDeepStrictEqual(before.settings, after.settings)) return ofObjects;
  const revert = (mesh: Mesh): Mesh => ({ ...mesh, settings: before.settings });
  return [...ofObjects, { kind: 'MeshConfig', name: 'istio', how: 'changed', revert }];
}

function changesIn(list: List, before: Mesh, after: Mesh): readonly Revertible[] {
  const [old, now] = [byKey(list.of(before)), byKey(list.of(after))];
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort();
  return keys.flatMap((key): readonly Revertible[] => {
    const [were, are] = [old.get(key) ?? [], now.get(key) ?? []];
    if (isDeepStrictEqual(were, are)) return [];
    const [one] = [...are, ...were] as [Listed];
    const { namespace, name } = one;
    return [
      {
        kind: kindOf(one, list.kind),
        ...(namespace ? { namespace } : {}),
        name,
        how: were.length === 0 ? 'added' : are.length === 0 ? 'removed' : 'changed',
        revert: (mesh) => list.put(mesh, [...list.of(mesh).filter((object) => keyOf(object) !== key), ...were]),
      },
    ];
  });
}

function kindOf({ kind }: Listed, fallback: string): string {
  return typeof kind === 'string' ? kind : fallback;
}

function byKey(objects: readonly Listed[]): ReadonlyMap<string, readonly Listed[]> {
  const found = new Map<string, Listed[]>();
  for (const object of objects) {
    const same = found.get(keyOf(object));
    if (same === undefined) found.set(keyOf(object), [object]);
    else same.push(object);
  }
  return found;
}

function keyOf({ kind, namespace = '', name }: Listed): string {
  return `${typeof kind === 'string' ? kind : ''} ${namespace}/${name}`;
}
