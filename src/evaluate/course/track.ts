/**
 * Who decides on the way between two ends, in the order in which a call meets them? The network, then a proxy, whose
 * TLS must take what is spoken and whose policies must let it through; with a waypoint between, both once more.
 */
import { nameOf } from '../../policy/metadata';
import type { ObjectName } from '../../policy/model';
import type { Sent, Target } from '../../policy/request';
import type { SidecarListener } from '../ways/arrive-at-sidecar';
import { arriveAtSidecar, arriveInTunnel } from '../ways/arrive-at-sidecar';
import { arriveAtWaypoint } from '../ways/arrive-at-waypoint';
import type { Call } from '../matching/arrival';
import { callOf } from '../matching/arrival';
import type { Unspoken } from '../client/client-speech';
import { decideAtZtunnel } from '../proxies/decide-at-ztunnel';
import { arriveAtPort } from '../ways/gateway-arrival';
import type { AskNetwork } from '../network/network-stage';
import { overPorts, tunnelEnd } from '../network/network-stage';
import type { Ends, PossibleCaller } from '../client/possible-callers';
import { speakingOf } from '../client/possible-callers';
import type { Verdict } from '../verdict';
import { undecided } from '../verdict';
import type { NoWay, Way } from '../ways/way';
import type { Outside } from '../ways/way-out';
import type { WaypointStop } from '../ways/waypoint-stop';
import { changesRequests } from '../ways/waypoint-stop';
import type { Leg, Stage, Track } from './course';
import { inCommon } from './in-turn';
import { atEnvoy, atNetwork, unasked } from './stage';

/** The track of this caller on this way. Where its own proxy lets nothing out, or is not known, that is all of it. */
export function trackOn(network: AskNetwork, ends: Ends, from: PossibleCaller | Unspoken, way: Way | NoWay): Track {
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
  if (kind === 'blocked') return { verdict: 'deny', layer: 'network', because: [because] };
  return kind === 'absent' ? { ...undecided(because), elsewhere: true } : undecided(because);
}

interface Context {
  readonly network: AskNetwork;
  readonly ends: Ends;
  readonly from: PossibleCaller;
}

function legsOf(context: Context, way: Way | NoWay): readonly Leg[] {
  if (way.kind === 'lost') return noWay(way);
  if (way.kind === 'outside') return outwards(context, way);
  if (way.waypoint === undefined || !context.from.usesWaypoints) return directly(context, way);
  return way.waypoint.kind === 'lost' ? noWay(way.waypoint) : throughWaypoint(context, way, way.waypoint);
}

function noWay({ because }: NoWay): readonly Stage[] {
  return [unasked(undecided(because))];
}

/** Where there is no waypoint, what the caller's own proxy does is known only where it is given as a workload. */
function outwards(context: Context, way: Outside): readonly Leg[] {
  const { network, ends, from } = context;
  const { waypoint } = way;
  const outside = unasked({ verdict: 'allow', because: [way.because] });
  if (waypoint !== undefined && from.usesWaypoints) {
    if (waypoint.kind === 'lost') return noWay(waypoint);
    const there = toWaypoint(context, waypoint);
    if (waypoint.detour !== undefined) return [...there, unasked(undecided(waypoint.detour))];
    const { ip: _, ...host } = ends.to; // the caller's way to the waypoint, which resolves the host itself
    return [...there, atNetwork(overPorts(network, waypointEnd(waypoint), host, way.dialled)), outside];
  }
  if (ends.from.kind !== 'workload') return [unasked(undecided('what leaves the mesh is judged for workloads only'))];
  return [atNetwork(overPorts(network, ends.from, ends.to, from.ports ?? way.ports)), outside];
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
function throughWaypoint(context: Context, way: Way, stop: WaypointStop): readonly Leg[] {
  const { namespace, name } = way.workload;
  const { identity, detour } = stop;
  const there = toWaypoint(context, stop);
  if (detour !== undefined) return [...there, unasked(undecided(detour))];
  const address = way.ip === undefined ? {} : { ip: way.ip };
  const pods = { kind: 'workload', workload: { namespace, name }, port: way.port, ...address } as const;
  const inTunnel = context.network(waypointEnd(stop), tunnelEnd(way.workload, way.ip));
  const plainly = context.network(waypointEnd(stop), pods);
  switch (way.point.kind) {
    case 'ztunnel':
      return [
        ...there,
        atNetwork(inTunnel),
        (sent) => atWorkload(way, callOf({ kind: 'mtls', identity }, way.ip, sent)),
      ];
    case 'sidecar': {
      const { point } = way;
      const because = changesRequests(stop);
      if (because !== undefined) return [...there, atNetwork(plainly), unasked(undecided(because))];
      if (inTunnel.verdict !== plainly.verdict) return [...there, unasked(undecided(unknownSpeech(way)))];
      return [...there, atNetwork(plainly), (sent) => asEither({ ...way, point }, identity, sent)];
    }
    case 'gateway':
      return [...there, atNetwork(plainly), unasked(undecided(unknownSpeech(way)))];
    case 'out':
    case 'unknown':
      return [
        ...there,
        atNetwork(plainly),
        (sent) => atWorkload(way, callOf({ kind: 'mtls', identity }, way.ip, sent)),
      ];
  }
}

/** At a sidecar, in a tunnel or in plaintext: what both have in common. */
function asEither(way: Way & { readonly point: SidecarListener }, identity: string, sent: Sent): Stage {
  const { workload, port, point, ip } = way;
  const { config } = point;
  const tunnel = callOf({ kind: 'mtls', identity }, ip, sent);
  const inTunnel = atEnvoy({ config, workload, port, caller: tunnel.caller, arrival: arriveInTunnel(point, tunnel) });
  const plainly = atWorkload(way, callOf({ kind: 'plaintext' }, ip, sent));
  const verdict = inCommon([inTunnel.verdict, plainly.verdict], unknownSpeech(way));
  return verdict.verdict === 'undecided' ? unasked(verdict) : { ...inTunnel, verdict };
}

function toWaypoint({ network, ends, from }: Context, stop: WaypointStop): readonly Leg[] {
  const { listener } = stop;
  const { config, port } = listener;
  return [
    atNetwork(network(ends.from, waypointEnd(stop))),
    (sent) => {
      const caller = speakingOf(from, sent.http);
      return atEnvoy({ config, port, caller, arrival: arriveAtWaypoint(listener, callOf(caller, ends.to.ip, sent)) });
    },
  ];
}

function waypointEnd({ gateway }: WaypointStop): { readonly kind: 'waypoint'; readonly waypoint: ObjectName } {
  return { kind: 'waypoint', waypoint: gateway };
}

/**
 * Whether a proxy takes tunnels is written to its pods when they are injected, and no auto mTLS helps a waypoint.
 * @see istio pilot/pkg/xds/endpoints/endpoint_builder.go, `supportTunnel`; networking/core/cluster_waypoint.go,
 * `buildWaypointInboundVIPCluster`; and files/injection-template.yaml
 */
function unknownSpeech({ point, workload }: Way): string {
  return `a waypoint speaks HBONE to the ${point.kind} of \`${nameOf(workload)}\` if that takes tunnels, and plaintext otherwise, which is a matter of installation (\`ISTIO_META_ENABLE_HBONE\`)`;
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
