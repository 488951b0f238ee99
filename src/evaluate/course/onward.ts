/** What does a gateway make of a call that its policies let through, and which calls does it make of it? */
import type { Workload } from '../../policy/model';
import type { Request, Sent, Target } from '../../policy/request';
import type { PastRoutes } from '../client/sidecar-choice';
import type { Call } from '../matching/arrival';
import { speaksTls } from '../ways/gateway-arrival';
import type { GatewayPort } from '../ways/gateway-port';
import type { HeardCall } from '../proxies/heard-call';
import { routeThrough } from '../ways/route-at-gateway';
import type { AnyOf, Outcome, PassedOn, Routed, RouteTarget, Routing } from '../routes/routing';
import { unclearRouting } from '../routes/routing';
import type { Branch, Course, Courses, Onward } from './course';
import { inTurn } from './in-turn';

/** A call that has arrived at a port of the pods of a gateway. */
export interface AtGateway {
  readonly pods: Workload;
  readonly port: GatewayPort;
  readonly heard: HeardCall;
  /** the call as it came, whether the port reads its request or not */
  readonly call: Call;
}

/** What the gateway makes of the call; `go` tells the courses of another one. */
export function onwardFrom(at: AtGateway, go: (request: Request) => Courses | undefined): Onward {
  const routing = routeThrough(at.port, at.heard);
  return { routing, branches: outcomesOf(routing).map((outcome) => branchOf(at, outcome, go)) };
}

function branchOf(at: AtGateway, outcome: Outcome, go: (request: Request) => Courses | undefined): Branch {
  if (outcome.kind !== 'routed' && outcome.kind !== 'passedOn') return { outcome };
  const request = onwardCall(at, outcome);
  return { outcome, next: { request, courses: go(request) } };
}

/** The gateway as the caller of what its route names, with the request as it left. */
function onwardCall({ pods: { namespace, name }, call }: AtGateway, outcome: Routed | PassedOn): Request {
  return {
    from: { kind: 'workload', workload: { namespace, name } },
    to: targetOf(outcome.to),
    ...sentOn(outcome, call),
  };
}

function targetOf({ host, service, port, subset }: RouteTarget): Target {
  const place = { port, ...(subset === undefined ? {} : { subset }) };
  return service === undefined ? { kind: 'host', host, ...place } : { kind: 'service', service, ...place };
}

/** Bytes that are passed on are the request as it was sent, unless TLS hides it. */
function sentOn(outcome: Routed | PassedOn, { caller, http, handshake }: Call): Sent {
  if (outcome.kind === 'routed') return { http: outcome.http };
  // TLS of the caller's proxy goes around that of the caller
  const isKept = handshake !== undefined && (caller.kind !== 'plaintext' || !outcome.endsTls);
  if (http === undefined) return isKept ? { handshake } : {};
  if (speaksTls({ caller, http }) && !outcome.endsTls) return {};
  const { sni: _, tls: __, ...plain } = http; // these were for the gateway
  return { http: plain };
}

/** What the sidecar of a workload makes of its own call, which it sends on as the workload. */
export function onwardFromSidecar(
  request: Request,
  routing: Outcome | AnyOf,
  go: (request: Request) => Courses | undefined,
): Onward {
  const branches = outcomesOf(routing).map((outcome): Branch => {
    if (outcome.kind !== 'routed' && outcome.kind !== 'passedOn') return { outcome };
    const sent = outcome.kind === 'routed' ? { http: outcome.http } : sentOf(request);
    const next = { from: request.from, to: endOf(request.to, targetOf(outcome.to)), ...sent };
    return { outcome, next: { request: next, courses: go(next) } };
  });
  return { routing, branches };
}

/** What may become of a call that the sidecar of its caller does not know: these courses are those of plaintext. */
export function onwardPast(request: Request, { because }: PastRoutes, courses: Courses | undefined): Onward {
  const routing = unclearRouting(because);
  return { routing, branches: [{ outcome: routing, next: { request, courses } }] };
}

/** Where one workload is called, it is the one that is meant behind the Service that a route names. */
function endOf(called: Target, routed: Target): Target {
  if (called.kind !== 'workload' || routed.kind !== 'service') return routed;
  const address = called.ip === undefined ? {} : { ip: called.ip };
  return { ...routed, workload: called.workload, ...address };
}

/** A host has the address that was told of it, whoever calls it in the end. */
export function atToldAddress(request: Request, called: Target): Request {
  const { to } = request;
  const isMeant = called.kind === 'host' && to.kind === 'host' && to.host === called.host;
  return isMeant && called.ip !== undefined ? { ...request, to: { ...to, ip: called.ip } } : request;
}

function sentOf({ http, handshake }: Sent): Sent {
  return { ...(http === undefined ? {} : { http }), ...(handshake === undefined ? {} : { handshake }) };
}

/** What may become of a call at a gateway. */
export function outcomesOf(routing: Outcome | AnyOf): readonly Outcome[] {
  return routing.kind === 'anyOf' ? routing.outcomes : [routing];
}

/** What the gateway of a course, or the caller's sidecar, does with the call; refusals before its routes among it. */
export function routingOf({ stages, onward }: Course): Routing {
  if (stages.length === 0) return behind(onward); // at the sidecar of the caller
  const verdict = inTurn(stages.map((stage) => stage.verdict));
  switch (verdict.verdict) {
    case 'deny':
      return verdict.status === 400 && verdict.layer === undefined
        ? { kind: 'answered', status: 400, because: verdict.because[0] ?? '' }
        : { kind: 'refused', verdict };
    case 'undecided':
      return unclearRouting(verdict.because.join('; '));
    case 'allow':
      return behind(onward);
    case 'depends':
      return { ...behind(onward), depends: { on: verdict.on } };
  }
}

function behind(onward: Onward | undefined): Outcome | AnyOf {
  // whatever is let through is sent on; anything else would be a gap of ours
  return onward?.routing ?? unclearRouting('where the call goes is not certain');
}
