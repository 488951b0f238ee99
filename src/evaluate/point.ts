/** Who decides about the calls to one port of a workload, with all that is known before any call comes. */
import type { Proxy } from '../policy/in-force';
import type { Mesh, Workload } from '../policy/model';
import { GATEWAY_NAME_LABEL, proxyLabels } from '../policy/proxy-labels';
import { remember } from '../policy/remember';
import type { GatewayListener } from './arrive-at-gateway';
import { gatewayListener } from './arrive-at-gateway';
import type { SidecarListener } from './arrive-at-sidecar';
import { sidecarListener } from './arrive-at-sidecar';
import { dataPlaneAt } from './data-plane';
import { ordersFor } from './policies-at-proxy';
import type { ZtunnelGuard } from './ztunnel-guard';
import { guardOf } from './ztunnel-guard';

/** Who decides: a port of a proxy, the ztunnel of the node, or nobody. */
export type Point =
  | SidecarListener
  | GatewayListener
  | ZtunnelGuard
  /** no proxy, or it is not known which, for this reason */
  | { readonly kind: 'out' | 'unknown'; readonly because: string };

/** The points of the workloads of a mesh, for any number of calls. What a proxy is told does not depend on the port. */
export function pointsOf(near: (namespace: string) => Mesh): (workload: Workload, port: number) => Point {
  const configs = (kind: 'sidecar' | 'gateway') =>
    remember((workload: Workload) => ordersFor(near(workload.namespace), proxyOf(kind, workload)));
  const [atSidecar, atGateway] = [configs('sidecar'), configs('gateway')];
  const guards = remember((workload: Workload) => guardOf(near(workload.namespace), workload));
  return (workload, port) => {
    const mesh = near(workload.namespace);
    const plane = dataPlaneAt(mesh, workload, port);
    switch (plane.kind) {
      case 'sidecar':
        return sidecarListener(mesh, workload, port, atSidecar(workload));
      case 'gateway':
        return gatewayListener(mesh, workload, port, atGateway(workload));
      case 'ztunnel':
        return guards(workload);
      case 'out':
      case 'unknown':
        return { kind: plane.kind, because: plane.because };
    }
  };
}

function proxyOf(kind: 'sidecar' | 'gateway', workload: Workload): Proxy {
  const gatewayName = workload.labels[GATEWAY_NAME_LABEL];
  const proxy = { kind, namespace: workload.namespace, labels: proxyLabels(workload) };
  return kind === 'gateway' && gatewayName !== undefined ? { ...proxy, kind, gatewayName } : proxy;
}
