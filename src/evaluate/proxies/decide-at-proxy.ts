/** What one Envoy decides about a call: the sidecar, gateway or waypoint where it arrived. */
import { isKnownMethod } from '../../istio/http-methods';
import type { Refusal } from '../matching/arrival';
import type { Facts } from '../matching/match-condition';
import type { Verdict } from '../verdict';
import { undecided } from '../verdict';
import { allowedOnlyBy, deniedBy, dependsOn, openByDefault, unclearWhether } from './conclusion';
import { matchingRules } from './enforced-rules';
import type { HeardCall } from './heard-call';
import type { ProxyOrders } from './policies-at-proxy';

/**
 * TLS, path, CUSTOM, tokens, DENY, ALLOW, in the order of Envoy's filters. Only what an external authorizer says is
 * left to the end: its refusal denies as any other does, and so the surer answer comes first.
 * @see istio pilot/pkg/networking/core/listener_builder.go, `buildHTTPConnectionManager`
 */
export function decideAtProxy(config: ProxyOrders, heard: HeardCall | Refusal): Verdict {
  if (heard.kind === 'refused') return heard.verdict;
  const { sent } = heard;
  const { arrival } = sent;
  const { denyingFirst, asking, denying, allowing, provider } = config.rules[heard.kind];
  const refusing = matchingRules(denyingFirst, sent);
  if (refusing.matching.length > 0) return deniedBy(refusing.matching, arrival);
  const asked = matchingRules(asking, sent);

  const facts = authenticated(heard);
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

/** What policies see once the tokens are verified, or the refusal of a token. */
function authenticated(heard: HeardCall): Facts | Verdict {
  if (heard.kind === 'tcp') return heard.sent;
  const { tokens, sent } = heard;
  const { arrival } = sent;
  const point = arrival.proxy.kind;
  switch (tokens.kind) {
    case 'passed':
      return { arrival, ...tokens };
    case 'undecided':
      return undecided(tokens.reason, point);
    case 'failed':
      return { verdict: 'deny', point, status: tokens.status, layer: 'jwt', because: [reasonOf(tokens.status)] };
  }
}

function reasonOf(status: 401 | 403): string {
  return status === 403 ? 'the token is not meant for this audience' : 'a token is there, and no rule accepts it';
}
