/** Which proxy is called when a gateway is: its pods, and what its ports are. */
import { principalOf } from '../istio/identity';
import type { Proxy } from '../policy/in-force';
import { selects } from '../policy/in-force';
import type { Gateway, Mesh, ObjectName, Service, Workload } from '../policy/model';
import type { ApiGateway } from '../policy/made-gateway';
import { isApiGateway, isIstioClass, isManual } from '../policy/made-gateway';
import { servicesOf, targetPortOf } from '../policy/port-protocol';
import { GATEWAY_NAME_LABEL, isGateway, proxyLabels } from '../policy/proxy-labels';
import { remember } from '../policy/remember';
import type { Target } from '../policy/request';
import { hostOf } from '../policy/short-host';
import { trustedProxiesOf } from '../policy/trusted-proxies';
import { nameOf } from './network-index';

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

/** The proxies behind targets, each found once. */
export function gatewayProxies(mesh: Mesh): (to: Target) => GatewayProxy | NoProxy {
  const ofGateway = remember((name: ObjectName) => proxyOfGateway(mesh, name), nameOf);
  const ofWorkload = remember((name: ObjectName) => proxyOfWorkload(mesh, name), nameOf);
  return (to) => {
    switch (to.kind) {
      case 'gateway':
        return ofGateway(to.gateway);
      case 'workload':
        return ofWorkload(to.workload);
      case 'service':
      case 'host':
        return unknown('a gateway is named by `to.gateway`, or by its pods as `to.workload`');
    }
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

function proxyOfGateway(mesh: Mesh, name: ObjectName): GatewayProxy | NoProxy {
  const gateway = mesh.gateways.filter(isApiGateway).find(isNamed(name));
  const shown = nameOf(name);
  if (gateway === undefined) {
    return unknown(
      `Gateway \`${shown}\` of the Gateway API is not among the manifests; a classic one is called at its pods, as \`to.workload\``,
    );
  }
  if (!isIstioClass(mesh, gateway.api.className)) {
    return unknown(
      `Gateway \`${shown}\` has class \`${gateway.api.className}\`, which is not known to be Istio's for gateways`,
    );
  }
  const workload = mesh.workloads.find((candidate) => isServedBy(mesh, gateway, candidate));
  if (workload === undefined) return unknown(`the pods behind Gateway \`${shown}\` are not among the manifests`);
  return proxyOf(mesh, workload);
}

function proxyOfWorkload(mesh: Mesh, name: ObjectName): GatewayProxy | NoProxy {
  const workload = mesh.workloads.find(isNamed(name));
  if (workload === undefined) return unknown(`workload \`${nameOf(name)}\` is not among the manifests`);
  if (!isGateway(workload)) return unknown(`workload \`${nameOf(name)}\` is no gateway`);
  return proxyOf(mesh, workload);
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

function isNamed(name: ObjectName): (object: ObjectName) => boolean {
  return (object) => object.namespace === name.namespace && object.name === name.name;
}

function unknown(because: string): NoProxy {
  return { kind: 'unknown', because };
}
