/** The verdicts that policies lead to at one proxy, each with its reason. */
import type { Arrival } from '../matching/arrival';
import { quoted } from '../shown-value';
import type { Denied, Verdict } from '../verdict';
import { undecided } from '../verdict';
import type { EnforcedRule, Matches } from './enforced-rules';

/** Envoy itself refuses the request: no policy is asked. */
export function badRequest({ proxy, http }: Arrival): Denied {
  const because = [
    `the proxy answers 400 to the request target ${quoted(http?.path ?? '')} before any policy is asked`,
  ];
  return { verdict: 'deny', point: proxy.kind, status: 400, because };
}

/** Denied by the first of these rules. */
export function deniedBy(rules: readonly EnforcedRule[], arrival: Arrival): Verdict {
  const [rule] = rules;
  const by = rule === undefined ? {} : { by: rule.by };
  return { ...denied(arrival, `rule ${named(rules)} denies`), ...by };
}

/** Nothing denies and no ALLOW policy is in force: Istio is open by default. */
export function openByDefault(arrival: Arrival): Verdict {
  const because = ['no ALLOW policy is in force, and Istio is open by default'];
  return { verdict: 'allow', point: arrival.proxy.kind, because };
}

/** ALLOW policies are in force: allowed by one of their rules, or denied for want of one. */
export function allowedOnlyBy({ matching, unknown }: Matches, arrival: Arrival): Verdict {
  const [rule] = matching;
  if (rule !== undefined) {
    const by = arrival.http === undefined ? {} : { by: rule.by };
    return { verdict: 'allow', point: arrival.proxy.kind, ...by, because: [`ALLOW rule ${named(matching)} matches`] };
  }
  if (unknown.length > 0) return unclearWhether(unknown, arrival);
  return denied(arrival, 'ALLOW policies are in force, and none of their rules matches');
}

/** Allowed, if the external authorizer agrees. */
export function dependsOn(provider: string, rules: readonly EnforcedRule[], arrival: Arrival): Verdict {
  const because = [`rule ${named(rules)} asks the external authorizer \`${provider}\``];
  return { verdict: 'depends', point: arrival.proxy.kind, on: provider, because };
}

/** We cannot tell, because these rules look at something that the case does not say. */
export function unclearWhether(rules: readonly EnforcedRule[], arrival: Arrival): Verdict {
  return undecided(`rule ${named(rules)} looks at something that the case does not tell`, arrival.proxy.kind);
}

function denied(arrival: Arrival, reason: string): Verdict {
  const status = arrival.http === undefined ? {} : { status: 403 };
  return { verdict: 'deny', point: arrival.proxy.kind, ...status, layer: 'authorization', because: [reason] };
}

function named(rules: readonly EnforcedRule[]): string {
  return rules.map((rule) => rule.by).join(', ');
}
