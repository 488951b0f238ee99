/** At which ports of Services do gateways call a workload or Service? They know no pods. */
import { isNamed } from '../../policy/metadata';
import type { Mesh, ObjectName } from '../../policy/model';
import { servicesOf, targetPortOf } from '../../policy/port-protocol';
import type { ServicePortName } from './outside-routes';

/** What outsiders may want to come to: a workload or a Service, at one port or at all. */
export type OutsideTarget = { readonly port?: number } & (
  | { readonly kind: 'workload'; readonly workload: ObjectName }
  | { readonly kind: 'service'; readonly service: ObjectName }
);

/** A port of the target, and one of a Service that leads there. */
interface Place {
  readonly port: number;
  readonly through: ServicePortName;
}

/** The ports of Services by which the target is called, by port of the target. */
export function servicesAt(mesh: Mesh, to: OutsideTarget): ReadonlyMap<number, readonly ServicePortName[]> {
  const places = to.kind === 'service' ? ownPorts(mesh, to.service) : portsBefore(mesh, to.workload);
  const wanted = to.port === undefined ? places : places.filter(({ port }) => port === to.port);
  const ports = [...new Set(wanted.map(({ port }) => port))].sort((a, b) => a - b);
  return new Map(ports.map((port) => [port, wanted.filter((one) => one.port === port).map(({ through }) => through)]));
}

function ownPorts(mesh: Mesh, name: ObjectName): readonly Place[] {
  return mesh.services
    .filter(isNamed(name))
    .flatMap(({ namespace, name: service, ports }) =>
      ports.map(({ port }) => ({ port, through: { service: { namespace, name: service }, port } })),
    );
}

function portsBefore(mesh: Mesh, name: ObjectName): readonly Place[] {
  return mesh.workloads.filter(isNamed(name)).flatMap((workload) =>
    servicesOf(mesh, workload).flatMap(({ namespace, name: service, ports }) =>
      ports.flatMap((one): readonly Place[] => {
        const port = targetPortOf(one, workload);
        return port === undefined ? [] : [{ port, through: { service: { namespace, name: service }, port: one.port } }];
      }),
    ),
  );
}
