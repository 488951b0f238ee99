/**
 * May this call be made? Everything on the called side that decides, in the order in which a call meets it: is there a
 * proxy, does the network let the connection through, does TLS, do the policies at each proxy.
 */
import { behavioursOf } from '../istio/behaviour';
import { shownVersion } from '../istio/version';
import type { Mesh } from '../policy/model';
import { neighbourhoodsOf } from '../policy/neighbourhood';
import type { HttpRequest, Request, Target } from '../policy/request';
import { arriveAtGateway } from './arrive-at-gateway';
import { arriveAtSidecar } from './arrive-at-sidecar';
import { arriveAtWaypoint } from './arrive-at-waypoint';
import type { Arrival, Call, Refusal, SpeakingCaller } from './arrival';
import { decideAtProxy } from './decide-at-proxy';
import { decideAtZtunnel } from './decide-at-ztunnel';
import { withExtensions } from './extension-on-path';
import { inCommon, inTurn } from './in-turn';
import type { NetworkIndex } from './network-index';
import { indexNetwork } from './network-index';
import { judgeHop, tunnelEnd } from './network-stage';
import type { ProxyOrders } from './policies-at-proxy';
import type { PossibleCaller } from './possible-callers';
import { possibleCallers } from './possible-callers';
import type { Verdict } from './verdict';
import { undecided } from './verdict';
import type { NoWay, Way, WaypointStop } from './way';
import { waysIn } from './way';

/**
 * The verdict on a call. Through a Service it must be the same at every workload behind it, and for a caller given as a
 * workload the same whatever its proxy speaks.
 */
export function evaluate(mesh: Mesh, request: Request): Verdict {
  return evaluator(mesh)(request);
}

/**
 * Verdicts on many calls, for which the mesh is searched once. Where the version of Istio may behave in several ways,
 * they must all answer alike. LAW: `evaluator(mesh)(call) = evaluate(mesh, call)`.
 */
export function evaluator(mesh: Mesh): (request: Request) => Verdict {
  const { istioVersion } = mesh.settings;
  const judges = behavioursOf(istioVersion).map((behaviour) =>
    evaluatorOf({ ...mesh, settings: { ...mesh.settings, behaviour } }),
  );
  const version = shownVersion(istioVersion);
  const reason =
    istioVersion.patch === undefined
      ? `the patch releases of Istio ${version} do not answer alike; name one, such as \`${version}.1\``
      : `what Istio ${version} does here is not established`;
  return (request) =>
    inCommon(
      judges.map((judge) => judge(request)),
      reason,
    );
}

/** Verdicts where it is settled how Istio behaves. */
function evaluatorOf(mesh: Mesh): (request: Request) => Verdict {
  const judge = stager(mesh);
  return (request) => {
    const tried = judge(request);
    if (tried === undefined) return undecided('the caller is not among the manifests');
    const verdicts = tried.map((ways) =>
      inCommon(ways.map(verdictOf), 'the workloads behind the Service do not answer alike'),
    );
    return inCommon(verdicts, 'what the proxy of the caller speaks is not known; name its identity, or plaintext');
  };
}

/** One who decides on the way of a call, and what they say. */
export interface Stage {
  readonly layer: 'capture' | 'network' | 'proxy';
  readonly verdict: Verdict;
}

/**
 * The stages of each way that the call may take, for each caller that it may come from; undefined without caller. It is
 * one behaviour of Istio that counts, that of the mesh's settings.
 */
export function stager(mesh: Mesh): (request: Request) => readonly (readonly (readonly Stage[])[])[] | undefined {
  const near = neighbourhoodsOf(mesh);
  const index = indexNetwork(mesh);
  const callersOf = possibleCallers(near);
  const waysTo = waysIn(near);
  return (request) =>
    callersOf(request.from)?.map((caller) =>
      waysTo(request.to).map((way) => stagesOf({ index, request, ...caller }, way)),
    );
}

