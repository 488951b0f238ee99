/**
 * May this call be made? Everything that decides, in the order in which a call meets it: what does the caller's proxy
 * speak, does the network let the connection through, is there a proxy, does its TLS take what is spoken, do the
 * policies at each proxy.
 */
import { shownVersion } from '../istio/version';
import { nameOf } from '../policy/metadata';
import type { Mesh, ObjectName } from '../policy/model';
import { neighbourhoodsOf } from '../policy/neighbourhood';
import { remember } from '../policy/remember';
import type { Request, Sent, Target } from '../policy/request';
import { arriveAtSidecar } from './arrive-at-sidecar';
import { arriveAtWaypoint } from './arrive-at-waypoint';
import type { Call } from './arrival';
import { callOf } from './arrival';
import type { Unspoken } from './client-speech';
import type { Course, Courses, Leg, Onward, Stage, Track } from './course';
import { courseThrough, verdictOn } from './course';
import { decideAtZtunnel } from './decide-at-ztunnel';
import { arriveAtPort } from './gateway-arrival';
import { inCommon } from './in-turn';
import type { NetworkVerdict } from './network';
import type { AskNetwork } from './network-stage';
import { networkOf, tunnelEnd } from './network-stage';
import { onwardFrom, onwardFromSidecar } from './onward';
import type { Ends, PossibleCaller } from './possible-callers';
import { possibleCallers, speakingOf } from './possible-callers';
import { settledMeshes } from './settled-meshes';
import { sidecarRoutes } from './sidecar-route';
import { atEnvoy, atNetwork, unasked } from './stage';
import type { Verdict } from './verdict';
import { undecided } from './verdict';
import type { NoWay, Outside, Way, WaypointStop } from './way';
import { waysIn } from './way';

/**
 * The verdict on a call. Through a Service it must be the same at every workload behind it; of a caller given as a
 * workload it is found out what its proxy speaks.
 */
export function evaluate(mesh: Mesh, request: Request): Verdict {
  return evaluator(mesh)(request);
}

/**
 * Verdicts on many calls, for which the mesh is searched once. Where the version of Istio may behave in several ways,
 * they must all answer alike. LAW: `evaluator(mesh)(call) = evaluate(mesh, call)`.
 */
export function evaluator(mesh: Mesh): (request: Request) => Verdict {
  const coursers = settledMeshes(mesh).map(courser);
  const inAll = verdictInAll(mesh);
  return (request) => inAll(coursers.map((coursesOf) => verdictOn(coursesOf(request))));
}

/** From the verdicts under each behaviour to the one that they share. */
export function verdictInAll({ settings: { istioVersion } }: Mesh): (verdicts: readonly Verdict[]) => Verdict {
  const version = shownVersion(istioVersion);
  const reason =
    istioVersion.patch === undefined
      ? `the patch releases of Istio ${version} do not answer alike; name one, such as \`${version}.1\``
      : `what Istio ${version} does here is not established`;
  return (verdicts) => inCommon(verdicts, reason);
}

/**
 * The courses that a call may take, for each caller that it may come from; undefined without caller. Of Istio's
 * behaviours the one of the mesh's settings counts. What calls between the same ends share is found out once.
 */
export function courser(mesh: Mesh): (request: Request) => Courses | undefined {
  const near = neighbourhoodsOf(mesh);
  const network = networkOf(mesh);
  const callersOf = possibleCallers(mesh, near);
  const waysTo = waysIn(mesh, near);
  const tracksBetween = remember(
    (ends: Ends) =>
      callersOf(ends, waysTo(ends.to))?.map((met) => {
        // where some are there, those that are not part of the called subset are not called
        const there = met.filter(({ from }) => from.kind !== 'absent');
        return (there.length > 0 ? there : met).map(({ way, from }) => trackOn(network, ends, from, way));
      }),
    (ends) => JSON.stringify(ends),
    MOST_ENDS,
  );
  const routeOf = remember(sidecarRoutes(mesh, near), (ends) => JSON.stringify(ends), MOST_ENDS);
  return (request) => coursesOf(request, 0);

  function coursesOf(request: Request, gateways: number): Courses | undefined {
    const route = routeOf({ from: request.from, to: request.to });
    if (route === undefined) return coursesBetween(endsOf(request), request, gateways);
    const goRouted = (next: Request) => coursesBetween({ ...endsOf(next), isRouted: true }, next, gateways);
    const choice = route.choose(request);
    if (choice.kind === 'asCalled') return goRouted(request);
    const way = { kind: 'rerouted', caller: route.caller } as const;
    return [
      [courseThrough({ ends: endsOf(request), way, legs: [] }, [], onwardFromSidecar(request, choice, goRouted))],
    ];
  }

  function coursesBetween(ends: Ends, sent: Sent, gateways: number): Courses | undefined {
    if (gateways > MOST_GATEWAYS) return [[astray(ends)]];
    const goOn = (next: Request) => coursesOf(next, gateways + 1);
    return tracksBetween(ends)?.map((tracks) => tracks.map((track) => run(track, sent, goOn)));
  }
}

