/** What if a NetworkPolicy did not grant one of its rules? */
import type { NetworkPolicy } from '../../policy/model';
import type { Mutation } from '../mutant';
import { networkRuleEdits } from '../network-rule-edits';

export const dropNetworkRule: Mutation<NetworkPolicy> = {
  name: 'drop-network-rule',
  edits: (policy) => networkRuleEdits(policy, () => [{ field: [], change: 'it is left out' }]),
};
