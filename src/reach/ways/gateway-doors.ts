/** By which names and ports are the gateways of a mesh called, and at which ports of their pods? */
import { gatewayPorts } from '../../evaluate/ways/gateway-port';
import { gatewayProxies } from '../../evaluate/servers/gateway-proxy';
import { groupBy } from '../../policy/group-by';
import { nameOf } from '../../policy/metadata';
import type { Mesh, Workload } from '../../policy/model';
import { isGateway } from '../../policy/proxy-labels';
import type { Target } from '../../policy/request';

/** A port of the pods of a gateway that something is served at. */
export interface GatewayDoor {
  readonly pods: Workload;
  /** the pods' own */
  readonly port: number;
  /** a Gateway and a port of it by which it is called */
  readonly to: Extract<Target, { readonly kind: 'gateway' }>;
}

/** The doors of all gateways, each once. */
export function gatewayDoors(mesh: Mesh, near: (namespace: string) => Mesh): readonly GatewayDoor[] {
  const proxies = gatewayProxies(mesh);
  const { serversOf } = gatewayPorts(mesh, near);
  return mesh.workloads.filter(isGateway).flatMap((pods) => {
    const byPort = groupBy(serversOf(proxies.of(pods)), ({ podPort }) => podPort);
    return [...byPort].flatMap(([port, [server]]): readonly GatewayDoor[] => {
      if (server === undefined) return [];
      const { namespace, name } = server.gateway;
      // a listener has a name of its own, behind that of its Gateway
      const gateway = { namespace, name: name.split('~')[0] ?? name };
      return [{ pods, port, to: { kind: 'gateway', gateway, port: server.port } }];
    });
  });
}

/** The ports of these pods at which something is served. */
export function portsServed(doors: readonly GatewayDoor[], pods: Workload): readonly number[] {
  return doors.flatMap((door) => (nameOf(door.pods) === nameOf(pods) ? [door.port] : []));
}
