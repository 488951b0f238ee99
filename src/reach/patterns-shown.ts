/** How are values called? By the patterns that users wrote, wherever they say it exactly. */
import type { Bits } from '../sets/bits';
import { has, NO_ATOM, toAtoms } from '../sets/bits';
import type { Axis } from './axis';
import { valuesOf } from './axis';
import type { Among } from './request-box';

/** These values, as lists of patterns: any of the lists. INVARIANT: some values are among them, and some are not. */
export function shownOn(axis: Axis, bits: Bits): readonly Among[] {
  const lists = writtenOn(axis);
  const rest = valuesOf(axis) & ~bits;
  const inside = cover(lists, bits, bits);
  if (inside !== undefined) return [{ values: inside }];
  const outside = cover(lists, rest, rest);
  if (outside !== undefined) return [{ notValues: outside }];
  return mixed(lists, bits) ?? toAtoms(bits).map((atom) => atomShown(axis, lists, atom));
}

interface Written {
  readonly words: readonly string[];
  readonly bits: Bits;
}

/** The lists that users wrote about the attribute, the narrowest last. */
function writtenOn(axis: Axis): readonly Written[] {
  const lists = [...axis.bits].flatMap(([{ written }, those]) =>
    written === undefined ? [] : { words: written, bits: those },
  );
  const single = lists.flatMap((list) => wordsApart(axis, list));
  const distinct = new Map([...lists, ...single].map((list) => [JSON.stringify(list.words), list]));
  return [...distinct.values()].sort((a, b) => sizeOf(b.bits) - sizeOf(a.bits));
}

/** Of a list of exact words, the words of each atom: nothing else is in the atoms of such a list. */
function wordsApart(axis: Axis, { words, bits }: Written): readonly Written[] {
  if (axis.kind !== 'texts' || words.length < 2 || words.some((word) => /[*{]/.test(word))) return [];
  const apart = new Map<number, string[]>();
  for (const word of words) {
    const atom = axis.atoms.atomOf(word);
    if (atom === undefined || !has(bits, atom)) return [];
    apart.set(atom, [...(apart.get(atom) ?? []), word]);
  }
  return toAtoms(bits).every((atom) => apart.has(atom))
    ? [...apart].map(([atom, own]) => ({ words: own, bits: 1n << BigInt(atom) }))
    : [];
}

/** Lists within a limit that cover all of these, if there are such. */
function cover(lists: readonly Written[], all: Bits, limit: Bits): readonly string[] | undefined {
  const words: string[] = [];
  let left = all;
  for (const list of lists) {
    if ((list.bits & ~limit) !== NO_ATOM || (list.bits & left) === NO_ATOM) continue;
    words.push(...list.words);
    left &= ~list.bits;
  }
  return left === NO_ATOM ? [...new Set(words)] : undefined;
}

/** What some lists take and others do not. */
function mixed(lists: readonly Written[], bits: Bits): readonly Among[] | undefined {
  for (const list of lists) {
    if ((bits & ~list.bits) !== NO_ATOM) continue;
    const without = list.bits & ~bits;
    const notValues = cover(lists, without, ~bits & (without | ~list.bits));
    if (notValues !== undefined) return [{ values: list.words, notValues }];
  }
  return undefined;
}

/** The lists that take this atom, all of them, and those that do not. */
function atomShown(axis: Axis, lists: readonly Written[], atom: number): Among {
  const taking = lists.filter((list) => has(list.bits, atom)).map(({ words }) => either(words));
  const others = lists.filter((list) => !has(list.bits, atom)).flatMap(({ words }) => words);
  const values = taking.length === 0 ? {} : { values: [taking.join(' and ')] };
  const notValues = others.length === 0 ? {} : { notValues: [...new Set(others)] };
  if (taking.length + others.length > 0) return { ...values, ...notValues };
  return axis.kind === 'texts' ? { values: [axis.atoms.samples[atom] ?? ''] } : {};
}

function either(words: readonly string[]): string {
  return words.length === 1 ? (words[0] ?? '') : `(${words.join(' or ')})`;
}

function sizeOf(bits: Bits): number {
  return toAtoms(bits).length;
}
