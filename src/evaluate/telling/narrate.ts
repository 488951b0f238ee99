/** Tells the course of one call, step by step: the caller, then for each hop capture, network and proxy. */
import type { Proxy } from '../../policy/in-force';
import { isNamed } from '../../policy/metadata';
import type { Mesh } from '../../policy/model';
import { neighbourhoodsOf } from '../../policy/neighbourhood';
import { isGateway } from '../../policy/proxy-labels';
import { remember } from '../../policy/remember';
import type { Caller, HttpRequest } from '../../policy/request';
import type { SpeakingCaller } from '../matching/arrival';
import type { AskedEnvoy, AskedNetwork, AskedZtunnel } from '../course/asked';
import type { Course, Stage, Track } from '../course/course';
import type { Chain } from '../proxies/enforced-rules';
import { MOST_ENDS } from '../course/courser';
import type { HopCall, NearMiss, Step } from '../explanation';
import { chainOf } from '../proxies/heard-call';
import type { Verdict } from '../verdict';
import type { WaypointStop } from '../ways/waypoint-stop';
import { explainCaller, explainCapture, explainWaypoint, pastWaypoint } from './explain-capture';
import { explainEnvoy } from './explain-envoy';
import { explainNetwork } from './explain-network';
import { explainZtunnel, writtenForGuard } from './explain-ztunnel';
import { accountHints } from './hint-identity';
import type { Surroundings } from './surroundings';
import type { Told } from './told';
import { writtenAtProxy } from './written-at-proxy';

/** Tells many courses; what is written for a proxy is found once. */
export function narrator(mesh: Mesh): (course: Course, http: HttpRequest | undefined) => Told {
  const near = neighbourhoodsOf(mesh);
  const whoRunsAs = accountHints(near);
  const atEnvoy = envoyTeller(near, whoRunsAs);
  const atZtunnel = ztunnelTeller(near, whoRunsAs);
  // what calls between the same ends share is told once
  const atCaller = remember(tellCaller, undefined, MOST_ENDS);
  const atNetwork = remember(tellNetwork, ({ asked }) => asked, MOST_ENDS);
  return (course, http) => {
    const { track } = course;
    const steps: Step[] = [...atCaller(track)];
    const nearest: NearMiss[] = [];
    met(course).forEach((stage, index) => {
      for (const part of tell(track, stage, index, http)) {
        steps.push(...part.steps);
        nearest.push(...part.nearest);
      }
    });
    return { steps, nearest };
  };

  function tell(
    track: Track,
    { asked, verdict }: Stage,
    index: number,
    http: HttpRequest | undefined,
  ): readonly Told[] {
    const { way, legs } = track;
    switch (asked.kind) {
      case 'network':
        return withCall(atNetwork({ track, asked, index }), hopCall(track, index, http));
      case 'envoy':
        return [atEnvoy(asked)];
      case 'ztunnel':
        return [atZtunnel(asked)];
      case 'nobody':
        if (legs.length === 1) return [only(endOf(verdict))];
        // whether a proxy stands there has been told before the network
        if (isDetour(way, verdict))
          return [only({ layer: 'route', outcome: 'undecided', why: verdict.because.join('; ') })];
        if (way.kind === 'outside') return [only({ layer: 'capture', outcome: 'skip', why: way.because })];
        if (way.kind !== 'way' || way.point.kind === 'out' || way.point.kind === 'unknown') return [];
        return [only({ layer: 'mtls', outcome: 'undecided', why: verdict.because.join('; ') })];
    }
  }

  function tellCaller({ ends: { from }, caller, rule }: Track): readonly Step[] {
    if (from.kind !== 'workload' || caller === undefined) return []; // why it does not speak is told by the only stage
    const mesh = near(from.workload.namespace);
    return mesh.workloads.filter(isNamed(from.workload)).map((workload) => explainCaller(mesh, workload, caller, rule));
  }

  /** The capture of what the connection leads to, and the network. */
  function tellNetwork({ track: { ends, way, legs }, asked, index }: NetworkOnTrack): readonly Told[] {
    const network = explainNetwork(asked);
    const stop = stopOn(way);
    const isToWaypoint = index + 2 < legs.length;
    if (isToWaypoint && stop !== undefined) return [only(explainWaypoint(stop)), network];
    if (way.kind !== 'way') return [network]; // it leads out of the mesh
    const mesh = near(way.workload.namespace);
    const capture = explainCapture(mesh, way);
    const past = index === 0 ? pastWaypoint(mesh, way, ends.to, isByGateway(ends.from, near)) : [];
    return [only({ ...capture, why: [capture.why, ...past].join('; ') }), network];
  }
}

/** Whether a route leads on from the waypoint, so that it ends there what we know of the way. */
function isDetour(way: Track['way'], { because }: Verdict): boolean {
  const detour = stopOn(way)?.detour;
  return detour !== undefined && detour === because[0];
}

/** The waypoint on the way, of which it is known what it does. */
function stopOn(way: Track['way']): WaypointStop | undefined {
  const isThere = way.kind === 'way' || way.kind === 'outside';
  return isThere && way.waypoint?.kind === 'stop' ? way.waypoint : undefined;
}

interface NetworkOnTrack {
  readonly track: Track;
  readonly asked: AskedNetwork;
  readonly index: number;
}

/** The first step of a hop tells what comes there. */
function withCall(parts: readonly Told[], call: HopCall | undefined): readonly Told[] {
  const [first, ...others] = parts;
  const [capture, ...steps] = first?.steps ?? [];
  if (call === undefined || first === undefined || capture === undefined) return parts;
  return [{ ...first, steps: [{ ...capture, call }, ...steps] }, ...others];
}

/** The call at the waypoint, if this leg leads to it, and else at the workload; undefined out of the mesh. */
function hopCall({ way, legs, caller }: Track, index: number, http: HttpRequest | undefined): HopCall | undefined {
  const stop = stopOn(way);
  const isToWaypoint = stop !== undefined && index + 2 < legs.length;
  const end = way.kind === 'way' ? way.port : undefined;
  const port = isToWaypoint ? stop.listener.port : end;
  if (port === undefined || caller === undefined) return undefined;
  const isBehind = stop !== undefined && index > 0;
  const request = http === undefined ? {} : { request: { method: http.method, host: http.host, path: http.path } };
  return {
    from: isBehind ? { identity: stop.identity } : fromOf(caller),
    port,
    ...request,
  };
}

function fromOf(caller: SpeakingCaller): HopCall['from'] {
  switch (caller.kind) {
    case 'mtls':
      return { identity: caller.identity };
    case 'plaintext':
      return { plaintext: true };
    case 'tls':
      return { tls: true };
  }
}

function isByGateway(from: Caller, near: Near): boolean {
  if (from.kind !== 'workload') return false;
  return near(from.workload.namespace).workloads.filter(isNamed(from.workload)).some(isGateway);
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
        const name = proxy.kind === 'waypoint' && proxy.serves?.kind === 'Service' ? proxy.serves : undefined;
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
  return proxy.kind === 'waypoint' && proxy.serves !== undefined ? proxy.serves.namespace : proxy.namespace;
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