function endsOf({ from, to, http }: Request): Ends {
  return { from, to, isHttp: http !== undefined };
}

/** Pairs of ends are as many as routes between workloads, but also as many as addresses: no more are kept. */
export const MOST_ENDS = 20_000;

/** Gateways that lead to each other would do so for ever. */
const MOST_GATEWAYS = 8;

function astray(ends: Ends): Course {
  const because = `the call passes more than ${MOST_GATEWAYS} gateways`;
  const stage = unasked(undecided(because));
  return courseThrough({ ends, way: { kind: 'lost', because }, legs: [stage] }, [stage]);
}

/** The courses of a call that a gateway makes, or the sidecar of a caller. */
type GoOn = (request: Request) => Courses | undefined;

function run(track: Track, sent: Sent, goOn: GoOn): Course {
  const stages = track.legs.map((leg) => (typeof leg === 'function' ? leg(sent) : leg));
  return courseThrough(track, stages, onwardOf(track, stages, sent, goOn));
}

/**
 * A gateway sends on what its policies let through, and what they leave to an external authorizer. Where its pods are
 * named as what is called, the call ends there.
 */
function onwardOf({ ends: { to }, way }: Track, stages: readonly Stage[], sent: Sent, goOn: GoOn): Onward | undefined {
  if (to.kind === 'workload' || way.kind !== 'way' || way.point.kind !== 'gateway') return undefined;
  const last = stages.at(-1);
  if (last?.asked.kind !== 'envoy') return undefined;
  const { caller, heard } = last.asked;
  const isLetOn = last.verdict.verdict === 'allow' || last.verdict.verdict === 'depends';
  if (heard.kind === 'refused' || !isLetOn || stages.some(({ verdict }) => verdict.verdict === 'deny')) {
    return undefined;
  }
  return onwardFrom({ pods: way.workload, port: way.point, heard, call: callOf(caller, way.ip, sent) }, goOn);
}

function trackOn(network: AskNetwork, ends: Ends, from: PossibleCaller | Unspoken, way: Way | NoWay): Track {
  if (from.kind !== 'speaks') return { ends, way, legs: [unasked(silence(from))] };
  const { caller, rule, doubt } = from;
  return {
    ends,
    caller,
    way,
    legs: legsOf({ network, ends, from }, way),
    ...(rule === undefined ? {} : { rule }),
    ...(doubt === undefined ? {} : { doubt }),
  };
}

/** The caller's own proxy is the end of the call, or the end of what we know of it. */
function silence({ kind, because }: Unspoken): Verdict {
  return kind === 'blocked' ? { verdict: 'deny', layer: 'network', because: [because] } : undecided(because);
}

interface Context {
  readonly network: AskNetwork;
  readonly ends: Ends;
  readonly from: PossibleCaller;
}

function legsOf(context: Context, way: Way | NoWay): readonly Leg[] {
  if (way.kind === 'lost') return noWay(way);
  if (way.kind === 'outside') return outOfMesh(context, way);
  if (way.waypoint === undefined || !context.from.usesWaypoints) return directly(context, way);
  return way.waypoint.kind === 'lost' ? noWay(way.waypoint) : throughWaypoint(context, way, way.waypoint);
}

function noWay({ because }: NoWay): readonly Stage[] {
  return [unasked(undecided(because))];
}

/** What the caller's own proxy does is known only where it is given as a workload. */
function outOfMesh({ network, ends: { from, to }, from: caller }: Context, way: Outside): readonly Stage[] {
  if (from.kind !== 'workload') return [unasked(undecided('what leaves the mesh is judged for workloads only'))];
  const { ports = way.ports } = caller;
  const [answer, ...others] = ports.map((port) => network(from, { ...to, port })) as [NetworkVerdict];
  const listed = ports.map((port) => `\`${port}\``).join(' or ');
  const told: NetworkVerdict = others.every(({ verdict }) => verdict === answer.verdict)
    ? answer
    : { verdict: 'undecided', because: [`whether the connection goes to port ${listed} is not told`], sides: [] };
  return [atNetwork(told), unasked({ verdict: 'allow', because: [way.because] })];
}

