/** What comes to a port by the routes of sidecars, by the sets and by the plain engine, for comparing the two. */
import { outcomesOf } from '../../src/evaluate/course/onward';
import type { Verdict } from '../../src/evaluate/verdict';
import { leadsTo } from '../../src/evaluate/ways/way';
import type { WholeWay } from '../../src/evaluate/whole-way';
import { wholeWays } from '../../src/evaluate/whole-way';
import { nameOf } from '../../src/policy/metadata';
import type { Mesh } from '../../src/policy/model';
import { targetPortOf } from '../../src/policy/port-protocol';
import type { Request, Target } from '../../src/policy/request';
import type { PortTarget } from '../../src/reach/ways/port-target';
import type { JudgedBySets } from './judge-by-sets';
import { judgeAtPorts } from './judge-by-sets';
import { isThere, NOWHERE } from './judge-through-gateways';

/** What both engines say of a call in so far as it comes to a port. */
export interface ToldOfPort {
  readonly plain: Verdict['verdict'];
  readonly sets: JudgedBySets;
}

/** How the plain engine ends its doubt where routes lead to another port than the one that is called, or to nobody. */
const ELSEWHERE = ['ask about the Service that is called', 'has no such endpoint'];

/** How it ends where it does not know who is called: the sets may know that nobody gets in. */
const STRAYED = /does not import .* may lead there$/;

/**
 * Judges calls of workloads by both engines; undefined: the port is another workload's than the one that is called, or
 * nobody gets in there and the plain engine knows no more than that others may be called.
 */
export function judgeThroughSidecars(mesh: Mesh): (request: Request, target: PortTarget) => ToldOfPort | undefined {
  const [wholeWayOf, judgeAt] = [wholeWays(mesh), judgeAtPorts(mesh)];
  return (request, target) => {
    const to = calledFor(mesh, request.to, target);
    if (to === undefined) return undefined;
    const asked = { ...request, to };
    const sets = judgeAt(asked, { target, to });
    const isNone = sets.part === 'outside' && sets.because.some((why) => why.startsWith('way '));
    const way = wholeWayOf(asked);
    const isOfSeveral = way.routing?.kind === 'anyOf' || way.verdict.because.some((why) => STRAYED.test(why));
    if (way.verdict.verdict === 'undecided' && sets.part === 'deny' && isOfSeveral) return undefined;
    return { plain: comesThere(asked, way), sets: isNone ? NOWHERE : sets };

    function comesThere(call: Request, { verdict, routing }: WholeWay): Verdict['verdict'] {
      if (verdict.verdict === 'deny') return verdict.verdict;
      if (verdict.because.some((why) => ELSEWHERE.some((end) => why.endsWith(end)))) return 'deny';
      if (call.to.kind === 'workload') return verdict.verdict;
      const isCalled = call.to.kind === 'service' && call.to.workload !== undefined;
      const isThat =
        routing === undefined || routing.kind === 'undecided'
          ? isCalled // what gets past the routes comes to what is called, or to nobody
          : outcomesOf(routing).some((outcome) => outcome.kind === 'undecided' || isThere(mesh, outcome, target));
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
