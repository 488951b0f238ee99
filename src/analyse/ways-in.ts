/** By which ways can a caller satisfy a rule, and what does each of them ask of the caller's identity? */
import { type ComparedValue, type RulePart, sourcesOf, valuesOfRule } from './authorization-fields';
import { isIdentity } from './caller-identity';

/** The conditions on identities, way by way: each entry of `from` is one of its own, and `when` is part of all. */
export function waysIn(rule: RulePart): readonly (readonly ComparedValue[])[] {
  const identities = valuesOfRule(rule).filter(isIdentity);
  const conditions = identities.filter(({ path }) => path[3] === 'when');
  const entries = sourcesOf(rule).map(({ path: [, , , , entry] }) =>
    identities.filter(({ path }) => path[3] === 'from' && path[4] === entry),
  );
  return (entries.length === 0 ? [[]] : entries).map((values) => [...values, ...conditions]);
}