function directly({ network, ends, from }: Context, way: Way): readonly Leg[] {
  const isTunnel = way.point.kind === 'ztunnel' && from.caller.kind === 'mtls';
  const called = isTunnel ? tunnelEnd(way.workload, way.ip) : calledAt(way, ends.to);
  return [
    atNetwork(network(ends.from, called)),
    (sent) => underRule(atWorkload(way, callOf(speakingOf(from, sent.http), way.ip, sent)), from.rule),
  ];
}

/** What is refused for how it is spoken names the DestinationRule under which it is. */
function underRule(stage: Stage, rule: ObjectName | undefined): Stage {
  const { verdict } = stage;
  if (rule === undefined || verdict.verdict !== 'deny' || verdict.layer !== 'mtls') return stage;
  const because = [...verdict.because, `the caller speaks so under DestinationRule \`${rule.namespace}/${rule.name}\``];
  return { ...stage, verdict: { ...verdict, because } };
}

function calledAt({ workload: { namespace, name }, port, ip }: Way, to: Target): Target {
  const workload = { namespace, name };
  switch (to.kind) {
    case 'service':
      return { ...to, workload };
    case 'gateway':
      return { kind: 'workload', workload, port, ...(ip === undefined ? {} : { ip }) };
    case 'workload':
    case 'host':
      return to;
  }
}

/** To the waypoint as the caller, and on from there as the waypoint, which ztunnel takes for the caller. */
function throughWaypoint({ network, ends, from }: Context, way: Way, stop: WaypointStop): readonly Leg[] {
  const waypoint = { kind: 'waypoint', waypoint: stop.gateway } as const;
  const { namespace, name } = way.workload;
  const address = way.ip === undefined ? {} : { ip: way.ip };
  const onward =
    way.point.kind === 'ztunnel'
      ? tunnelEnd(way.workload, way.ip)
      : ({ kind: 'workload', workload: { namespace, name }, port: way.port, ...address } as const);
  const { listener, identity, detour } = stop;
  const { config, port } = listener;
  const there: readonly Leg[] = [
    atNetwork(network(ends.from, waypoint)),
    (sent) => {
      const caller = speakingOf(from, sent.http);
      return atEnvoy({ config, port, caller, arrival: arriveAtWaypoint(listener, callOf(caller, ends.to.ip, sent)) });
    },
  ];
  if (detour !== undefined) return [...there, unasked(undecided(detour))];
  return [
    ...there,
    atNetwork(network(waypoint, onward)),
    way.point.kind === 'sidecar' || way.point.kind === 'gateway'
      ? unasked(undecided(unknownSpeech(way.point.kind, nameOf(way.workload))))
      : (sent) => atWorkload(way, callOf({ kind: 'mtls', identity }, way.ip, sent)),
  ];
}

/**
 * Whether a proxy takes tunnels is written to its pods when they are injected, and no auto mTLS helps a waypoint.
 * @see istio pilot/pkg/xds/endpoints/endpoint_builder.go, `supportTunnel`; networking/core/cluster_waypoint.go,
 * `buildWaypointInboundVIPCluster`; and files/injection-template.yaml
 */
function unknownSpeech(plane: 'sidecar' | 'gateway', name: string): string {
  return `a waypoint speaks HBONE to the ${plane} of \`${name}\` if that takes tunnels, and plaintext otherwise, which is a matter of installation (\`ISTIO_META_ENABLE_HBONE\`)`;
}

function atWorkload({ workload, point, port }: Way, call: Call): Stage {
  const { caller } = call;
  switch (point.kind) {
    case 'gateway':
      return atEnvoy({ config: point.config, workload, port, caller, arrival: arriveAtPort(point, call) });
    case 'sidecar':
      return atEnvoy({ config: point.config, workload, port, caller, arrival: arriveAtSidecar(point, call) });
    case 'ztunnel': {
      const verdict = decideAtZtunnel(point, port, call);
      return { asked: { kind: 'ztunnel', guard: point, workload, port, call }, verdict };
    }
    case 'out':
      return unasked({ verdict: 'allow', because: [point.because] });
    case 'unknown':
      return unasked(undecided(point.because));
  }
}
