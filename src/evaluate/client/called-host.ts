/** What is a caller's proxy told about a host: where it is served, and which of its endpoints have a sidecar? */
import { selects } from '../../policy/in-force';
import type { Labels, Mesh, ObjectName, Service, Workload } from '../../policy/model';
import type { Endpoint, EntryPort, ServiceEntry } from '../../policy/model-service-entry';
import type { Served } from '../../policy/mtls-mode';
import type { PortProtocol } from '../../policy/port-protocol';
import { protocolOf, servicePortProtocol, targetPortOf } from '../../policy/port-protocol';
import { proxyLabels } from '../../policy/proxy-labels';
import { hostOf } from '../../policy/short-host';
import { dataPlaneOf } from '../ways/data-plane';
import { leadsTo } from '../ways/way';

/** One port of a host, as istiod sends it to callers. */
export interface CalledHost {
  readonly host: string;
  /** of the Service or ServiceEntry */
  readonly namespace: string;
  readonly port: number;
  readonly protocol: PortProtocol;
  readonly exportTo: readonly string[];
  /** a ServiceEntry says that it is no part of the mesh */
  readonly isExternal: boolean;
  /** connections go to whatever address the application chose: a headless Service, or no resolution */
  readonly isPassthrough: boolean;
  /** the port to which they go then */
  readonly passthroughPort: number;
  readonly endpoints: readonly CalledEndpoint[];
}

/** One place where the port is served. */
export interface CalledEndpoint {
  /** whose PeerAuthentications count */
  readonly served: Served;
  /** absent where it is no pod of the manifests */
  readonly workload?: Workload;
  readonly port: number;
  /** the label by which callers know of a sidecar; injection sets `istio` */
  readonly tlsMode: string;
  /** whether callers may reach it through HBONE */
  readonly isTunnelled: boolean;
  /** why the two above cannot be told */
  readonly unknown?: string;
}

const TLS_MODE = 'security.istio.io/tlsMode';
const EXPORT_TO = 'networking.istio.io/exportTo';
const TUNNEL = 'networking.istio.io/tunnel';
const NO_SIDECAR = 'disabled';

/** The Service as its host; undefined when it has no such port. */
export function serviceHost(mesh: Mesh, service: Service, number: number): CalledHost | undefined {
  const port = service.ports.find((candidate) => candidate.port === number && candidate.transport !== 'UDP');
  if (port === undefined) return undefined;
  const exportTo = service.annotations[EXPORT_TO] ?? '';
  return {
    host: hostOf(service),
    namespace: service.namespace,
    port: number,
    protocol: servicePortProtocol(port),
    exportTo: exportTo === '' ? mesh.settings.defaultServiceExportTo : exportTo.split(',').map((space) => space.trim()),
    isExternal: false,
    isPassthrough: service.clusterIP === 'None',
    passthroughPort: number,
    endpoints: mesh.workloads
      .filter((workload) => leadsTo(mesh, service, workload))
      .flatMap((workload) => {
        const target = targetPortOf(port, workload);
        return target === undefined ? [] : [podEndpoint(mesh, workload, target)];
      }),
  };
}

/** One host of a ServiceEntry; undefined when it has no such port. */
export function entryHost(mesh: Mesh, entry: ServiceEntry, host: string, number: number): CalledHost | undefined {
  const port = entry.ports.find((candidate) => candidate.number === number);
  if (port === undefined) return undefined;
  return {
    host,
    namespace: entry.namespace,
    port: number,
    protocol: protocolOf(port.protocol),
    exportTo: entry.exportTo.length === 0 ? mesh.settings.defaultServiceExportTo : entry.exportTo,
    isExternal: entry.location === 'MESH_EXTERNAL',
    isPassthrough: entry.resolution === 'NONE',
    passthroughPort: (entry.resolution === 'NONE' ? port.targetPort : undefined) ?? number,
    endpoints: endpointsOf(mesh, entry, port),
  };
}

/** @see istio pilot/pkg/serviceregistry/serviceentry/conversion.go, `convertServiceEntryToInstances` */
function endpointsOf(mesh: Mesh, entry: ServiceEntry, port: EntryPort): readonly CalledEndpoint[] {
  const { selector, endpoints, resolution } = entry;
  const target = port.targetPort ?? port.number;
  if (endpoints.length > 0) return endpoints.map((endpoint) => machine(entry, endpoint, endpoint.labels, port));
  if (selector === undefined) {
    const isByName = resolution === 'DNS' || resolution === 'DNS_ROUND_ROBIN' || resolution === 'DYNAMIC_DNS';
    const bare = { served: { ...named(entry), labels: {} }, port: target, tlsMode: NO_SIDECAR, isTunnelled: false };
    return isByName ? [bare] : [];
  }
  const pods = mesh.workloads
    .filter(({ namespace }) => namespace === entry.namespace)
    .map((workload) => podEndpoint(mesh, workload, target))
    .filter(({ served }) => selects(selector, served.labels));
  const machines = mesh.traffic.workloadEntries
    .map((each) => ({ each, labels: { ...each.endpoint.labels, ...each.labels } }))
    .filter(({ each, labels }) => each.namespace === entry.namespace && selects(selector, labels))
    .map(({ each, labels }) => machine(each, each.endpoint, labels, port));
  return [...pods, ...machines];
}

/** A machine with a service account is taken to have a sidecar, unless a label says otherwise. */
function machine(owner: ObjectName, endpoint: Endpoint, labels: Labels, port: EntryPort): CalledEndpoint {
  return {
    served: { ...named(owner), labels },
    port: endpoint.ports.get(port.name) ?? port.targetPort ?? port.number,
    tlsMode: labels[TLS_MODE] ?? (endpoint.serviceAccount === undefined ? NO_SIDECAR : 'istio'),
    isTunnelled: false,
    ...(labels[TUNNEL] === undefined ? {} : { unknown: `label \`${TUNNEL}\` asks for tunnels` }),
  };
}

/** @see istio pilot/pkg/xds/endpoints/endpoint_builder.go, `supportTunnel` */
function podEndpoint(mesh: Mesh, workload: Workload, port: number): CalledEndpoint {
  const plane = dataPlaneOf(mesh, workload);
  // injection labels the pods of sidecars, not those of gateways
  const labels = plane.kind === 'sidecar' ? proxyLabels(workload) : workload.labels;
  const asksForTunnel = plane.kind !== 'sidecar' && workload.labels[TUNNEL] !== undefined;
  const unknown =
    plane.kind === 'unknown' ? plane.because : `label \`${TUNNEL}\` of ${shown(workload)} asks for tunnels`;
  const tlsMode = labels[TLS_MODE] ?? NO_SIDECAR;
  return {
    served: { ...named(workload), labels },
    workload,
    port,
    tlsMode,
    isTunnelled: plane.kind === 'ztunnel' && tlsMode !== 'istio',
    ...(plane.kind === 'unknown' || asksForTunnel ? { unknown } : {}),
  };
}

function named({ namespace, name }: ObjectName): ObjectName {
  return { namespace, name };
}

function shown({ namespace, name }: ObjectName): string {
  return `\`${namespace}/${name}\``;
}
