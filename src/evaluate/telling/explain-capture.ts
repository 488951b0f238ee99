/** Which proxy stands before the pods; where none does, what that would take, and which policies are idle. */
import { policiesInForce } from '../../policy/in-force';
import { isNamed, nameOf } from '../../policy/metadata';
import type { Labels, Mesh, ObjectName, Workload } from '../../policy/model';
import { proxyLabels } from '../../policy/proxy-labels';
import type { Target } from '../../policy/request';
import { nameOfWaypoint } from '../../policy/waypoint';
import type { SpeakingCaller } from '../matching/arrival';
import { speechInWords } from '../matching/arrival';
import { callersPlaneOf } from '../ways/data-plane';
import type { Step } from '../explanation';
import { allQuoted } from '../shown-value';
import type { Way } from '../ways/way';
import type { WaypointStop } from '../ways/waypoint-stop';
import { stepsAt } from './told';

/** The step about what is called. */
export function explainCapture(mesh: Mesh, { workload, point }: Way): Step {
  const step = { layer: 'capture', at: nameOf(workload) } as const;
  switch (point.kind) {
    case 'gateway':
    case 'sidecar':
    case 'ztunnel':
      return stepsAt(point.kind, nameOf(workload))('capture', 'pass', standsBefore(workload, point.kind));
    case 'out':
      return { ...step, outcome: 'skip', why: [point.because, ...whatItTakes(mesh, workload)].join('; ') };
    case 'unknown':
      return { ...step, outcome: 'undecided', why: point.because };
  }
}

/** The step about the waypoint on the way. */
export function explainWaypoint({ gateway }: WaypointStop): Step {
  const why = `the call goes through waypoint \`${nameOf(gateway)}\``;
  return { layer: 'capture', point: 'waypoint', at: nameOf(gateway), outcome: 'pass', why };
}

/** Why a call goes past the waypoint that is named for what is called, in a sentence. */
export function pastWaypoint(mesh: Mesh, way: Way, to: Target, isFromGateway: boolean): readonly string[] {
  if (way.point.kind !== 'ztunnel' && way.waypoint === undefined) return [];
  const service = to.kind === 'service' ? mesh.services.find(isNamed(to.service)) : undefined;
  const isToPods = service === undefined || service.clusterIP === 'None';
  const called = isToPods ? way.workload : service;
  const named = nameOfWaypoint(mesh, called);
  if (named === undefined) return [];
  const waypoint = `waypoint \`${nameOf(named)}\``;
  if (way.waypoint !== undefined) {
    const because = isFromGateway
      ? 'as gateways do where no label `istio.io/ingress-use-waypoint` leads them there'
      : 'to which only the tunnels of ambient lead';
    return [`the call goes past ${waypoint}, ${because}`];
  }
  return mesh.gateways.some(isNamed(named))
    ? [
        `the call goes past ${waypoint}, which does not serve ${isToPods ? 'pods' : 'Services'} of \`${way.workload.namespace}\``,
      ]
    : [`the call goes past ${waypoint}, which is named and not among the manifests`];
}

/** The step about a caller that is given as a workload: what its proxy, if it has one, is taken to speak. */
export function explainCaller(
  mesh: Mesh,
  workload: Workload,
  caller: SpeakingCaller,
  rule: ObjectName | undefined,
): Step {
  const plane = callersPlaneOf(mesh, workload);
  const step = { layer: 'capture', at: nameOf(workload) } as const;
  const under = rule === undefined ? '' : ` under DestinationRule \`${nameOf(rule)}\``;
  const speaks = `speaks ${speechInWords(caller)}${under}`;
  if (plane.kind !== 'out') return { ...step, outcome: 'pass', why: `the caller \`${nameOf(workload)}\` ${speaks}` };
  return {
    ...step,
    outcome: 'skip',
    why: [`${plane.because}, so that it ${speaks}`, ...missingLabel(mesh, workload)].join('; '),
  };
}

function standsBefore(workload: Workload, kind: 'gateway' | 'sidecar' | 'ztunnel'): string {
  const name = `\`${nameOf(workload)}\``;
  switch (kind) {
    case 'gateway':
      return `${name} is a gateway`;
    case 'sidecar':
      return `${name} has a sidecar`;
    case 'ztunnel':
      return `${name} is captured by ztunnel`;
  }
}

function whatItTakes(mesh: Mesh, workload: Workload): readonly string[] {
  const proxy = { kind: 'sidecar', namespace: workload.namespace, labels: proxyLabels(workload) } as const;
  const idle = [
    ...policiesInForce(mesh.authorizationPolicies, mesh, proxy),
    ...policiesInForce(mesh.requestAuthentications, mesh, proxy),
  ];
  const names = allQuoted(idle.map(nameOf));
  const isAre = idle.length === 1 ? 'is' : 'are';
  return [...missingLabel(mesh, workload), ...(idle.length === 0 ? [] : [`${names} ${isAre} enforced nowhere`])];
}

const INJECT = 'sidecar.istio.io/inject';

/** The label that keeps the pods out, or that would bring them in. */
function missingLabel(mesh: Mesh, { namespace, labels, hostNetwork }: Workload): readonly string[] {
  const space = mesh.namespaces.find(({ name }) => name === namespace);
  if (hostNetwork || space === undefined) return [];
  if (labels[INJECT] === 'false') return [`its pods have the label \`${INJECT}: "false"\``];
  const injection = space.labels['istio-injection'];
  if (injection !== undefined && injection !== 'enabled') {
    return [`namespace \`${namespace}\` has the label \`istio-injection: ${injection}\``];
  }
  return isWithoutMesh(space.labels)
    ? [
        `namespace \`${namespace}\` lacks the label \`istio-injection: enabled\` (or \`istio.io/dataplane-mode: ambient\`)`,
      ]
    : [];
}

function isWithoutMesh(labels: Labels): boolean {
  return ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode'].every((key) => labels[key] === undefined);
}
