/** From what a request calls to the pods that get the connection, each with its own port. */
import type { LabelSelector } from '../../policy/label-selector';
import type { ContainerPort, ObjectName, Service, ServicePort } from '../../policy/model';
import type { Transport } from '../../policy/network-policy';
import { isApiGateway, isManual, waypointLabels } from '../../policy/made-gateway';
import { GATEWAY_NAME_LABEL } from '../../policy/proxy-labels';
import type { Target } from '../../policy/request';
import { isWaypoint } from '../../policy/waypoint';
import { isNamed, nameOf } from '../../policy/metadata';
import type { Addresses, PodEndpoint } from './endpoint';
import { atIp, readAddresses } from './endpoint';
import type { KnownLabels } from './known-labels';
import { matchesSelector, OF_DEPLOYMENTS } from './known-labels';
import type { Connection } from './match-network-rule';
import type { Lost } from './network-caller';
import { atAddress, onlyOne, somebody } from './network-caller';
import type { NetworkIndex } from './network-index';

/** Who is called, and where. */
export type TargetEnd = Pick<Connection, 'destination' | 'port' | 'transport'>;

/** The ends that may get the call: one, or one for each workload behind a Service. INVARIANT: never empty. */
export function targetEnds(index: NetworkIndex, to: Target): readonly TargetEnd[] | Lost {
  const at = { port: to.port, transport: 'TCP' } as const;
  switch (to.kind) {
    case 'workload': {
      const pod = onlyOne(index.podsNamed(to.workload), `workload \`${nameOf(to.workload)}\``);
      return pod.kind === 'lost' ? pod : [{ destination: atIp(pod, to.ip), ...at }];
    }
    case 'service': {
      const service = onlyOne(index.servicesNamed(to.service), `Service \`${nameOf(to.service)}\``);
      return 'missing' in service ? service : endsBehind(index, service, to);
    }
    case 'gateway':
      return [{ destination: gatewayEnd(index, to), ...at }];
    case 'host':
      return [{ destination: to.ip === undefined ? somebody(`host \`${to.host}\``) : atAddress(index, to.ip), ...at }];
  }
}

function endsBehind(
  index: NetworkIndex,
  service: Service,
  to: Extract<Target, { kind: 'service' }>,
): readonly TargetEnd[] | Lost {
  const shown = `Service \`${nameOf(service)}\``;
  const ports = service.ports.filter(({ port }) => port === to.port);
  const port = ports.find(({ transport }) => transport === 'TCP') ?? ports[0];
  if (port === undefined) return { kind: 'lost', missing: `port ${to.port} of ${shown}, which has none` };
  const selector = selectorOf(service);
  const pods = to.workload === undefined ? index.podsIn(service.namespace) : index.podsNamed(to.workload);
  const ends = pods
    .filter((pod) => isBehind(selector, service, pod))
    .flatMap((pod) => endBehind(service, port, pod, to.ip));
  return ends.length > 0 ? ends : { kind: 'lost', missing: `a workload behind port ${to.port} of ${shown}` };
}

function selectorOf({ selector }: Service): LabelSelector {
  return { requirements: Object.entries(selector).map(([key, value]) => ({ operator: 'In', key, values: [value] })) };
}

/** Whether it is, or may be: the verdict must hold for every workload. Without selector nobody is behind it. */
function isBehind(selector: LabelSelector, service: Service, pod: PodEndpoint): boolean {
  if (pod.namespace !== service.namespace || selector.requirements.length === 0) return false;
  return matchesSelector(selector, pod.labels).is !== 'no';
}

/** A pod without a port of the Service's target name gets no traffic of that port. */
function endBehind(
  service: Service,
  { targetPort, transport }: ServicePort,
  pod: PodEndpoint,
  ip: string | undefined,
): readonly TargetEnd[] {
  const isTarget = (port: ContainerPort): boolean => port.name === targetPort && port.transport === transport;
  const port = typeof targetPort === 'number' ? targetPort : pod.ports?.find(isTarget)?.port;
  if (port === undefined) return [];
  const addresses = service.clusterIP === 'None' ? pod.addresses : withServiceAddress(service, pod, ip);
  return [{ destination: { ...pod, addresses }, port, transport: transportOf(transport) }];
}

/**
 * Blocks may see the address of the Service or that of the pod.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-ipblock-selectors
 */
function withServiceAddress(service: Service, pod: PodEndpoint, ip: string | undefined): Addresses {
  const texts = [service.clusterIP, ip].filter((text) => text !== undefined);
  const own = readAddresses([...new Set(texts)], `the address of Service \`${nameOf(service)}\``);
  const missing = pod.addresses.missing ?? own.missing;
  const candidates = [...pod.addresses.candidates, ...own.candidates];
  return missing === undefined ? { candidates } : { candidates, missing };
}

function transportOf(transport: string): Transport {
  return transport === 'UDP' || transport === 'SCTP' ? transport : 'TCP';
}

/**
 * The pods that Istio deploys for a Gateway: one label is known, and of a waypoint among the manifests all are.
 * @see istio manifests/charts/istio-control/istio-discovery/files/kube-gateway.yaml
 */
export function gatewayEnd(
  index: NetworkIndex,
  to: Pick<Extract<Target, { kind: 'gateway' }>, 'gateway' | 'ip'>,
): PodEndpoint {
  const shown = `Gateway \`${nameOf(to.gateway)}\``;
  const { namespace } = to.gateway;
  return {
    kind: 'pod',
    shown,
    namespace,
    namespaceLabels: index.labelsOf(namespace),
    labels: gatewayLabels(index, to.gateway, shown),
    hostNetwork: false,
    addresses: readAddresses(to.ip === undefined ? [] : [to.ip], `the address of ${shown}`),
  };
}

function gatewayLabels({ mesh }: NetworkIndex, name: ObjectName, owner: string): KnownLabels {
  const waypoint = mesh.gateways.filter(isApiGateway).find(isNamed(name));
  // what users deploy themselves has the labels that they chose
  return waypoint === undefined || !isWaypoint(waypoint) || isManual(waypoint)
    ? { owner, labels: { [GATEWAY_NAME_LABEL]: name.name }, generated: [], possible: 'all' }
    : { owner, labels: waypointLabels(waypoint), ...OF_DEPLOYMENTS };
}
