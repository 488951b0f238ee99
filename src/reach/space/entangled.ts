/** Are there attributes of which one value excludes one of another? Then a product of them holds what cannot be. */
import { CannotTell } from '../formulas/cannot-tell';
import type { Subject } from '../formulas/formula';

/** Refuses to tell apart what is not independent. */
export function refuseEntangled(subjects: readonly Subject[]): void {
  const claims = subjects.flatMap((subject) => (subject.kind === 'claim' ? [subject.path] : []));
  for (const outer of claims) {
    const below = claims.find((path) => path.length > outer.length && outer.every((name, i) => path[i] === name));
    if (below !== undefined) {
      throw new CannotTell(`conditions look at claim \`${outer.join('.')}\` and below it, at \`${below.join('.')}\``);
    }
  }
  const parameter = subjects.find(({ kind }) => kind === 'query');
  if (parameter?.kind === 'query' && subjects.some(({ kind }) => kind === 'target')) {
    throw new CannotTell(`conditions look at the whole query, and at its parameter \`${parameter.name}\``);
  }
  const names = subjects.flatMap((subject) => (subject.kind === 'header' ? [subject.name] : []));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new CannotTell(`lines of header \`${twice}\` are compared alone and together, as versions of Istio differ`);
  }
}
