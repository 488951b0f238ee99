/** Which lists of patterns did users write about an attribute, and which of its values are in each? */
import type { Atoms } from '../../sets/atoms';
import type { Bits } from '../../sets/bits';
import { has, single, toAtoms } from '../../sets/bits';
import { partsOf } from '../../sets/text-pattern';
import type { Literal } from '../formulas/formula';

/** A list as users wrote it, and the values in it. */
export interface Written {
  readonly words: readonly string[];
  /** whether it is about a header: hosts as they are written, or paths with their query, which fields do not look at */
  readonly isOfHeader: boolean;
  readonly bits: Bits;
}

/** The lists, the narrowest last. The words of a list count as lists of their own where they are told apart. */
export function writtenLists(bits: ReadonlyMap<Literal, Bits>, texts: Atoms<string> | undefined): readonly Written[] {
  const lists = [...bits].flatMap(([literal, those]) =>
    literal.written === undefined ? [] : { words: literal.written, isOfHeader: isOfHeader(literal), bits: those },
  );
  const apart = texts === undefined ? [] : lists.flatMap((list) => wordsApart(texts, list));
  const distinct = new Map([...lists, ...apart].map((list) => [JSON.stringify([list.words, list.isOfHeader]), list]));
  return [...distinct.values()]
    .map((list) => ({ list, size: toAtoms(list.bits).length }))
    .sort((a, b) => b.size - a.size)
    .map(({ list }) => list);
}

function isOfHeader({ about, among }: Literal): boolean {
  if (about.kind === 'target') return true;
  if (about.kind !== 'host' || among.kind !== 'texts') return false;
  return among.patterns
    .flatMap(partsOf)
    .some((part) => part.kind === 'text' && part.anyCase === undefined && /[a-z]/i.test(part.text));
}

/** Of a list of exact words, the words of each atom: nothing else is in the atoms of such a list. */
function wordsApart({ atomOf }: Atoms<string>, { words, isOfHeader, bits }: Written): readonly Written[] {
  if (words.length < 2 || words.some((word) => /[*{]/.test(word))) return [];
  const apart = new Map<number, string[]>();
  for (const word of words) {
    const atom = atomOf(word);
    if (atom === undefined || !has(bits, atom)) return [];
    apart.set(atom, [...(apart.get(atom) ?? []), word]);
  }
  return toAtoms(bits).every((atom) => apart.has(atom))
    ? [...apart].map(([atom, own]) => ({ words: own, isOfHeader, bits: single(atom) }))
    : [];
}
