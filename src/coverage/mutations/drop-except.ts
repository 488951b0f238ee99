/** What if an address block had one of its exceptions not? */
import type { NetworkPolicy } from '../../policy/model';
import type { NetworkPeer, NetworkRule } from '../../policy/network-policy';
import type { Mutation } from '../mutant';
import { networkRuleEdits, type NetworkRuleEdit } from '../network-rule-edits';

export const dropExcept: Mutation<NetworkPolicy> = {
  name: 'drop-except',
  edits: (policy) =>
    networkRuleEdits(policy, ({ direction, rule }) => {
      if (rule.peers.kind === 'anyone') return [];
      const list = direction === 'ingress' ? 'from' : 'to';
      return rule.peers.peers.flatMap((peer, place) => withoutExceptions(rule, rule.peers, list, peer, place));
    }),
};

function withoutExceptions(
  rule: NetworkRule,
  peers: NetworkRule['peers'],
  list: string,
  peer: NetworkPeer,
  place: number,
): readonly NetworkRuleEdit[] {
  if (peer.kind === 'pods' || peers.kind === 'anyone') return [];
  return peer.except.map((_, exception) => {
    const wider = { ...peer, except: peer.except.filter((_other, index) => index !== exception) };
    const others = peers.peers.map((one, index) => (index === place ? wider : one));
    return {
      field: [list, place, 'ipBlock', 'except', exception],
      change: `exception ${exception} of block \`${peer.shown}\` is left out`,
      rule: { ...rule, peers: { kind: 'anyOf', peers: others } },
    };
  });
}
