/** Which protocol a port speaks: declared HTTP, declared TCP, or to be found out from the first bytes. */
import { selects } from './in-force';
import type { Mesh, Service, ServicePort, Sidecar, Workload } from './model';
import { byAge } from './object-order';
import { isGateway, proxyLabel, proxyLabels } from './proxy-labels';
import type { WrittenPort } from './written-port';

/** What the port was declared as; `auto` ports are sniffed. TLS that is not Istio's counts as TCP. */
export type PortProtocol = 'http' | 'tcp' | 'tls' | 'auto';

const HTTP: readonly string[] = ['http', 'http2', 'grpc', 'grpc-web', 'http_proxy'];
const TLS: readonly string[] = ['https', 'tls'];
const TCP: readonly string[] = ['tcp', 'udp', 'mongo', 'redis', 'mysql', 'hbone'];
/** Ports of protocols in which the server speaks first, so that sniffing would hang. */
const SERVER_FIRST: readonly number[] = [25, 53, 3306, 27017];
const KUBERNETES_PROTOCOLS: ReadonlyMap<string, PortProtocol> = new Map([
  ['kubernetes.io/h2c', 'http'],
  ['kubernetes.io/ws', 'http'],
  ['kubernetes.io/wss', 'tls'],
]);

/** The protocol of this name, in any case. @see istio pkg/config/protocol/instance.go, `Parse` */
export function protocolOf(name: string): PortProtocol {
  const word = name.toLowerCase();
  if (HTTP.includes(word)) return 'http';
  if (TLS.includes(word)) return 'tls';
  return TCP.includes(word) ? 'tcp' : 'auto';
}

/** The protocol of a Service port. @see istio pkg/config/kube/conversion.go, `ConvertProtocol` */
export function servicePortProtocol(port: ServicePort): PortProtocol {
  if (port.transport === 'UDP') return 'tcp';
  const known = KUBERNETES_PROTOCOLS.get(port.appProtocol ?? '');
  if (known !== undefined) return known;
  const name = port.appProtocol ?? port.name;
  if (name.toLowerCase().startsWith('grpc-web')) return 'http';
  const protocol = protocolOf(name.split('-')[0] ?? '');
  return protocol === 'auto' && SERVER_FIRST.includes(port.port) ? 'tcp' : protocol;
}

/**
 * The protocol of a port of a workload: the Sidecar's `ingress` has it, else the oldest Service that leads there.
 * A port that nothing declares is sniffed.
 */
export function workloadPortProtocol(mesh: Mesh, workload: Workload, port: number): PortProtocol {
  const ingress = sidecarOf(mesh, workload)?.ingress ?? [];
  if (ingress.length > 0) {
    const listener = ingress.find((candidate) => candidate.port === port);
    return listener === undefined ? 'auto' : protocolOf(listener.protocol);
  }
  const leading = servicesOf(mesh, workload)
    .flatMap((service) => service.ports)
    .find((candidate) => candidate.transport !== 'UDP' && targetPortOf(candidate, workload) === port);
  return leading === undefined ? 'auto' : servicePortProtocol(leading);
}

/** The Services in front of these pods, oldest first. */
export function servicesOf(mesh: Mesh, workload: Workload): readonly Service[] {
  return mesh.services.filter((service) => isBehind(service, workload)).sort(byAge);
}

/** Whether the Service leads to these pods. One without selector leads nowhere that manifests tell. */
export function isBehind({ namespace, selector }: Service, workload: Workload): boolean {
  if (namespace !== workload.namespace) return false;
  let isSelected = false;
  for (const key in selector) {
    if (proxyLabel(workload, key) !== selector[key]) return false;
    isSelected = true;
  }
  return isSelected;
}

/** The container port that a Service port leads to; undefined when no container port has its name. */
export function targetPortOf(port: ServicePort, workload: Workload): WrittenPort | undefined {
  if (typeof port.targetPort === 'number') return port.targetPort;
  return workload.ports.find((candidate) => candidate.name === port.targetPort)?.port;
}

/** The Sidecar in force. @see istio pilot/pkg/model/push_context.go, `getSidecarScope` */
export function sidecarOf(mesh: Mesh, workload: Workload): Sidecar | undefined {
  const inNamespace = (namespace: string): readonly Sidecar[] =>
    mesh.sidecars.filter((sidecar) => sidecar.namespace === namespace).sort(byAge);
  const isWide = (sidecar: Sidecar): boolean => Object.keys(sidecar.selector).length === 0;
  const own = inNamespace(workload.namespace);
  return (
    own.find((sidecar) => !isWide(sidecar) && selects(sidecar.selector, proxyLabels(workload))) ??
    own.find(isWide) ??
    inNamespace(mesh.settings.rootNamespace).find(isWide)
  );
}

/**
 * The ports of its own where something listens, in order: of containers, of Services that lead to it, of Sidecars. None
 * where manifests do not tell: a gateway's are those of Gateways, and containers need not name theirs.
 */
export function portsListenedOn(mesh: Mesh, workload: Workload): readonly number[] {
  if (isGateway(workload)) return [];
  const targets = servicesOf(mesh, workload).flatMap(({ ports }) =>
    ports.flatMap((one) => targetPortOf(one, workload) ?? []),
  );
  const ingress = (sidecarOf(mesh, workload)?.ingress ?? []).map(({ port }) => port);
  const own = workload.ports.map(({ port }) => port);
  return [...new Set([...own, ...targets, ...ingress])].sort((a, b) => a - b);
}
