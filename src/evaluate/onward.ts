/** What does a gateway make of a call that its policies let through, and which calls does it make of it? */
import type { Workload } from '../policy/model';
import type { HttpRequest, Request } from '../policy/request';
import type { Call } from './arrival';
import type { Branch, Course, Courses, Onward } from './course';
import { speaksTls } from './gateway-arrival';
import type { GatewayPort } from './gateway-port';
import type { HeardCall } from './heard-call';
import { inTurn } from './in-turn';
import { routeThrough } from './route-at-gateway';
import type { AnyOf, Outcome, PassedOn, Routed, Routing } from './routing';
import { unclearRouting } from './routing';

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
  const { host, service, port, subset } = outcome.to;
  const place = { port, ...(subset === undefined ? {} : { subset }) };
  return {
    from: { kind: 'workload', workload: { namespace, name } },
    to: service === undefined ? { kind: 'host', host, ...place } : { kind: 'service', service, ...place },
    ...httpOf(outcome, call),
  };
}

/** Bytes that are passed on are the request as it was sent, unless TLS hides it. */
function httpOf(outcome: Routed | PassedOn, call: Call): { readonly http?: HttpRequest } {
  if (outcome.kind === 'routed') return { http: outcome.http };
  if (call.http === undefined || (speaksTls(call) && !outcome.endsTls)) return {};
  const { sni: _, tls: __, ...http } = call.http; // these were for the gateway
  return { http };
}

/** What may become of a call at a gateway. */
export function outcomesOf(routing: Outcome | AnyOf): readonly Outcome[] {
  return routing.kind === 'anyOf' ? routing.outcomes : [routing];
}

/** What the gateway of a course does with the call, refusals before its routes among it. */
export function routingOf({ stages, onward }: Course): Routing {
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
