/** What if a policy denied what it allows, or allowed what it denies? */
import type { AuthorizationPolicy } from '../../policy/model';
import type { Edit, Mutation } from '../mutant';

export const flipAction: Mutation<AuthorizationPolicy> = {
  name: 'flip-action',
  edits: (policy) => {
    switch (policy.action.kind) {
      case 'ALLOW':
        return [acting(policy, 'DENY')];
      case 'DENY':
        return [acting(policy, 'ALLOW')];
      case 'AUDIT':
      case 'CUSTOM':
        return [];
    }
  },
};

function acting(policy: AuthorizationPolicy, kind: 'ALLOW' | 'DENY'): Edit<AuthorizationPolicy> {
  return {
    field: ['spec', 'action'],
    change: `\`action\` becomes \`${kind}\``,
    after: { ...policy, action: { kind } },
  };
}
