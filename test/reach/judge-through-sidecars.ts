/** What comes to a port by the routes of sidecars, by the sets and by the plain engine, for comparing the two. */
import { outcomesOf } from '../../src/evaluate/course/onward';
import type { Verdict } from '../../src/evaluate/verdict';
import { leadsTo } from '../../src/evaluate/ways/way';
import { wholeWays } from '../../src/evaluate/whole-way';
import { nameOf } from '../../src/policy/metadata';
import type { Mesh } from '../../src/policy/model';
import { targetPortOf } from '../../src/policy/port-protocol';
import type { Request, Target } from '../../src/policy/request';
import type { PortTarget } from '../../src/reach/ways/port-target';
import type { JudgedBySets } from './judge-by-sets';
import { judgeAtPorts } from './judge-by-sets';
import { isThere } from './judge-through-gateways';

/** What both engines say of a call in so far as it comes to a port. */
export interface ToldOfPort {
  readonly plain: Verdict['verdict'];
  readonly sets: JudgedBySets;
}

/** Judges calls of workloads by both engines; undefined: the port is another workload's than the one that is called. */
export function judgeThroughSidecars(mesh: Mesh): (request: Request, target: PortTarget) => ToldOfPort | undefined {
  const [wholeWayOf, judgeAt] = [wholeWays(mesh), judgeAtPorts(mesh)];
  return (request, target) => {
    const to = calledFor(mesh, request.to, target);
    if (to === undefined) return undefined;
    const asked = { ...request, to };
    const sets = judgeAt(asked, { target, to });
    const isNone = sets.part === 'outside' && sets.because.some((why) => why.startsWith('way '));
    return { plain: comesThere(asked), sets: isNone ? { part: 'deny', because: ['no route leads there'] } : sets };

    function comesThere(call: Request): Verdict['verdict'] {
      const { verdict, routing } = wholeWayOf(call);
      if (verdict.verdict === 'deny' || verdict.verdict === 'undecided') return verdict.verdict;
      if (call.to.kind === 'workload') return verdict.verdict;
      const isThat =
        routing === undefined
          ? call.to.kind === 'service' && call.to.workload !== undefined
          : routing.kind !== 'undecided' && outcomesOf(routing).some((outcome) => isThere(mesh, outcome, target));
      return isThat ? verdict.verdict : 'deny';
    }
  };
}

/** The name by which sets know what is called: with the workload, where it is behind that. */
function calledFor(
  { services, workloads, ...mesh }: Mesh,
  to: Target,
  { workload, port }: PortTarget,
): Target | undefined {
  if (to.kind === 'workload') return nameOf(to.workload) === nameOf(workload) && to.port === port ? to : undefined;
  if (to.kind !== 'service') return to;
  const service = services.find((one) => nameOf(one) === nameOf(to.service));
  const written = service?.ports.find((one) => one.port === to.port);
  const pods = workloads.find((one) => nameOf(one) === nameOf(workload));
  if (service === undefined || written === undefined || pods === undefined) return to;
  const isBehind =
    service.namespace === pods.namespace &&
    leadsTo({ services, workloads, ...mesh }, service, pods) &&
    targetPortOf(written, pods) === port;
  return isBehind ? { ...to, workload: { namespace: workload.namespace, name: workload.name } } : to;
}
