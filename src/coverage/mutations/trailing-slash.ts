/** What if a path had a slash at its end, or had it not? Policies tell the two apart, and servers often do not. */
import { isPathTemplate } from '../../istio/path-pattern';
import type { AuthorizationPolicy } from '../../policy/model';
import type { Mutation } from '../mutant';
import { valueEdits, type WrittenValue } from '../value-edits';

export const trailingSlash: Mutation<AuthorizationPolicy> = {
  name: 'trailing-slash',
  edits: (policy) => valueEdits(policy, withOtherEnd),
};

function withOtherEnd({ value, condition }: WrittenValue): readonly string[] {
  if (condition.attribute.kind !== 'path' || value === '/' || value.endsWith('*') || isPathTemplate(value)) return [];
  return [value.endsWith('/') ? value.slice(0, -1) : `${value}/`];
}
