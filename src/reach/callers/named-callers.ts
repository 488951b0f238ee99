/** Do policies name some of these callers, and not just all there are? */
import { allAtoms, NO_ATOM } from '../../sets/bits';
import type { Literal } from '../formulas/formula';
import type { Space } from '../space/space';

/** Whether a list that users wrote has some of them; `asked` are the lists of invariants, which are no policies. */
export function areNamed({ caller }: Space, callers: readonly Literal[], asked: readonly Literal[]): boolean {
  const { bits, atoms } = caller;
  const meant = callers.reduce((all, one) => all | (bits.get(one) ?? NO_ATOM), NO_ATOM);
  if (meant === NO_ATOM) return false;
  const all = allAtoms(atoms.count);
  return [...bits].some(
    ([literal, some]) =>
      (some & meant) !== NO_ATOM && some !== all && literal.written !== undefined && !asked.includes(literal),
  );
}
