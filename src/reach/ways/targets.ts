/** Which ports are there to be called? */
import { nameOf } from '../../policy/metadata';
import type { Workload } from '../../policy/model';
import { compareText } from '../../policy/object-order';
import { portsListenedOn } from '../../policy/port-protocol';
import { isGateway } from '../../policy/proxy-labels';
import { portsServed } from './gateway-doors';
import type { PortTarget } from './port-target';
import type { Terrain } from './terrain';

/** All ports of workloads, in order of names. */
export function targetsIn(terrain: Terrain): readonly PortTarget[] {
  return [...terrain.mesh.workloads]
    .sort((a, b) => compareText(nameOf(a), nameOf(b)))
    .flatMap((workload) =>
      portsOf(terrain, workload).map((port) => ({
        workload: { namespace: workload.namespace, name: workload.name },
        port,
      })),
    );
}

/** The ports of its own where something listens; a gateway's are those of its containers and servers. */
function portsOf({ near, doors }: Terrain, workload: Workload): readonly number[] {
  if (!isGateway(workload)) return portsListenedOn(near(workload.namespace), workload);
  const own = workload.ports.map(({ port }) => port as number);
  return [...new Set([...own, ...portsServed(doors(), workload)])].sort((a, b) => a - b);
}
