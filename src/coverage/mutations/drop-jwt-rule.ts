/** What if tokens of an issuer were not checked any more? */
import type { RequestAuthentication } from '../../policy/model';
import type { Mutation } from '../mutant';

export const dropJwtRule: Mutation<RequestAuthentication> = {
  name: 'drop-jwt-rule',
  edits: (policy) =>
    policy.jwtRules.length < 2
      ? [] // then the policy does nothing more: @see drop-policy
      : policy.jwtRules.map(({ issuer }, index) => ({
          field: ['spec', 'jwtRules', index],
          change: `rule ${index}${issuer === undefined ? '' : `, of issuer \`${issuer}\`,`} is left out`,
          after: { ...policy, jwtRules: policy.jwtRules.filter((_, other) => other !== index) },
        })),
};
