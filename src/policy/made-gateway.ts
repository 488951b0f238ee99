/** The pods that istiod makes for Gateways of the Gateway API: they are there, though no manifest says so. */
import type { Gateway, Labels, Mesh, Workload } from './model';
import type { KubernetesGateway } from './model-gateway';
import { GATEWAY_NAME_LABEL } from './proxy-labels';

/** Labels that users cannot set. */
const API_PREFIX = 'gateway.networking.k8s.io/';

/** A Gateway of the Gateway API. */
export type ApiGateway = Gateway & { readonly api: KubernetesGateway };

/** Whether the Gateway is one of the Gateway API. */
export function isApiGateway(gateway: Gateway): gateway is ApiGateway {
  return gateway.api.kind === 'kubernetes';
}

/** Whether istiod takes care of Gateways of this class, as ingress or egress. */
export function isIstioClass(mesh: Mesh, className: string): boolean {
  const found = mesh.traffic.gatewayClasses.find(({ name }) => name === className);
  return found === undefined ? className === 'istio' : found.controllerName === 'istio.io/gateway-controller';
}

/** Whether the pods are deployed by hand: a host name as address is their Service. */
export function isManual({ api }: ApiGateway): boolean {
  return api.addresses.some(({ type }) => type === 'Hostname');
}

/** The mesh with these pods, where manifests have none that bear the name of the Gateway. */
export function withMadeGateways(mesh: Mesh): Mesh {
  const made = mesh.gateways
    .filter(isApiGateway)
    .filter((gateway) => isIstioClass(mesh, gateway.api.className) && !isManual(gateway))
    .filter(
      ({ namespace, name }) => !mesh.workloads.some((pods) => pods.namespace === namespace && isNamed(pods, name)),
    );
  return made.length === 0 ? mesh : { ...mesh, workloads: [...mesh.workloads, ...made.map(podsOf)] };
}

function isNamed({ labels }: Workload, gateway: string): boolean {
  return labels[GATEWAY_NAME_LABEL] === gateway;
}

/**
 * Labels of the Gateway itself are those of its pods, unless it says other ones.
 * @see istio manifests/charts/istio-control/istio-discovery/files/kube-gateway.yaml, and
 * pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go, `extractInfrastructureMetadata`
 */
function podsOf(gateway: ApiGateway): Workload {
  const { namespace, name, annotations, api } = gateway;
  const made = `${name}-${api.className}`;
  return {
    kind: 'Deployment',
    namespace,
    name: made,
    labels: madeLabels(gateway, made, 'istio.io-gateway-controller'),
    annotations: api.infrastructure.annotations,
    serviceAccount: annotations['gateway.istio.io/service-account'] ?? made,
    ports: api.listeners.map(({ port }) => ({ port, transport: 'TCP' })),
    hostNetwork: false,
    addresses: [],
  };
}

/**
 * The labels of the pods of a waypoint, which is deployed under its own name.
 * @see istio manifests/charts/istio-control/istio-discovery/files/waypoint.yaml
 */
export function waypointLabels(waypoint: ApiGateway): Labels {
  const labels = madeLabels(waypoint, waypoint.name, 'istio.io-mesh-controller');
  return { 'istio.io/dataplane-mode': 'none', ...labels };
}

function madeLabels({ name, labels: own, api }: ApiGateway, made: string, controller: string): Labels {
  const said = Object.keys(api.infrastructure.labels).length === 0 ? own : api.infrastructure.labels;
  return {
    'sidecar.istio.io/inject': 'false',
    'service.istio.io/canonical-revision': 'latest',
    'service.istio.io/canonical-name': made,
    ...Object.fromEntries(Object.entries(said).filter(([key]) => !key.startsWith(API_PREFIX))),
    [GATEWAY_NAME_LABEL]: name,
    [`${API_PREFIX}gateway-class-name`]: api.className,
    'gateway.istio.io/managed': controller,
  };
}
