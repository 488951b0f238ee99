/**
 * May this call be made? Everything on the called side that decides, in the order in which a call meets it: is there a
 * proxy, does the network let the connection through, does TLS, do the policies at each proxy.
 */
import type { Proxy } from '../policy/in-force';
import type { Mesh, Workload } from '../policy/model';
import { neighbourhoodsOf } from '../policy/neighbourhood';
import { GATEWAY_NAME_LABEL, proxyLabels } from '../policy/proxy-labels';
import type { Request } from '../policy/request';
import { arriveAtGateway } from './arrive-at-gateway';
import { arriveAtSidecar } from './arrive-at-sidecar';
import { arriveAtWaypoint } from './arrive-at-waypoint';
import type { Arrival, Refusal } from './arrival';
import { decideAtProxy } from './decide-at-proxy';
import type { Guard } from './evaluate-ztunnel';
import { evaluateAtGuard } from './evaluate-ztunnel';
import { extensionsAt, withExtensions } from './extension-on-path';
import { inCommon, inTurn } from './in-turn';
import type { NetworkIndex } from './network-index';
import { indexNetwork } from './network-index';
import { judgeHop, tunnelEnd } from './network-stage';
import type { PossibleCaller } from './possible-callers';
import { possibleCallers } from './possible-callers';
import type { Verdict } from './verdict';
import { undecided } from './verdict';
import type { NoWay, Way } from './way';
import { waysTo } from './way';
import { guardOf } from './ztunnel-guard';

/**
 * The verdict on a call. Through a Service it must be the same at every workload behind it, and for a caller given as a
 * workload the same whatever its proxy speaks.
 */
export function evaluate(mesh: Mesh, request: Request): Verdict {
  return evaluator(mesh)(request);
}

/** Verdicts on many calls, for which the mesh is searched once. LAW: `evaluator(mesh)(call) = evaluate(mesh, call)`. */
export function evaluator(mesh: Mesh): (request: Request) => Verdict {
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

/** The stages of each way that the call may take, for each caller that it may come from; undefined without caller. */
export function stager(mesh: Mesh): (request: Request) => readonly (readonly (readonly Stage[])[])[] | undefined {
  const neighbourhoodOf = neighbourhoodsOf(mesh);
  const index = indexNetwork(mesh);
  const guards = new Map<Workload, Guard>();
  return (request) => {
    const near = neighbourhoodOf(request);
    const guardAt = (workload: Workload): Guard => {
      const guard = guards.get(workload) ?? guardOf(near, workload);
      guards.set(workload, guard);
      return guard;
    };
    return possibleCallers(near, request.from)?.map((caller) =>
      waysTo(near, request.to, caller.usesWaypoints).map((way) =>
        stagesOf({ mesh: near, index, guardAt, request, caller }, way),
      ),
    );
  };
}

interface Context {
  readonly mesh: Mesh;
  readonly index: NetworkIndex;
  readonly guardAt: (workload: Workload) => Guard;
  readonly request: Request;
  readonly caller: PossibleCaller;
}

function verdictOf(stages: readonly Stage[]): Verdict {
  return inTurn(stages.map(({ verdict }) => verdict));
}

function stagesOf(context: Context, way: Way | NoWay): readonly Stage[] {
  if (way.kind === 'lost') return [{ layer: 'capture', verdict: undecided(way.because) }];
  return way.waypoint === undefined ? directly(context, way) : throughWaypoint(context, way, way.waypoint);
}

function directly(context: Context, way: Way): readonly Stage[] {
  const { index, request, caller } = context;
  const { namespace, name } = way.workload;
  const isTunnel = way.plane.kind === 'ztunnel' && caller.caller.kind === 'mtls';
  const { to } = request;
  const called = to.kind === 'service' ? { ...to, workload: { namespace, name } } : to;
  const network = judgeHop(index, request.from, isTunnel ? tunnelEnd(way.workload, way.ip) : called);
  return [{ layer: 'network', verdict: network }, atWorkload(context, way, caller.caller)];
}

/** To the waypoint as the caller, and on from there as the waypoint, which ztunnel takes for the caller. */
function throughWaypoint(
  context: Context,
  way: Way,
  { gateway, service }: NonNullable<Way['waypoint']>,
): readonly Stage[] {
  const { mesh, index, request, caller } = context;
  const waypoint = { kind: 'waypoint', waypoint: { namespace: gateway.namespace, name: gateway.name } } as const;
  const here = { ...request, from: caller.caller };
  const waypointProxy: Proxy = {
    kind: 'waypoint',
    namespace: gateway.namespace,
    gatewayName: gateway.name,
    service: { namespace: service.namespace, name: service.name },
  };
  const isTunnel = way.plane.kind === 'ztunnel';
  const { namespace, name } = way.workload;
  const address = way.ip === undefined ? {} : { ip: way.ip };
  const onward = isTunnel
    ? tunnelEnd(way.workload, way.ip)
    : ({ kind: 'workload', workload: { namespace, name }, port: way.port, ...address } as const);
  // the deployment controller gives the waypoint a service account of its own name
  const account = gateway.annotations['gateway.istio.io/service-account'] ?? gateway.name;
  const identity = `${mesh.settings.trustDomain}/ns/${gateway.namespace}/sa/${account}`;
  return [
    { layer: 'network', verdict: judgeHop(index, request.from, waypoint) },
    { layer: 'proxy', verdict: atEnvoy(mesh, waypointProxy, arriveAtWaypoint(mesh, gateway, service, here)) },
    { layer: 'network', verdict: judgeHop(index, waypoint, onward) },
    way.plane.kind === 'sidecar' || way.plane.kind === 'gateway'
      ? { layer: 'proxy', verdict: undecided('what a waypoint speaks to a workload with a sidecar is not known') }
      : atWorkload(context, way, { kind: 'mtls', identity }),
  ];
}

function atWorkload(context: Context, way: Way, caller: PossibleCaller['caller']): Stage {
  const { mesh, guardAt, request } = context;
  const { workload, port, plane, ip } = way;
  const address = ip === undefined ? {} : { ip };
  const { namespace, name } = workload;
  const arriving: Request = {
    ...request,
    from: caller,
    to: { kind: 'workload', workload: { namespace, name }, port, ...address },
  };
  switch (plane.kind) {
    case 'gateway':
      return {
        layer: 'proxy',
        verdict: atEnvoy(mesh, proxyOf('gateway', workload), arriveAtGateway(mesh, workload, port, arriving)),
      };
    case 'sidecar':
      return {
        layer: 'proxy',
        verdict: atEnvoy(mesh, proxyOf('sidecar', workload), arriveAtSidecar(mesh, workload, port, arriving)),
      };
    case 'ztunnel':
      return { layer: 'proxy', verdict: evaluateAtGuard(guardAt(workload), { port, ...address }, caller) };
    case 'out':
      return { layer: 'capture', verdict: { verdict: 'allow', because: [plane.because] } };
    case 'unknown':
      return { layer: 'capture', verdict: undecided(plane.because) };
  }
}

function atEnvoy(mesh: Mesh, proxy: Proxy, arrival: Arrival | Refusal): Verdict {
  return withExtensions(decideAtProxy(mesh, arrival), extensionsAt(mesh, proxy));
}

function proxyOf(kind: 'sidecar' | 'gateway', workload: Workload): Proxy {
  const gatewayName = workload.labels[GATEWAY_NAME_LABEL];
  const proxy = { kind, namespace: workload.namespace, labels: proxyLabels(workload) };
  return kind === 'gateway' && gatewayName !== undefined ? { ...proxy, kind, gatewayName } : proxy;
}
