/** Tells the course of one call, step by step: the caller, then for each hop capture, network and proxy. */
import type { Proxy } from '../policy/in-force';
import type { Mesh, ObjectName } from '../policy/model';
import { neighbourhoodsOf } from '../policy/neighbourhood';
import { remember } from '../policy/remember';
import type { Request, Target } from '../policy/request';
import type { AskedEnvoy, AskedZtunnel } from './asked';
import { callersPlaneOf } from './data-plane';
import type { Chain } from './enforced-rules';
import type { Course, Stage } from './evaluate';
import { explainCaller, explainCapture, explainWaypoint, pastWaypoint } from './explain-capture';
import { explainEnvoy } from './explain-envoy';
import { explainNetwork } from './explain-network';
import { explainZtunnel, writtenForGuard } from './explain-ztunnel';
import type { NearMiss, Step } from './explanation';
import { chainOf } from './heard-call';
import { accountHints } from './hint-identity';
import { nameOf } from './network-index';
import type { Surroundings } from './surroundings';
import type { Way } from './way';
import type { Told } from './told';
import type { Verdict } from './verdict';
import { writtenAtProxy } from './written-at-proxy';

/** Tells many courses; what is written for a proxy is found once. */
export function narrator(mesh: Mesh): (course: Course, request: Request) => Told {
  const near = neighbourhoodsOf(mesh);
  const whoRunsAs = accountHints(near);
  const atEnvoy = envoyTeller(near, whoRunsAs);
  const atZtunnel = ztunnelTeller(near, whoRunsAs);
  const captureOf = remember(
    (way: Way) => explainCapture(near(way.workload.namespace), way),
    ({ point }) => point,
  );
  const callerOf = callerTeller(near);
  return (course, { from, to }) => {
    const steps: Step[] = from.kind === 'workload' ? [...callerOf(from.workload, course)] : [];
    const nearest: NearMiss[] = [];
    met(course).forEach((stage, index) => {
      for (const part of tell(course, stage, index, to)) {
        steps.push(...part.steps);
        nearest.push(...part.nearest);
      }
    });
    return { steps, nearest };
  };

  function tell({ way, stages }: Course, { asked, verdict }: Stage, index: number, to: Target): readonly Told[] {
    switch (asked.kind) {
      case 'network': {
        const isToWaypoint = stages[index + 1]?.asked.kind === 'envoy' && index + 2 < stages.length;
        if (way.kind !== 'way') return [explainNetwork(asked)]; // it leads out of the mesh
        const stop = isToWaypoint && way.waypoint?.kind === 'stop' ? way.waypoint : undefined;
        if (stop !== undefined) return [only(explainWaypoint(stop)), explainNetwork(asked)];
        const capture = captureOf(way);
        const past = index === 0 ? pastWaypoint(near(way.workload.namespace), way, to) : [];
        const here = past.length === 0 ? capture : { ...capture, why: [capture.why, ...past].join('; ') };
        return [only(here), explainNetwork(asked)];
      }
      case 'envoy':
        return [atEnvoy(asked)];
      case 'ztunnel':
        return [atZtunnel(asked)];
      case 'nobody':
        if (stages.length === 1) return [only(endOf(verdict))];
        // whether a proxy stands there has been told before the network
        if (way.kind === 'outside') return [only({ layer: 'capture', outcome: 'skip', why: way.because })];
        if (way.kind === 'lost' || way.point.kind === 'out' || way.point.kind === 'unknown') return [];
        return [only({ layer: 'mtls', outcome: 'undecided', why: verdict.because.join('; ') })];
    }
  }
}

/** The step of a call that meets nobody: its own proxy refuses it, or we cannot tell where it leads. */
function endOf({ verdict, layer = 'capture', because }: Verdict & { readonly layer?: Step['layer'] }): Step {
  return { layer, outcome: verdict === 'deny' ? 'deny' : 'undecided', why: because.join('; ') };
}

/** The stages that the call meets: none after a denial. */
function met({ stages }: Course): readonly Stage[] {
  const denial = stages.findIndex(({ verdict }) => verdict.verdict === 'deny');
  return denial < 0 ? stages : stages.slice(0, denial + 1);
}

function callerTeller(near: Near): (name: ObjectName, course: Course) => readonly Step[] {
  const workloadsNamed = remember(({ namespace, name }: ObjectName) => {
    const mesh = near(namespace);
    const named = mesh.workloads.filter((workload) => workload.namespace === namespace && workload.name === name);
    return named.map((workload) => ({ workload, plane: callersPlaneOf(mesh, workload) }));
  }, nameOf);
  return (name, { caller, rule }) => {
    if (caller === undefined) return []; // why it does not speak is told by the only stage
    return workloadsNamed(name).map(({ workload, plane }) =>
      explainCaller(near(name.namespace), workload, plane, caller, rule),
    );
  };
}

function only(step: Step): Told {
  return { steps: [step], nearest: [] };
}

/** The part of the mesh around a namespace. */
type Near = (namespace: string) => Mesh;

function envoyTeller(near: Near, whoRunsAs: Surroundings['whoRunsAs']): (asked: AskedEnvoy) => Told {
  const known = remember((chain: Chain) =>
    remember(
      ({ config: { proxy, jwtRules }, workload }: AskedEnvoy) => {
        const mesh = near(spaceOf(proxy));
        const name = proxy.kind === 'waypoint' ? proxy.service : undefined;
        const service = mesh.services.find((one) => one.namespace === name?.namespace && one.name === name.name);
        const around: Surroundings = {
          mesh,
          whoRunsAs,
          readsTokens: jwtRules.length > 0,
          ...(workload === undefined ? {} : { workload }),
          ...(service === undefined ? {} : { service }),
        };
        return { written: writtenAtProxy(mesh, proxy, workload, chain), around };
      },
      ({ config }) => config,
    ),
  );
  return (asked) => {
    const { written, around } = known(chainOf(asked.heard))(asked);
    return explainEnvoy(asked, written, around);
  };
}

/** The namespace around which a proxy lies: a waypoint's policies are also those of the Service that it serves. */
function spaceOf(proxy: Proxy): string {
  return proxy.kind === 'waypoint' && proxy.service !== undefined ? proxy.service.namespace : proxy.namespace;
}

function ztunnelTeller(near: Near, whoRunsAs: Surroundings['whoRunsAs']): (asked: AskedZtunnel) => Told {
  const written = remember(
    ({ guard, workload }: AskedZtunnel) => writtenForGuard(near(workload.namespace), guard, workload),
    ({ workload }) => workload,
  );
  return (asked) => {
    const { workload } = asked;
    const around = { mesh: near(workload.namespace), whoRunsAs, workload, readsTokens: false };
    return explainZtunnel(asked, written(asked), around);
  };
}
