/**
 * Which workloads, Services, Gateways and namespaces are among the manifests? Typed, and found by namespace and labels:
 * no check may go through all workloads for each policy.
 */
import { captureOf } from '../policy/ambient-capture';
import { groupBy, groupByEach } from '../policy/group-by';
import type { JsonObject } from '../policy/json-object';
import type { Manifest } from '../policy/manifest';
import type { MeshSettings } from '../policy/mesh-settings';
import type { Gateway, Labels, Mesh, Namespace, PeerAuthentication, Service, Workload } from '../policy/model';
import { proxyLabels } from '../policy/proxy-labels';
import { tryReadMesh } from '../policy/read-mesh';
import { hasOwnProxy } from '../policy/read-workload';
import { hasSidecar } from '../policy/sidecar-injection';

/** Which data plane guards pods: none of Istio's is `outside`; `unknown` without Namespace, or with a proxy by hand. */
export type DataPlane = 'sidecar' | 'ambient' | 'outside' | 'unknown';

export interface Inventory {
  /** what the manifests say, typed */
  readonly mesh: Mesh;
  /** why objects were left out: a value has a type that no cluster takes */
  readonly leftOut: readonly string[];
  readonly manifestOf: (object: object) => Manifest;
  readonly namespace: (name: string) => Namespace | undefined;
  readonly workloadsIn: (namespace: string) => readonly Workload[];
  readonly servicesIn: (namespace: string) => readonly Service[];
  readonly gatewaysIn: (namespace: string) => readonly Gateway[];
  readonly peerAuthenticationsIn: (namespace: string) => readonly PeerAuthentication[];
  /** the workloads of this namespace, or of all, whose proxies have these labels */
  readonly workloadsWith: (labels: Labels, namespace: string | undefined) => readonly Workload[];
  readonly dataPlaneOf: (workload: Workload) => DataPlane;
  /** the workloads that the Service selects; one without selector selects none */
  readonly podsBehind: (service: Service) => readonly Workload[];
  /** the Services that lead to these pods */
  readonly servicesBefore: (workload: Workload) => readonly Service[];
}

/** The inventory of these manifests. What cannot be read is left out, and named: no cluster would have the object. */
export function inventoryOf(manifests: readonly Manifest[], settings: MeshSettings): Inventory {
  const origins = new Map(manifests.map((manifest) => [manifest.object, manifest]));
  const read = tryReadMesh([...origins.keys()]);
  const mesh: Mesh = { ...read.mesh, settings };
  const namespaces = new Map(mesh.namespaces.map((namespace) => [namespace.name, namespace]));
  const labels = new Map(mesh.workloads.map((workload) => [workload, proxyLabels(workload)]));
  const byLabel = groupByEach(mesh.workloads, (workload) =>
    Object.entries(labels.get(workload) ?? {}).flatMap((label) => [
      JSON.stringify([...label, workload.namespace]),
      JSON.stringify(label),
    ]),
  );
  const workloads = groupBy(mesh.workloads, ({ namespace }) => namespace);
  const services = groupBy(mesh.services, ({ namespace }) => namespace);
  const gateways = groupBy(mesh.gateways, ({ namespace }) => namespace);
  const peerAuthentications = groupBy(mesh.peerAuthentications, ({ namespace }) => namespace);
  // every object comes from a manifest
  const manifestOf = (object: object) => origins.get(read.sourceOf(object) as JsonObject) as Manifest;
  const planes = new Map<Workload, DataPlane>();
  const workloadsWith = (wanted: Labels, namespace: string | undefined): readonly Workload[] => {
    const [first, ...rest] = Object.entries(wanted);
    if (first === undefined) return namespace === undefined ? mesh.workloads : (workloads.get(namespace) ?? []);
    const some = byLabel.get(JSON.stringify(namespace === undefined ? first : [...first, namespace])) ?? [];
    return some.filter((workload) => rest.every(([key, value]) => labels.get(workload)?.[key] === value));
  };
  const podsBehind = ({ namespace, selector }: Service): readonly Workload[] =>
    Object.keys(selector).length === 0 ? [] : workloadsWith(selector, namespace);
  const before = groupByEach(mesh.services, podsBehind);
  return {
    mesh,
    leftOut: read.errors.map(({ message }) => message),
    manifestOf,
    namespace: (name) => namespaces.get(name),
    workloadsIn: (namespace) => workloads.get(namespace) ?? [],
    servicesIn: (namespace) => services.get(namespace) ?? [],
    gatewaysIn: (namespace) => gateways.get(namespace) ?? [],
    peerAuthenticationsIn: (namespace) => peerAuthentications.get(namespace) ?? [],
    workloadsWith,
    dataPlaneOf(workload) {
      const known = planes.get(workload);
      if (known !== undefined) return known;
      const found = findDataPlane(workload, namespaces.get(workload.namespace), mesh);
      const plane = found === 'outside' && hasOwnProxy(workload, manifestOf(workload).object) ? 'unknown' : found;
      planes.set(workload, plane);
      return plane;
    },
    podsBehind,
    servicesBefore: (workload) => before.get(workload) ?? [],
  };
}

function findDataPlane(workload: Workload, namespace: Namespace | undefined, mesh: Mesh): DataPlane {
  const sidecar = hasSidecar(workload, namespace?.labels, mesh.settings.behaviour);
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
