/** What comes to a target through gateways, by the sets and by the plain engine, for comparing the two. */
import { outcomesOf } from '../../src/evaluate/course/onward';
import type { Outcome } from '../../src/evaluate/routes/routing';
import type { Verdict } from '../../src/evaluate/verdict';
import { wholeWays } from '../../src/evaluate/whole-way';
import { nameOf } from '../../src/policy/metadata';
import type { Mesh } from '../../src/policy/model';
import { targetPortOf } from '../../src/policy/port-protocol';
import { isGateway } from '../../src/policy/proxy-labels';
import { selects } from '../../src/policy/in-force';
import { remember } from '../../src/policy/remember';
import type { Request } from '../../src/policy/request';
import { whyBeyond } from '../../src/reach/beyond';
import { callerPartitions } from '../../src/reach/callers/caller-partition';
import { callersIn } from '../../src/reach/callers/callers';
import { jwtRulesOnEntry } from '../../src/reach/ways/entry-reading';
import type { PortTarget } from '../../src/reach/ways/port-target';
import { targetKey } from '../../src/reach/ways/port-target';
import { studyOf } from '../../src/reach/ways/study';
import type { StudiedEntries } from '../../src/reach/ways/studied-way';
import { terrainsOf } from '../../src/reach/ways/terrain';
import type { JudgedBySets } from './judge-by-sets';
import { partAt } from './judge-by-sets';
import { pointOf } from './point-of';

/** What sets say of what leads to other ports alone, whatever becomes of it there. */
export const NOWHERE: JudgedBySets = { part: 'deny', because: ['no route leads there'] };

/** The ports behind the Services of a mesh. */
export function targetsBehind({ workloads, services }: Mesh): readonly PortTarget[] {
  const all = workloads
    .filter((pods) => !isGateway(pods))
    .flatMap((workload) =>
      services
        .filter(({ selector }) => selects(selector, workload.labels))
        .flatMap(({ ports }) => ports.flatMap((one) => targetPortOf(one, workload) ?? []))
        .map((port) => ({ workload, port })),
    );
  return [...new Map(all.map((target) => [targetKey(target), target])).values()];
}

/** Judges calls to gateways, in so far as they come to a target. */
export function judgeThroughGateways(mesh: Mesh): (request: Request, target: PortTarget) => JudgedBySets {
  const terrains = terrainsOf(mesh);
  const judge = remember((target: PortTarget): ((request: Request) => JudgedBySets) => {
    try {
      const study = studyOf(target, [terrains], []);
      const [terrain = []] = study.meshes;
      const partition = callerPartitions(study, terrain, callersIn(study.space, study.literals)).ofInternet();
      const [read] = terrain.flatMap(({ entries }) => entries.flatMap(({ ways }) => ways.map((one) => one.read)));
      const reader = read && { ...read.door.port, behind: jwtRulesOnEntry(read) };
      return (request) => {
        const to = terrain.flatMap(({ entries }) => entries.flatMap((one) => meant(one, request.to) ?? []))[0];
        if (to === undefined) return NOWHERE;
        const known = { ...request, to: { ...to, ...(request.to.ip === undefined ? {} : { ip: request.to.ip }) } };
        return partAt(study.space, partition, pointOf(study.space, known, reader));
      };
    } catch (error) {
      const because = [whyBeyond(error)];
      return () => ({ part: 'undecided', because });
    }
  }, targetKey);
  return (request, target) => judge(target)(request);
}

/** The name by which sets know what is called: a port of a Gateway, or of its pods. */
function meant({ to, ways }: StudiedEntries, called: Request['to']): Request['to'] | undefined {
  if (called.kind !== 'gateway' || to.kind !== 'gateway') return undefined;
  if (called.pods !== true) {
    return called.port === to.port && nameOf(called.gateway) === nameOf(to.gateway) ? to : undefined;
  }
  const isThere = ways.some(
    ({ read: { way } }) => way.port === called.port && nameOf(way.workload) === nameOf(called.gateway),
  );
  return isThere ? to : undefined;
}

/** What becomes of a call to a gateway in so far as it comes to a target: by the plain engine, and where it routes. */
export function comesTo(mesh: Mesh): (request: Request, target: PortTarget) => Verdict['verdict'] {
  const judge = wholeWays(mesh);
  return (request, target) => {
    const { verdict, routing } = judge(request);
    if (verdict.verdict === 'deny' || verdict.verdict === 'undecided') return verdict.verdict;
    if (routing === undefined || routing.kind === 'undecided') return 'undecided';
    return outcomesOf(routing).some((outcome) => isThere(mesh, outcome, target)) ? verdict.verdict : 'deny';
  };
}

/** Whether the outcome leads to this port. */
export function isThere(
  { services, workloads, traffic }: Mesh,
  outcome: Outcome,
  { workload, port }: PortTarget,
): boolean {
  if (outcome.kind !== 'routed' && outcome.kind !== 'passedOn') return false;
  const { host, service: name, port: called, subset } = outcome.to;
  const service = services.find((one) => name !== undefined && nameOf(one) === nameOf(name));
  const written = service?.ports.find((one) => one.port === called);
  const pods = workloads.find((one) => nameOf(one) === nameOf(workload));
  if (service === undefined || written === undefined || pods === undefined) return false;
  const labels = traffic.destinationRules
    .filter((rule) => host.startsWith(`${rule.host}.`) || rule.host === host)
    .flatMap(({ subsets }) => subsets.filter((one) => one.name === subset))[0]?.labels;
  return (
    service.namespace === pods.namespace &&
    selects(service.selector, pods.labels) &&
    selects(labels ?? {}, pods.labels) &&
    targetPortOf(written, pods) === port
  );
}
