/** Which waypoint serves a call, and what does it say, whatever comes behind it? */
import { isNamed, nameOf } from '../policy/metadata';
import type { Mesh, Metadata } from '../policy/model';
import type { Request, Target } from '../policy/request';
import { coversHost, tryServiceName } from '../policy/short-host';
import type { Course } from './course/course';
import { courser } from './course/courser';
import { verdictInAll } from './evaluate';
import { inTurn } from './course/in-turn';
import { settledMeshes } from './settled-meshes';
import type { Verdict } from './verdict';
import { waypointFor } from './ways/waypoint-binding';

/** The waypoint on the way of a call. */
export type Serving =
  | {
      readonly kind: 'served';
      /** `namespace/name` */
      readonly waypoint: string;
      readonly verdict: Verdict;
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'undecided'; readonly because: string };

const NONE: Serving = { kind: 'none' };

/** The waypoints of a mesh, which is searched once. */
export function servingWaypoints(mesh: Mesh): (request: Request) => Serving {
  const settled = settledMeshes(mesh).map((each) => ({ each, coursesOf: courser(each) }));
  const inAll = verdictInAll(mesh);
  return (request) => {
    // plaintext that is sent to a waypoint has no tunnel in which it would come there
    if (request.from.kind === 'plaintext') return inPlaintext(mesh, request.to);
    const servings = settled.flatMap(({ coursesOf }) => (coursesOf(request) ?? []).flat().map(onCourse));
    const [first = untold('the caller is not among the manifests')] = servings;
    const [other] = servings.filter((each) => nameIn(each) !== nameIn(first));
    if (other !== undefined) return untold('not all that may become of the call goes through one waypoint');
    if (first.kind !== 'served') return first;
    return { ...first, verdict: inAll(servings.flatMap((each) => (each.kind === 'served' ? [each.verdict] : []))) };
  };
}

function nameIn(serving: Serving): string {
  return serving.kind === 'served' ? serving.waypoint : serving.kind;
}

/** Up to the waypoint it counts what is decided, such as by NetworkPolicies. */
function onCourse({ track: { way, caller }, stages, verdict }: Course): Serving {
  const stop = way.kind === 'way' || way.kind === 'outside' ? way.waypoint : undefined;
  const index = stages.findIndex(({ asked }) => asked.kind === 'envoy' && asked.config.proxy.kind === 'waypoint');
  if (stop?.kind === 'stop' && index >= 0) {
    const until = inTurn(stages.slice(0, index + 1).map((stage) => stage.verdict));
    return { kind: 'served', waypoint: nameOf(stop.gateway), verdict: until };
  }
  // sidecars go past, but whoever does not speak comes nowhere
  if (caller !== undefined && stop?.kind !== 'lost' && (way.kind === 'way' || way.kind === 'outside')) return NONE;
  return untold(verdict.because[0] ?? 'it is not told where the call leads');
}

function inPlaintext(mesh: Mesh, to: Target): Serving {
  const called = calledIn(mesh, to);
  if (called === undefined) return untold('what is called is not among the manifests');
  if ('clusterIP' in called && called.clusterIP === 'None') return untold('calls to a headless Service go to its pods');
  const binding = waypointFor(mesh, called, to.kind === 'workload' ? 'workload' : 'service');
  switch (binding.kind) {
    case 'none':
      return NONE;
    case 'unknown':
      return untold(binding.because);
    case 'bound': {
      const because = ['only mTLS tunnels lead to a waypoint'];
      const verdict: Verdict = { verdict: 'deny', point: 'waypoint', layer: 'mtls', because };
      return { kind: 'served', waypoint: nameOf(binding.gateway), verdict };
    }
  }
}

function calledIn({ services, workloads, traffic }: Mesh, to: Target): Metadata | undefined {
  const name = to.kind === 'host' ? tryServiceName(to.host) : undefined;
  if (name !== undefined) return services.find(isNamed(name));
  switch (to.kind) {
    case 'service':
      return services.find(isNamed(to.service));
    case 'workload':
      return workloads.find(isNamed(to.workload));
    case 'host':
      return traffic.serviceEntries.find(({ hosts }) => hosts.some((declared) => coversHost(declared, to.host)));
    case 'gateway':
      return undefined;
  }
}

function untold(because: string): Serving {
  return { kind: 'undecided', because };
}
