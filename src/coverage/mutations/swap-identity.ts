/** What if a rule named somebody else of the mesh? */
import { textsOf } from '../../policy/condition-value';
import type { AuthorizationPolicy } from '../../policy/model';
import type { MeshNames } from '../mesh-names';
import type { Mutation } from '../mutant';
import { valueEdits, type WrittenValue } from '../value-edits';

export const swapIdentity: Mutation<AuthorizationPolicy> = {
  name: 'swap-identity',
  edits: (policy, names) => valueEdits(policy, (written) => someoneElse(written, names)),
};

/** Who is next by name and not among the values: one for each is enough, and always the same. */
function someoneElse({ value, condition, list }: WrittenValue, names: MeshNames): readonly string[] {
  const { kind } = condition.attribute;
  if (kind !== 'principal' && kind !== 'namespace' && kind !== 'serviceAccount') return [];
  if (value.includes('*')) return [];
  const named = new Set(textsOf(condition[list]));
  const others = names[kind].filter((name) => !named.has(name));
  const other = others.find((name) => name > value) ?? others[0];
  return other === undefined ? [] : [other];
}
