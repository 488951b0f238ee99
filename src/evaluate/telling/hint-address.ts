/** Hints on addresses and ports: whose they are depends on which proxy looks. */
import type { Service, Workload } from '../../policy/model';
import { servicesOf, targetPortOf } from '../../policy/port-protocol';
import type { SeenCall } from './seen-call';
import type { Surroundings } from './surroundings';

/** Why the address is another than somebody thought. */
export function hintOnAddress(kind: 'sourceIp' | 'remoteIp' | 'destinationIp', seen: SeenCall): string | undefined {
  if (kind === 'destinationIp') {
    return seen.point === 'waypoint' ? 'a waypoint sees the address of the Service' : undefined;
  }
  if (kind === 'remoteIp') {
    return seen.point === 'gateway' ? 'how many proxies in front are believed is `numTrustedProxies`' : undefined;
  }
  switch (seen.point) {
    case 'waypoint':
      return 'a waypoint sees no source address, so that this never holds there: use `remoteIpBlocks`';
    case 'gateway':
      return 'this is whoever connects to the gateway, such as a load balancer: use `remoteIpBlocks` for the client';
    case 'sidecar':
    case 'ztunnel':
      return 'this is the direct peer, behind a gateway the gateway: check `remoteIpBlocks` at the gateway';
  }
}

/** Why the port is another: proxies before a workload see its own, waypoints the Service's. */
export function hintOnPort(wanted: readonly string[], { port }: SeenCall, around: Surroundings): string | undefined {
  const { mesh, workload, service } = around;
  if (service !== undefined)
    return isTargetOf(service, port, wanted) ? "a waypoint sees the Service's port" : undefined;
  if (workload === undefined) return undefined;
  const leading = servicesOf(mesh, workload).find((one) => leadsFrom(one, workload, port, wanted));
  if (leading === undefined) return undefined;
  return `that is the port of Service \`${leading.namespace}/${leading.name}\`; a proxy sees the port of the pod`;
}

/** Whether one of these ports of the Service leads to this one of the workload. */
function leadsFrom(service: Service, workload: Workload, port: number, wanted: readonly string[]): boolean {
  return service.ports.some((one) => wanted.includes(String(one.port)) && targetPortOf(one, workload) === port);
}

function isTargetOf({ ports }: Service, port: number, wanted: readonly string[]): boolean {
  return ports.some((one) => one.port === port && wanted.includes(String(one.targetPort)));
}
