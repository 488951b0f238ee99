/** A call to one workload goes through the Service in front of it: do the routes for that Service still lead there? */
import { isNamed, nameOf } from '../../policy/metadata';
import type { Mesh } from '../../policy/model';
import { targetPortOf } from '../../policy/port-protocol';
import type { Target } from '../../policy/request';
import type { AnyOf, Outcome, RouteTarget } from '../routes/routing';
import { oneOf, unclearRouting } from '../routes/routing';
import { leadsTo } from '../ways/way';

/** A workload by its own port. */
export type CalledWorkload = Extract<Target, { readonly kind: 'workload' }>;

/** The same, unless it leads elsewhere: what becomes of the call there is not what is asked. */
export function onlyTo(
  near: (namespace: string) => Mesh,
  called: CalledWorkload,
  routing: Outcome | AnyOf,
): Outcome | AnyOf {
  const ask = 'ask about the Service that is called';
  return oneOf((routing.kind === 'anyOf' ? routing.outcomes : [routing]).map(only));

  function only(outcome: Outcome): Outcome {
    if (outcome.kind === 'answered') {
      const { because, status } = outcome;
      return goingElsewhere(`${because}: the sidecar answers ${status} itself; ${ask}`);
    }
    if (outcome.kind !== 'routed' && outcome.kind !== 'passedOn') return outcome;
    if (isEnd(near, called, outcome.to)) return outcome;
    const { host, port } = outcome.to;
    return goingElsewhere(
      `${outcome.because}, and sends it to \`${host}:${port}\`, which is not port ${called.port} of \`${nameOf(called.workload)}\`; ${ask}`,
    );
  }
}

function goingElsewhere(because: string): Outcome {
  return { ...unclearRouting(because), elsewhere: true };
}

function isEnd(
  near: (namespace: string) => Mesh,
  { workload, port }: CalledWorkload,
  { service: name, port: routed }: RouteTarget,
): boolean {
  if (name === undefined || name.namespace !== workload.namespace) return false;
  const mesh = near(workload.namespace);
  const service = mesh.services.find(isNamed(name));
  const written = service?.ports.find((one) => one.port === routed && one.transport === 'TCP');
  if (service === undefined || written === undefined) return false;
  const pods = mesh.workloads.filter(isNamed(workload));
  return pods.length > 0 && pods.every((one) => leadsTo(mesh, service, one) && targetPortOf(written, one) === port);
}
