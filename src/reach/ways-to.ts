/** By which names is a port called: the pods' own address, and the Services that lead there? */
import { leadsTo } from '../evaluate/way';
import type { Mesh, Service, Workload } from '../policy/model';
import { isNamed, nameOf } from '../policy/metadata';
import { compareText } from '../policy/object-order';
import { portsListenedOn, targetPortOf } from '../policy/port-protocol';
import { isGateway } from '../policy/proxy-labels';
import type { Target } from '../policy/request';
import { portsServed } from './gateway-doors';
import type { PortTarget } from './port-target';
import type { Terrain } from './terrain';

/** The ways to this port in one namespace's mesh, the pods' address first. None: it has no such workload. */
export function waysTo(mesh: Mesh, { workload: name, port }: PortTarget): readonly Target[] {
  const called = mesh.workloads.filter(isNamed(name));
  if (called.length === 0) return [];
  const workload = { namespace: name.namespace, name: name.name };
  const pods: Target = { kind: 'workload', workload, port };
  // called by a Service, a gateway goes on to where its routes lead
  if (called.some(isGateway)) return [pods];
  const services = mesh.services.flatMap((service) =>
    service.ports
      .filter(({ transport }) => transport === 'TCP')
      .filter((each) => called.some((pods) => leads(mesh, service, pods) && targetPortOf(each, pods) === port))
      .map((each): Target => {
        const { namespace, name: own } = service;
        return { kind: 'service', service: { namespace, name: own }, workload, port: each.port };
      }),
  );
  return [pods, ...services];
}

/** The way as a key: equal for equal ways. */
export function wayKey(way: Target): string {
  return JSON.stringify(way);
}

/** The ports of its own where something listens; a gateway's are those of its containers and servers. */
function portsOf({ near, doors }: Terrain, workload: Workload): readonly number[] {
  if (!isGateway(workload)) return portsListenedOn(near(workload.namespace), workload);
  const own = workload.ports.map(({ port }) => port as number);
  return [...new Set([...own, ...portsServed(doors(), workload)])].sort((a, b) => a - b);
}

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

function leads(mesh: Mesh, service: Service, workload: Workload): boolean {
  return service.namespace === workload.namespace && leadsTo(mesh, service, workload);
}
