/** What one Envoy decides about a call: the sidecar, gateway or waypoint where it arrived. */
import { isKnownMethod } from '../istio/http-methods';
import type { Arrival, Refusal } from './arrival';
import { allowedOnlyBy, badRequest, deniedBy, dependsOn, openByDefault, unclearWhether } from './conclusion';
import { matchingRules } from './enforced-rules';
import { authenticate } from './jwt';
import type { Facts } from './match-condition';
import type { ProxyOrders } from './policies-at-proxy';
import { receive } from './received-request';
import type { Verdict } from './verdict';
import { undecided } from './verdict';

/**
 * TLS, path, CUSTOM, tokens, DENY, ALLOW, in the order of Envoy's filters. Only what an external authorizer says is
 * left to the end: its refusal denies as any other does, and so the surer answer comes first.
 * @see istio pilot/pkg/networking/core/listener_builder.go, `buildHTTPConnectionManager`
 */
export function decideAtProxy(config: ProxyOrders, arrival: Arrival | Refusal): Verdict {
  if (arrival.kind === 'refused') return arrival.verdict;
  if (config.unclear.length > 0) return undecided(config.unclear.join('; '), arrival.proxy.kind);
  const arrived = factsAt(config, arrival);
  if (arrived === undefined) return badRequest(arrival);
  const chain = arrival.http === undefined ? 'tcp' : 'http';
  const { denyingFirst, asking, denying, allowing, provider } = config.rules[chain];
  const refusing = matchingRules(denyingFirst, arrived);
  if (refusing.matching.length > 0) return deniedBy(refusing.matching, arrival);
  const asked = matchingRules(asking, arrived);

  const facts = authenticated(config, arrived);
  if ('verdict' in facts) return facts;
  const denial = matchingRules(denying, facts);
  if (denial.matching.length > 0) return deniedBy(denial.matching, arrival);
  const answer =
    allowing === undefined ? openByDefault(arrival) : allowedOnlyBy(matchingRules(allowing, facts), arrival);
  if (answer.verdict !== 'allow') return answer;
  if (arrival.http !== undefined && !isKnownMethod(arrival.http.method)) {
    const reason = `method \`${arrival.http.method}\` is answered with 400 over HTTP/1, and not over HTTP/2`;
    return undecided(reason, arrival.proxy.kind);
  }

  const unclear = [...refusing.unknown, ...asked.unknown, ...denial.unknown];
  if (unclear.length > 0) return unclearWhether(unclear, arrival); // one of them may deny
  return asked.matching.length > 0 ? dependsOn(provider, asked.matching, arrival) : answer;
}

/** What policies see of the call before any token is read; undefined when Envoy answers 400. */
function factsAt({ settings }: ProxyOrders, arrival: Arrival): Facts | undefined {
  if (arrival.http === undefined) return { arrival };
  const request = receive(arrival, arrival.http, settings);
  return request === undefined ? undefined : { arrival, request };
}

/** What policies see once the tokens are verified, or the refusal of a token. TCP has no tokens. */
function authenticated({ jwtRules }: ProxyOrders, facts: Facts): Facts | Verdict {
  const { arrival, request } = facts;
  if (request === undefined) return facts;
  const point = arrival.proxy.kind;
  const result = authenticate(jwtRules, request);
  switch (result.kind) {
    case 'passed':
      return { arrival, ...result };
    case 'undecided':
      return undecided(result.reason, point);
    case 'failed':
      return { verdict: 'deny', point, status: result.status, layer: 'jwt', because: [reasonOf(result.status)] };
  }
}

function reasonOf(status: 401 | 403): string {
  return status === 403 ? 'the token is not meant for this audience' : 'a token is there, and no rule accepts it';
}
