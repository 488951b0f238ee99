/** What if tokens for any audience counted, or those for one of the audiences not? */
import type { JwtRule, RequestAuthentication } from '../../policy/model';
import type { Edit, Mutation } from '../mutant';

export const changeAudience: Mutation<RequestAuthentication> = {
  name: 'change-audience',
  edits: (policy) =>
    policy.jwtRules.flatMap((rule, index) =>
      rule.audiences.length === 0 ? [] : [withoutAudiences(policy, index), ...withoutOne(policy, rule, index)],
    ),
};

function withoutAudiences(policy: RequestAuthentication, index: number): Edit<RequestAuthentication> {
  return {
    field: ['spec', 'jwtRules', index, 'audiences'],
    change: `\`audiences\` of rule ${index} is left out`,
    after: withAudiences(policy, index, []),
  };
}

function withoutOne(
  policy: RequestAuthentication,
  rule: JwtRule,
  index: number,
): readonly Edit<RequestAuthentication>[] {
  if (rule.audiences.length < 2) return [];
  return rule.audiences.map((audience, place) => ({
    field: ['spec', 'jwtRules', index, 'audiences', place],
    change: `audience \`${audience}\` of rule ${index} is left out`,
    after: withAudiences(
      policy,
      index,
      rule.audiences.filter((_, other) => other !== place),
    ),
  }));
}

function withAudiences(
  policy: RequestAuthentication,
  index: number,
  audiences: readonly string[],
): RequestAuthentication {
  const jwtRules = policy.jwtRules.map((one, other) => (other === index ? { ...one, audiences } : one));
  return { ...policy, jwtRules };
}
