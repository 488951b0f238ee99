/** Tells the course of one call, step by step: the caller, then for each hop capture, network and proxy. */
import type { Mesh, Workload } from '../policy/model';
import type { Request } from '../policy/request';
import type { AskedEnvoy, AskedZtunnel } from './asked';
import type { Course, Stage } from './evaluate';
import { explainCaller, explainCapture, explainWaypoint } from './explain-capture';
import { explainEnvoy } from './explain-envoy';
import { explainNetwork } from './explain-network';
import { explainZtunnel, writtenForGuard } from './explain-ztunnel';
import type { Step } from './explanation';
import type { Told } from './told';
import { nameOfProxy, writtenAtProxy } from './written-at-proxy';

/** Tells many courses; what is written for a proxy is found once. */
export function narrator(mesh: Mesh): (course: Course, request: Request) => Told {
  const workloadsIn = byNamespace(mesh.workloads);
  const atEnvoy = envoyTeller(workloadsIn);
  const atZtunnel = ztunnelTeller(workloadsIn);
  return (course, { from }) => {
    const calling = from.kind === 'workload' ? workloadsIn(from.workload.namespace) : [];
    const parts = calling
      .filter(({ name }) => from.kind === 'workload' && name === from.workload.name)
      .map((workload) => only(explainCaller(mesh, workload, course.caller)));
    met(course).forEach((stage, index) => parts.push(...tell(stage, index)));
    return { steps: parts.flatMap(({ steps }) => steps), nearest: parts.flatMap(({ nearest }) => nearest) };

    function tell({ asked, verdict }: Stage, index: number): readonly Told[] {
      const { way } = course;
      switch (asked.kind) {
        case 'network': {
          const isToWaypoint = index === 0 && way.kind === 'way' && way.waypoint !== undefined;
          const capture = isToWaypoint ? explainWaypoint(way.waypoint) : explainCapture(mesh, way);
          return [only(capture), explainNetwork(asked)];
        }
        case 'envoy':
          return [atEnvoy(asked)];
        case 'ztunnel':
          return [atZtunnel(asked)];
        case 'nobody':
          if (way.kind === 'lost') return [only(explainCapture(mesh, way))];
          // whether a proxy stands there has been told before the network
          if (way.plane.kind === 'out' || way.plane.kind === 'unknown') return [];
          return [only({ layer: 'mtls', outcome: 'undecided', why: verdict.because.join('; ') })];
      }
    }
  };
}

type WorkloadsIn = (namespace: string) => readonly Workload[];

function byNamespace(workloads: readonly Workload[]): WorkloadsIn {
  const groups = new Map<string, Workload[]>();
  for (const workload of workloads) {
    const group = groups.get(workload.namespace);
    if (group === undefined) groups.set(workload.namespace, [workload]);
    else group.push(workload);
  }
  return (namespace) => groups.get(namespace) ?? [];
}

/** The stages that the call meets: none after a denial. */
function met({ stages }: Course): readonly Stage[] {
  const denial = stages.findIndex(({ verdict }) => verdict.verdict === 'deny');
  return denial < 0 ? stages : stages.slice(0, denial + 1);
}

function only(step: Step): Told {
  return { steps: [step], nearest: [] };
}

function envoyTeller(workloadsIn: WorkloadsIn): (asked: AskedEnvoy) => Told {
  const known = new Map<string, ReturnType<typeof writtenAtProxy>>();
  return (asked) => {
    const { mesh, proxy, workload, arrival } = asked;
    const chain = arrival.kind === 'arrived' && arrival.http === undefined ? 'tcp' : 'http';
    const name = proxy.kind === 'waypoint' ? proxy.service : undefined;
    const key = `${chain} ${nameOfProxy(proxy, workload)} ${name?.namespace}/${name?.name} ${workload?.kind}`;
    const written = known.get(key) ?? writtenAtProxy(mesh, proxy, chain);
    known.set(key, written);
    const service = mesh.services.find((one) => one.namespace === name?.namespace && one.name === name.name);
    const around = { mesh, workloadsIn, readsTokens: false };
    return explainEnvoy(asked, written, {
      ...around,
      ...(workload === undefined ? {} : { workload }),
      ...(service === undefined ? {} : { service }),
    });
  };
}

function ztunnelTeller(workloadsIn: WorkloadsIn): (asked: AskedZtunnel) => Told {
  const known = new Map<Workload, ReturnType<typeof writtenForGuard>>();
  return (asked) => {
    const { mesh, guard, workload } = asked;
    if (guard.kind !== 'captured') return { steps: [], nearest: [] }; // a course there has no such stage
    const written = known.get(workload) ?? writtenForGuard(mesh, guard, workload);
    known.set(workload, written);
    return explainZtunnel({ ...asked, guard }, written, { mesh, workloadsIn, workload, readsTokens: false });
  };
}
