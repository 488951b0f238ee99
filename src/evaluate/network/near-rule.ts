/** Which rules do not admit a connection, and what they wanted instead. */
import type { ObjectName } from '../../policy/model';
import type { Direction } from '../../policy/network-policy';
import type { Endpoint } from './endpoint';
import type { Connection } from './match-network-rule';
import type { Candidate } from './network-candidate';
import { peersInWords, portsInWords } from './network-words';

/** One rule of a policy; `index` counts from 0 within `ingress` or `egress`. */
export interface NetworkRuleName extends ObjectName {
  readonly index: number;
}

/** A rule that does not admit, and what it misses. INVARIANT: it misses something. */
export interface NearRule {
  readonly rule: NetworkRuleName;
  readonly misses: readonly NetworkMiss[];
}

/** One half of a rule: who the other end is, or the port. */
export interface NetworkMiss {
  readonly field: 'peer' | 'port';
  readonly wants: string;
  readonly got: string;
}

/** The rules that do not admit the connection, those that miss one thing only before those that miss both. */
export function nearRules(
  candidates: readonly Candidate[],
  direction: Direction,
  connection: Connection,
): readonly NearRule[] {
  const { source, destination, port: called, transport } = connection;
  const other = direction === 'ingress' ? source : destination;
  const near = candidates.flatMap(({ policy: { namespace, name }, rules }) =>
    rules.map(({ rule, peer, port }): NearRule => {
      const misses: readonly NetworkMiss[] = [
        ...(peer.is === 'no'
          ? [{ field: 'peer' as const, wants: peersInWords(rule.peers), got: endInWords(other) }]
          : []),
        ...(port.is === 'no'
          ? [{ field: 'port' as const, wants: portsInWords(rule.ports), got: `\`${called}/${transport}\`` }]
          : []),
      ];
      return { rule: { namespace, name, index: rule.index }, misses };
    }),
  );
  return [1, 2].flatMap((count) => near.filter(({ misses }) => misses.length === count));
}

/** An end by what selectors look at. */
function endInWords({ shown, ...end }: Endpoint): string {
  if (end.kind !== 'pod') return shown;
  const labels = Object.entries(end.labels.labels).map(([key, value]) => `${key}=${value}`);
  return labels.length === 0 ? `${shown} without labels` : `${shown} with \`${labels.join(',')}\``;
}
