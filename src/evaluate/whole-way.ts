/**
 * May a call be made that a gateway takes? To the gateway, past its policies, where its routes lead, and past the
 * policies there, which judge what arrives: another path, other headers, and the gateway as the caller.
 */
import { withMadeGateways } from '../policy/made-gateway';
import type { Mesh, Workload } from '../policy/model';
import type { Request } from '../policy/request';
import { evaluator } from './evaluate';
import { gatewayProxies } from './gateway-proxy';
import { inCommon, inTurn } from './in-turn';
import { networkOf, verdictOfNetwork } from './network-stage';
import { gatewayRouter } from './route-at-gateway';
import type { AnyOf, Outcome, PassedOn, Routed, Routing } from './routing';
import type { KnownSecrets } from './server-certificate';
import type { Verdict } from './verdict';
import { undecided } from './verdict';

/** What becomes of a call. */
export interface WholeWay {
  readonly verdict: Verdict;
  /** what the gateway does, if one is called */
  readonly routing?: Routing;
}

/** What becomes of calls to anything, for any number of them. Without gateways it is what `evaluator` says. */
export function wholeWays(mesh: Mesh, secrets?: KnownSecrets): (request: Request) => WholeWay {
  const whole = withMadeGateways(mesh);
  const judge = evaluator(whole);
  const route = gatewayRouter(whole, secrets);
  const network = networkOf(whole);
  const proxyOf = gatewayProxies(whole);
  return (request) => {
    const { from, to } = request;
    const gateway = proxyOf(to);
    if (gateway.kind === 'unknown') {
      return { verdict: to.kind === 'gateway' ? undecided(gateway.because) : judge(request) };
    }
    const { namespace, name } = gateway.workload;
    const routing = route(request);
    const hop = verdictOfNetwork(network(from, { kind: 'workload', workload: { namespace, name }, port: to.port }));
    const onward = (outcome: Routed | PassedOn): Verdict => judge(onwardCall(gateway.workload, outcome));
    return { verdict: inTurn([hop, ...verdictsOn(routing, onward)]), routing };
  };
}

/** The gateway as the caller of what its route names, with the request as it left. */
function onwardCall({ namespace, name }: Workload, outcome: Routed | PassedOn): Request {
  const { host, service, port, subset } = outcome.to;
  const place = { port, ...(subset === undefined ? {} : { subset }) };
  return {
    from: { kind: 'workload', workload: { namespace, name } },
    to: service === undefined ? { kind: 'host', host, ...place } : { kind: 'service', service, ...place },
    ...(outcome.kind === 'routed' ? { http: outcome.http } : {}),
  };
}

/** The verdict of the gateway, and of what is behind it. What it answers itself is let through by its policies. */
function verdictsOn(routing: Routing, onward: (outcome: Routed | PassedOn) => Verdict): readonly Verdict[] {
  const asked: readonly Verdict[] =
    routing.depends === undefined
      ? []
      : [{ verdict: 'depends', point: 'gateway', on: routing.depends.on, because: ['the gateway asks first'] }];
  return [...asked, inCommon(outcomesOf(routing).map(verdictOn), 'the outcomes of a route are not judged alike')];

  function verdictOn(outcome: Outcome): Verdict {
    switch (outcome.kind) {
      case 'answered':
        return {
          verdict: 'allow',
          point: 'gateway',
          because: [`the gateway answers ${outcome.status} itself`, outcome.because],
        };
      case 'routed':
      case 'passedOn':
        return onward(outcome);
      case 'refused':
        return outcome.verdict;
      case 'undecided':
        return undecided(outcome.because, 'gateway');
    }
  }
}

function outcomesOf(routing: Outcome | AnyOf): readonly Outcome[] {
  return routing.kind === 'anyOf' ? routing.outcomes : [routing];
}
