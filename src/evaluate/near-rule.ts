/** Which rules nearly admit a connection, and what they wanted instead. */
import type { ObjectName } from '../policy/model';
import type { Direction } from '../policy/network-policy';
import type { Endpoint } from './endpoint';
import type { Connection } from './match-network-rule';
import type { Candidate } from './network-candidate';
import { peersInWords, portsInWords } from './network-words';

/** One rule of a policy; `index` counts from 0 within `ingress` or `egress`. */
export interface NetworkRuleName extends ObjectName {
  readonly index: number;
}

/** A rule that fits but for one thing. */
export interface NearRule {
  readonly rule: NetworkRuleName;
  readonly missed: 'peer' | 'port';
  readonly wants: string;
  readonly got: string;
}

/** The rules that miss either the other end or the port, and not both. */
export function nearRules(
  candidates: readonly Candidate[],
  direction: Direction,
  connection: Connection,
): readonly NearRule[] {
  const { source, destination, port: called, transport } = connection;
  const other = direction === 'ingress' ? source : destination;
  return candidates.flatMap(({ policy: { namespace, name }, rules }) =>
    rules.flatMap(({ rule, peer, port }): readonly NearRule[] => {
      if ((peer.is === 'no') === (port.is === 'no')) return [];
      const named = { rule: { namespace, name, index: rule.index } };
      return peer.is === 'no'
        ? [{ ...named, missed: 'peer', wants: peersInWords(rule.peers), got: endInWords(other) }]
        : [{ ...named, missed: 'port', wants: portsInWords(rule.ports), got: `\`${called}/${transport}\`` }];
    }),
  );
}

/** An end by what selectors look at. */
function endInWords({ shown, ...end }: Endpoint): string {
  if (end.kind !== 'pod') return shown;
  const labels = Object.entries(end.labels.labels).map(([key, value]) => `${key}=${value}`);
  return labels.length === 0 ? `${shown} without labels` : `${shown} with \`${labels.join(',')}\``;
}
