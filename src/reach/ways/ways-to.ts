/** By which names is a port called: the pods' own address, and the Services that lead there? */
import { leadsTo } from '../../evaluate/ways/way';
import type { Mesh, Service, Workload } from '../../policy/model';
import { isNamed } from '../../policy/metadata';
import { targetPortOf } from '../../policy/port-protocol';
import { isGateway } from '../../policy/proxy-labels';
import type { Target } from '../../policy/request';
import type { PortTarget } from './port-target';

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

function leads(mesh: Mesh, service: Service, workload: Workload): boolean {
  return service.namespace === workload.namespace && leadsTo(mesh, service, workload);
}
