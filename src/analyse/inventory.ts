/**
 * Which workloads, Services, Gateways and namespaces are among the manifests? Typed, and found by namespace and labels:
 * no check may go through all workloads for each policy.
 */
import { captureOf } from '../policy/ambient-capture';
import { ManifestError, type JsonObject } from '../policy/json-object';
import type { Manifest } from '../policy/manifest';
import type { MeshSettings } from '../policy/mesh-settings';
import type { Gateway, Labels, Mesh, Metadata, Namespace, PeerAuthentication, Service, Workload } from '../policy/model';
import { proxyLabels } from '../policy/proxy-labels';
import { readIstioGateway, readKubernetesGateway } from '../policy/read-gateway';
import { readNamespace } from '../policy/read-mesh';
import { readPeerAuthentication } from '../policy/read-peer-authentication';
import { readService } from '../policy/read-service';
import { readSidecar } from '../policy/read-sidecar';
import { readWorkload, tryWorkloadKind } from '../policy/read-workload';
import { hasSidecar } from '../policy/sidecar-injection';

/** Which data plane guards pods: none of Istio's is `outside`; `unknown` when no Namespace tells. */
export type DataPlane = 'sidecar' | 'ambient' | 'outside' | 'unknown';

export interface Inventory {
  /** what the manifests say, typed, without the policies that checks read as written */
  readonly mesh: Mesh;
  readonly manifestOf: (object: Metadata) => Manifest;
  readonly namespace: (name: string) => Namespace | undefined;
  readonly workloadsIn: (namespace: string) => readonly Workload[];
  readonly servicesIn: (namespace: string) => readonly Service[];
  readonly gatewaysIn: (namespace: string) => readonly Gateway[];
  readonly peerAuthenticationsIn: (namespace: string) => readonly PeerAuthentication[];
  /** the workloads of this namespace, or of all, whose proxies have these labels */
  readonly workloadsWith: (labels: Labels, namespace: string | undefined) => readonly Workload[];
  readonly dataPlaneOf: (workload: Workload) => DataPlane;
}

/** The inventory of these manifests. What cannot be read is left out: it is no object that a cluster would have. */
export function inventoryOf(manifests: readonly Manifest[], settings: MeshSettings): Inventory {
  const origins = new Map<unknown, Manifest>();
  const read = <T>(group: string, kind: string, reader: (manifest: JsonObject) => T): readonly T[] =>
    manifests
      .filter((manifest) => manifest.kind === kind && isOfGroup(manifest, group))
      .flatMap((manifest) => tryRead(manifest, reader, origins));
  const mesh: Mesh = {
    settings,
    namespaces: read('', 'Namespace', readNamespace),
    workloads: manifests.flatMap((manifest) => {
      const kind = tryWorkloadKind(manifest.kind);
      return kind === undefined ? [] : tryRead(manifest, (object) => readWorkload(kind, object), origins);
    }),
    services: read('', 'Service', readService),
    authorizationPolicies: [],
    requestAuthentications: [],
    peerAuthentications: read('security.istio.io', 'PeerAuthentication', readPeerAuthentication),
    sidecars: read('networking.istio.io', 'Sidecar', readSidecar),
    gateways: [
      ...read('networking.istio.io', 'Gateway', readIstioGateway),
      ...read('gateway.networking.k8s.io', 'Gateway', readKubernetesGateway),
    ],
    networkPolicies: [],
    extensions: [],
  };
  const namespaces = new Map(mesh.namespaces.map((namespace) => [namespace.name, namespace]));
  const labels = new Map(mesh.workloads.map((workload) => [workload, proxyLabels(workload)]));
  const byLabel = groupBy(mesh.workloads, (workload) =>
    Object.entries(labels.get(workload) ?? {}).flatMap((label) => [
      JSON.stringify([...label, workload.namespace]),
      JSON.stringify(label),
    ]),
  );
  const workloads = groupBy(mesh.workloads, ({ namespace }) => [namespace]);
  const services = groupBy(mesh.services, ({ namespace }) => [namespace]);
  const gateways = groupBy(mesh.gateways, ({ namespace }) => [namespace]);
  const peerAuthentications = groupBy(mesh.peerAuthentications, ({ namespace }) => [namespace]);
  const planes = new Map<Workload, DataPlane>();
  return {
    mesh,
    // every object comes from a manifest
    manifestOf: (object) => origins.get(object) as Manifest,
    namespace: (name) => namespaces.get(name),
    workloadsIn: (namespace) => workloads.get(namespace) ?? [],
    servicesIn: (namespace) => services.get(namespace) ?? [],
    gatewaysIn: (namespace) => gateways.get(namespace) ?? [],
    peerAuthenticationsIn: (namespace) => peerAuthentications.get(namespace) ?? [],
    workloadsWith(wanted, namespace) {
      const [first, ...rest] = Object.entries(wanted);
      if (first === undefined) return namespace === undefined ? mesh.workloads : (workloads.get(namespace) ?? []);
      const some = byLabel.get(JSON.stringify(namespace === undefined ? first : [...first, namespace])) ?? [];
      return some.filter((workload) => rest.every(([key, value]) => labels.get(workload)?.[key] === value));
    },
    dataPlaneOf(workload) {
      const plane = planes.get(workload) ?? findDataPlane(workload, namespaces.get(workload.namespace), mesh);
      planes.set(workload, plane);
      return plane;
    },
  };
}

function isOfGroup({ apiVersion }: Manifest, group: string): boolean {
  return group === '' ? !apiVersion.includes('/') : apiVersion.startsWith(`${group}/`);
}

function findDataPlane(workload: Workload, namespace: Namespace | undefined, mesh: Mesh): DataPlane {
  const sidecar = hasSidecar(workload, namespace?.labels);
  if (sidecar === 'yes') return 'sidecar';
  const capture = captureOf({ ...mesh, namespaces: namespace === undefined ? [] : [namespace] }, workload);
  switch (capture.kind) {
    case 'captured':
      return 'ambient';
    case 'unknown':
      return 'unknown';
    case 'out':
      return sidecar === 'no' ? 'outside' : 'unknown';
  }
}

function tryRead<T>(
  manifest: Manifest,
  reader: (manifest: JsonObject) => T,
  origins: Map<unknown, Manifest>,
): readonly T[] {
  try {
    const object = reader(manifest.object);
    origins.set(object, manifest);
    return [object];
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return [];
  }
}

function groupBy<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  }
  return groups;
}
