/** What if a NetworkPolicy did not name one of its ports? Without the last one it means every port. */
import type { NetworkPolicy } from '../../policy/model';
import type { NetworkPort, Ports } from '../../policy/network-policy';
import type { Mutation } from '../mutant';
import { networkRuleEdits } from '../network-rule-edits';

export const dropPort: Mutation<NetworkPolicy> = {
  name: 'drop-port',
  edits: (policy) =>
    networkRuleEdits(policy, ({ rule }) => {
      if (rule.ports.kind === 'any') return [];
      const { ports } = rule.ports;
      return ports.map((port, place) => ({
        field: ['ports', place],
        change: `${shownPort(port)} is left out${ports.length === 1 ? ', so that every port is meant' : ''}`,
        rule: { ...rule, ports: portsFrom(ports.filter((_other, index) => index !== place)) },
      }));
    }),
};

function portsFrom(ports: readonly NetworkPort[]): Ports {
  return ports.length === 0 ? { kind: 'any' } : { kind: 'anyOf', ports };
}

function shownPort(port: NetworkPort): string {
  switch (port.kind) {
    case 'all':
      return `every port of \`${port.transport}\``;
    case 'named':
      return `port \`${port.name}\``;
    case 'range':
      return port.first === port.last ? `port \`${port.first}\`` : `ports \`${port.first}\` to \`${port.last}\``;
  }
}
