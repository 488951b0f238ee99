/** Which proxy is called when a gateway is: its pods, and what its ports are. */
import { principalOf } from '../../istio/identity';
import type { Proxy } from '../../policy/in-force';
import { selects } from '../../policy/in-force';
import type { Gateway, Labels, Mesh, ObjectName, Service, Workload } from '../../policy/model';
import type { ApiGateway } from '../../policy/made-gateway';
import { isApiGateway, isIstioClass, isManual } from '../../policy/made-gateway';
import { servicesOf, targetPortOf } from '../../policy/port-protocol';
import { GATEWAY_NAME_LABEL, isGateway, proxyLabels } from '../../policy/proxy-labels';
import { remember } from '../../policy/remember';
import { hostOf } from '../../policy/short-host';
import { trustedProxiesOf } from '../../policy/trusted-proxies';
import { isNamed, nameOf } from '../../policy/metadata';

/** The proxy that a gateway is. */
export interface GatewayProxy {
  readonly kind: 'proxy';
  readonly proxy: Extract<Proxy, { readonly kind: 'gateway' }>;
  /** as whom it calls on */
  readonly identity: string;
  /** proxies in front of it that are believed; undefined when the manifests cannot tell */
  readonly trustedProxies: number | undefined;
  readonly workload: Workload;
  /** Gateways of the Gateway API whose listeners it has */
  readonly gateways: readonly ApiGateway[];
}

/** It is not known which proxy that is, for this reason. */
export interface NoProxy {
  readonly kind: 'unknown';
  readonly because: string;
}

/** The proxies of a mesh's gateways. */
export interface GatewayProxies {
  /** that of these pods */
  readonly of: (pods: Workload) => GatewayProxy;
  /** those that serve the Gateway of this name, of either API; without one those of the pods of this name */
  readonly named: (name: ObjectName) => readonly GatewayProxy[] | NoProxy;
  /** those of the pods of this name */
  readonly ofPods: (name: ObjectName) => readonly GatewayProxy[] | NoProxy;
}

/** The proxies, each found once. */
export function gatewayProxies(mesh: Mesh): GatewayProxies {
  const of = remember((pods: Workload) => proxyOf(mesh, pods));
  const proxies = (found: readonly Workload[] | NoProxy): readonly GatewayProxy[] | NoProxy =>
    'kind' in found ? found : found.map(of);
  return {
    of,
    named: remember((name) => proxies(podsNamed(mesh, name)), nameOf),
    ofPods: remember((name) => proxies(podsOfName(mesh, name)), nameOf),
  };
}

/** The pod ports at which the proxy listens for this port of a Gateway. */
export function podPortsOf(mesh: Mesh, { workload }: GatewayProxy, gateway: Gateway, port: number): readonly number[] {
  if (isApiGateway(gateway)) {
    const found = servicesFor(mesh, gateway, workload).flatMap((service) => targets(service, port, workload));
    // the Service that the controller makes is seldom among the manifests: its ports are those of the listeners
    return found.length === 0 && !isManual(gateway) ? [port] : [...new Set(found)];
  }
  // a server's port is a Service's, if one has it, and else the pod's own
  const [target] = servicesOf(mesh, workload).flatMap((service) => targets(service, port, workload));
  return [target ?? port];
}

function targets(service: Service, port: number, workload: Workload): readonly number[] {
  const found = service.ports.filter((candidate) => candidate.port === port);
  return found.flatMap((candidate) => targetPortOf(candidate, workload) ?? []);
}

/** The pods behind the Gateway of this name, one of the Gateway API first. */
function podsNamed(mesh: Mesh, name: ObjectName): readonly Workload[] | NoProxy {
  const gateways = mesh.gateways.filter(isNamed(name));
  const shown = `Gateway \`${nameOf(name)}\``;
  const gateway = gateways.find(isApiGateway);
  if (gateway !== undefined) {
    return isIstioClass(mesh, gateway.api.className)
      ? orUnknown(
          mesh.workloads.filter((pods) => isServedBy(mesh, gateway, pods)),
          `the pods behind ${shown} are not among the manifests`,
        )
      : unknown(`${shown} has class \`${gateway.api.className}\`, which is not known to be Istio's for gateways`);
  }
  if (gateways.length === 0) return podsOfName(mesh, name);
  return orUnknown(
    mesh.workloads.filter((pods) => isGateway(pods) && gateways.some((one) => isSelecting(one, proxyLabels(pods)))),
    `no pods of the manifests are a gateway that ${shown} selects`,
  );
}

function podsOfName(mesh: Mesh, name: ObjectName): readonly Workload[] | NoProxy {
  const found = mesh.workloads.filter(isNamed(name));
  return orUnknown(
    found.filter(isGateway),
    found.length === 0 ? `gateway \`${nameOf(name)}\` is not among the manifests` : `\`${nameOf(name)}\` is no gateway`,
  );
}

function orUnknown(pods: readonly Workload[], because: string): readonly Workload[] | NoProxy {
  return pods.length === 0 ? unknown(because) : pods;
}

/** Whether a classic Gateway chooses pods with these labels, in whatever namespace. */
export function isSelecting({ api }: Gateway, labels: Labels): boolean {
  return api.kind === 'istio' && selects(api.selector, labels);
}

function proxyOf(mesh: Mesh, workload: Workload): GatewayProxy {
  const { namespace, serviceAccount, labels } = workload;
  const gatewayName = labels[GATEWAY_NAME_LABEL];
  return {
    kind: 'proxy',
    proxy: {
      kind: 'gateway',
      namespace,
      labels: proxyLabels(workload),
      ...(gatewayName === undefined ? {} : { gatewayName }),
    },
    identity: principalOf(mesh.settings.trustDomain, namespace, serviceAccount),
    trustedProxies: trustedProxiesOf(workload, mesh.settings),
    workload,
    gateways: mesh.gateways
      .filter(isApiGateway)
      .filter((gateway) => isIstioClass(mesh, gateway.api.className) && isServedBy(mesh, gateway, workload)),
  };
}

/** Whether these pods serve the Gateway: by the label that the controller gives, or behind the Service it names. */
function isServedBy(mesh: Mesh, gateway: ApiGateway, workload: Workload): boolean {
  if (workload.namespace !== gateway.namespace) return false;
  if (!isManual(gateway)) return workload.labels[GATEWAY_NAME_LABEL] === gateway.name;
  return servicesFor(mesh, gateway, workload).length > 0;
}

function servicesFor(mesh: Mesh, gateway: ApiGateway, workload: Workload): readonly Service[] {
  const services = servicesOf(mesh, workload).filter(({ namespace }) => namespace === gateway.namespace);
  if (!isManual(gateway)) return services.filter(({ selector }) => selects(selector, workload.labels));
  const named = gateway.api.addresses.filter(({ type }) => type === 'Hostname').map(({ value }) => value);
  return services.filter((service) => named.includes(service.name) || named.includes(hostOf(service)));
}

function unknown(because: string): NoProxy {
  return { kind: 'unknown', because };
}
