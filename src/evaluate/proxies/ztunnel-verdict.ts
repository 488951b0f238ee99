/** What ztunnel decides about a connection that got through TLS: the policies of one workload, together. */
import type { PeerAuthentication } from '../../policy/model';
import type { Answer } from '../matching/answer';
import { anyOf } from '../matching/answer';
import type { Connection, ConnectionRule } from '../matching/match-connection';
import type { Denied, Layer, Verdict } from '../verdict';
import { undecided } from '../verdict';
import type { MtlsConversions } from './ambient-mtls';
import type { ZtunnelGuard } from './ztunnel-guard';
import type { ZtunnelPolicy } from './ztunnel-policy';

/**
 * DENY, then ALLOW if there is any. PeerAuthentication comes as DENY, and is named only when no other DENY matches.
 * @see ztunnel src/state.rs, `assert_rbac`
 */
export function judge({ policies, mtls }: ZtunnelGuard, connection: Connection): Verdict {
  const denials = matching(policies, 'DENY', connection);
  if (denials.sure.length > 0) {
    const [by, ...others] = new Set([...denials.sure, ...denials.unsure]);
    // of several, ztunnel names one at random
    const named = by === undefined || others.length > 0 ? {} : { by };
    return { ...denied('authorization', `DENY rule ${denials.sure.join(', ')} matches`), ...named };
  }
  const refusesPlaintext = inAllOutcomes(mtls, connection);
  if (refusesPlaintext === 'yes') {
    const because = `PeerAuthentication has port ${connection.port} take mTLS only, and the caller speaks plaintext`;
    return denied(denials.unsure.length === 0 ? 'mtls' : undefined, because);
  }
  const unclear = [
    ...denials.unsure.map(unclearWhether),
    ...(refusesPlaintext === 'unknown' ? [tieOf(mtls.tied)] : []),
  ];
  const answer = allowedOnlyBy(policies, connection);
  if (unclear.length === 0) return answer;
  // what is denied for want of an ALLOW rule is denied either way; which layer names it cannot be told
  if (answer.verdict === 'deny') return denied(undefined, ...answer.because, ...unclear);
  return { verdict: 'undecided', point: 'ztunnel', because: unclear };
}

/** Refused by this layer, where it is known, for these reasons. */
export function denied(layer: Layer | undefined, ...because: readonly string[]): Denied {
  return { verdict: 'deny', point: 'ztunnel', ...(layer === undefined ? {} : { layer }), because };
}

/** Open by default; once ALLOW policies are in force, even ones without a rule that is left, only what they allow. */
function allowedOnlyBy(policies: readonly ZtunnelPolicy[], connection: Connection): Verdict {
  const unenforced = policies.flatMap((policy) => policy.unenforced);
  if (!policies.some((policy) => policy.action === 'ALLOW')) {
    const because = ['no ALLOW policy is in force, and Istio is open by default', ...unenforced];
    return { verdict: 'allow', point: 'ztunnel', because };
  }
  const { sure, unsure } = matching(policies, 'ALLOW', connection);
  if (sure.length > 0) {
    return { verdict: 'allow', point: 'ztunnel', because: [`ALLOW rule ${sure.join(', ')} matches`, ...unenforced] };
  }
  if (unsure.length > 0) return undecided(unclearWhether(unsure.join(', ')), 'ztunnel');
  return denied('authorization', 'ALLOW policies are in force, and none of their rules matches', ...unenforced);
}

/** Of some rules, those that match and those of which that cannot be told. */
export interface ConnectionMatches {
  readonly sure: readonly string[];
  readonly unsure: readonly string[];
}

/** The rules that match, and those of which that cannot be told, as `namespace/name#index`. */
export function matching(
  policies: readonly ZtunnelPolicy[],
  action: 'ALLOW' | 'DENY',
  connection: Connection,
): ConnectionMatches {
  const answers = policies
    .filter((policy) => policy.action === action)
    .flatMap(({ name, rules }) =>
      rules.map((rule) => ({ by: `${name}#${rule.index}`, answer: rule.matches(connection) })),
    );
  const named = (wanted: Answer): readonly string[] =>
    answers.flatMap(({ by, answer }) => (answer === wanted ? by : []));
  return { sure: named('yes'), unsure: named('unknown') };
}

/** Whether the converted PeerAuthentications deny: unknown when that hangs on which one of a tie istiod takes. */
export function inAllOutcomes({ outcomes }: MtlsConversions, connection: Connection): Answer {
  const denies = (rules: readonly ConnectionRule[]): Answer => anyOf(rules, (rule) => rule.matches(connection));
  const [first, ...others] = outcomes.map(denies);
  return first === undefined || others.some((other) => other !== first) ? 'unknown' : first;
}

/** What is to be told of policies of the same age that differ. */
export function tieOf(policies: readonly PeerAuthentication[]): string {
  const names = policies.map((policy) => `\`${policy.namespace}/${policy.name}\``).join(' and ');
  return `PeerAuthentications ${names} are of the same age, and Istio takes any of them; keep one`;
}

function unclearWhether(rule: string): string {
  return `rule ${rule} looks at an address that the case does not give`;
}
