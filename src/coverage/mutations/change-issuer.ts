/** What if tokens of another issuer counted? */
import type { RequestAuthentication } from '../../policy/model';
import type { Mutation } from '../mutant';

/** Nobody's issuer. */
const OTHER = 'https://issuer.invalid';

export const changeIssuer: Mutation<RequestAuthentication> = {
  name: 'change-issuer',
  edits: (policy) =>
    policy.jwtRules.flatMap((rule, index) =>
      rule.issuer === undefined
        ? []
        : [
            {
              field: ['spec', 'jwtRules', index, 'issuer'],
              change: `issuer \`${rule.issuer}\` of rule ${index} becomes \`${OTHER}\``,
              after: {
                ...policy,
                jwtRules: policy.jwtRules.map((one, other) => (other === index ? { ...one, issuer: OTHER } : one)),
              },
            },
          ],
    ),
};
