/** Does a call surely come to others than a port, by the routes of gateways and sidecars? */
import { outcomesOf } from './course/onward';
import type { Outcome } from './routes/routing';
import { leadsTo } from './ways/way';
import { wholeWays } from './whole-way';
import { isNamed } from '../policy/metadata';
import type { Mesh, ObjectName } from '../policy/model';
import { targetPortOf } from '../policy/port-protocol';
import { once } from '../policy/remember';
import type { Request } from '../policy/request';

/** A port of a workload. */
export interface PortOfWorkload {
  readonly workload: ObjectName;
  readonly port: number;
}

/** Whether all that may become of this call is known, and none of it comes to the port. */
export type GoesElsewhere = (request: Request, target: PortOfWorkload) => boolean;

/** Tells it of the calls of this mesh, which is searched when somebody asks. */
export function elsewhereIn(mesh: Mesh): GoesElsewhere {
  const ways = once(() => wholeWays(mesh));
  return (request, target) => {
    const { routing } = ways()(request);
    return routing !== undefined && outcomesOf(routing).every((outcome) => isElsewhere(mesh, outcome, target));
  };
}

/** Of a subset it is not asked which pods are of it. */
function isElsewhere(mesh: Mesh, outcome: Outcome, { workload, port }: PortOfWorkload): boolean {
  switch (outcome.kind) {
    case 'undecided':
      return false;
    case 'answered':
    case 'refused':
      return true;
    case 'routed':
    case 'passedOn': {
      const { service: name, port: called } = outcome.to;
      const service = name && mesh.services.find(isNamed(name));
      const written = service?.ports.find((one) => one.port === called);
      if (service === undefined || written === undefined) return false;
      const pods = mesh.workloads.filter(isNamed(workload));
      const isThere = (one: (typeof pods)[number]): boolean =>
        service.namespace === one.namespace && leadsTo(mesh, service, one) && targetPortOf(written, one) === port;
      return !pods.some(isThere);
    }
  }
}