interface Context extends PossibleCaller {
  readonly index: NetworkIndex;
  readonly request: Request;
}

function verdictOf(stages: readonly Stage[]): Verdict {
  return inTurn(stages.map(({ verdict }) => verdict));
}

function stagesOf(context: Context, way: Way | NoWay): readonly Stage[] {
  if (way.kind === 'lost') return noWay(way);
  if (way.waypoint === undefined || !context.usesWaypoints) return directly(context, way);
  return way.waypoint.kind === 'lost' ? noWay(way.waypoint) : throughWaypoint(context, way, way.waypoint);
}

function noWay({ because }: NoWay): readonly Stage[] {
  return [{ layer: 'capture', verdict: undecided(because) }];
}

function directly({ index, request, caller }: Context, way: Way): readonly Stage[] {
  const isTunnel = way.point.kind === 'ztunnel' && caller.kind === 'mtls';
  const network = judgeHop(index, request.from, isTunnel ? tunnelEnd(way.workload, way.ip) : calledAt(way, request.to));
  return [{ layer: 'network', verdict: network }, atWorkload(way, callOf(caller, way.ip, request.http))];
}

function calledAt({ workload: { namespace, name } }: Way, to: Target): Target {
  return to.kind === 'service' ? { ...to, workload: { namespace, name } } : to;
}

/** To the waypoint as the caller, and on from there as the waypoint, which ztunnel takes for the caller. */
function throughWaypoint({ index, request, caller }: Context, way: Way, stop: WaypointStop): readonly Stage[] {
  const waypoint = { kind: 'waypoint', waypoint: stop.gateway } as const;
  const { namespace, name } = way.workload;
  const address = way.ip === undefined ? {} : { ip: way.ip };
  const onward =
    way.point.kind === 'ztunnel'
      ? tunnelEnd(way.workload, way.ip)
      : ({ kind: 'workload', workload: { namespace, name }, port: way.port, ...address } as const);
  const { listener, identity } = stop;
  const arrival = arriveAtWaypoint(listener, callOf(caller, request.to.ip, request.http));
  return [
    { layer: 'network', verdict: judgeHop(index, request.from, waypoint) },
    { layer: 'proxy', verdict: atEnvoy(listener.config, arrival) },
    { layer: 'network', verdict: judgeHop(index, waypoint, onward) },
    way.point.kind === 'sidecar' || way.point.kind === 'gateway'
      ? { layer: 'proxy', verdict: undecided('what a waypoint speaks to a workload with a sidecar is not known') }
      : atWorkload(way, callOf({ kind: 'mtls', identity }, way.ip, request.http)),
  ];
}

function callOf(caller: SpeakingCaller, ip: string | undefined, http: HttpRequest | undefined): Call {
  return { caller, ...(ip === undefined ? {} : { ip }), ...(http === undefined ? {} : { http }) };
}

function atWorkload({ point, port }: Way, call: Call): Stage {
  switch (point.kind) {
    case 'gateway':
      return { layer: 'proxy', verdict: atEnvoy(point.config, arriveAtGateway(point, call)) };
    case 'sidecar':
      return { layer: 'proxy', verdict: atEnvoy(point.config, arriveAtSidecar(point, call)) };
    case 'ztunnel':
      return { layer: 'proxy', verdict: decideAtZtunnel(point, port, call) };
    case 'out':
      return { layer: 'capture', verdict: { verdict: 'allow', because: [point.because] } };
    case 'unknown':
      return { layer: 'capture', verdict: undecided(point.because) };
  }
}

function atEnvoy(config: ProxyOrders, arrival: Arrival | Refusal): Verdict {
  // what did not arrive was refused before a chain of TCP could be told from one of HTTP
  const chain = arrival.kind === 'arrived' && arrival.http === undefined ? 'tcp' : 'http';
  return withExtensions(decideAtProxy(config, arrival), config.extensions, chain);
}
