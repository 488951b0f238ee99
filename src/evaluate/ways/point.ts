/** Who decides about the calls to one port of a workload, with all that is known before any call comes. */
import type { Mesh, Workload } from '../../policy/model';
import { proxyLabels } from '../../policy/proxy-labels';
import { remember } from '../../policy/remember';
import { ordersFor } from '../proxies/policies-at-proxy';
import type { UnclearRouting } from '../routes/routing';
import type { ZtunnelGuard } from '../proxies/ztunnel-guard';
import { guardOf } from '../proxies/ztunnel-guard';
import type { SidecarListener } from './arrive-at-sidecar';
import { sidecarListener } from './arrive-at-sidecar';
import { dataPlaneAt } from './data-plane';
import type { GatewayPort } from './gateway-port';

/** Who decides: a port of a proxy, the ztunnel of the node, or nobody. */
export type Point =
  | SidecarListener
  | GatewayPort
  | ZtunnelGuard
  /** no proxy, or it is not known which, for this reason */
  | { readonly kind: 'out' | 'unknown'; readonly because: string };

/** The points of the workloads of a mesh, for any number of calls. What a proxy is told does not depend on the port. */
export function pointsOf(
  near: (namespace: string) => Mesh,
  gatewayAt: (pods: Workload, port: number) => GatewayPort | UnclearRouting,
): (workload: Workload, port: number) => Point {
  const atSidecar = remember((workload: Workload) => {
    const { namespace } = workload;
    return ordersFor(near(namespace), { kind: 'sidecar', namespace, labels: proxyLabels(workload) });
  });
  const listeners = remember((workload: Workload) =>
    remember((port: number) => sidecarListener(near(workload.namespace), workload, port, atSidecar(workload))),
  );
  const guards = remember((workload: Workload) => guardOf(near(workload.namespace), workload));
  return (workload, port) => {
    const mesh = near(workload.namespace);
    const plane = dataPlaneAt(mesh, workload, port);
    switch (plane.kind) {
      case 'sidecar':
        return listeners(workload)(port);
      case 'gateway': {
        const at = gatewayAt(workload, port);
        return at.kind === 'undecided' ? { kind: 'unknown', because: at.because } : at;
      }
      case 'ztunnel':
        return guards(workload);
      case 'out':
      case 'unknown':
        return { kind: plane.kind, because: plane.because };
    }
  };
}
