/** What if a NetworkPolicy did not name one of its peers? Without the last one it means everybody. */
import type { NetworkPolicy } from '../../policy/model';
import type { NetworkPeer, Peers } from '../../policy/network-policy';
import type { Mutation } from '../mutant';
import { networkRuleEdits } from '../network-rule-edits';

export const dropPeer: Mutation<NetworkPolicy> = {
  name: 'drop-peer',
  edits: (policy) =>
    networkRuleEdits(policy, ({ direction, rule }) => {
      if (rule.peers.kind === 'anyone') return [];
      const { peers } = rule.peers;
      const list = direction === 'ingress' ? 'from' : 'to';
      return peers.map((_, place) => ({
        field: [list, place],
        change: `peer ${place} of \`${list}\` is left out${peers.length === 1 ? ', so that it means everybody' : ''}`,
        rule: { ...rule, peers: peersFrom(peers.filter((_other, index) => index !== place)) },
      }));
    }),
};

function peersFrom(peers: readonly NetworkPeer[]): Peers {
  return peers.length === 0 ? { kind: 'anyone' } : { kind: 'anyOf', peers };
}
