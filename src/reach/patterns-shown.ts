/** How are values called? By the patterns that users wrote, wherever they say it exactly. */
import type { Bits } from '../sets/bits';
import { has, NO_ATOM, single, witness } from '../sets/bits';
import type { Axis } from './axis';
import { valuesOf } from './axis';
import type { Among } from './request-box';
import type { Written } from './written-lists';

/** These values, as lists of patterns: any of the lists. INVARIANT: some values are among them, and some are not. */
export function shownOn(axis: Axis, bits: Bits): readonly Among[] {
  const lists = axis.written();
  const rest = valuesOf(axis) & ~bits;
  const inside = cover(lists, bits, bits);
  if (inside !== undefined) return [{ values: inside }];
  const outside = cover(lists, rest, rest);
  if (outside !== undefined) return [{ notValues: outside }];
  return mixed(lists, bits) ?? alternatives(axis, lists, bits);
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

/** Several statements, each as wide as it can be; together they are these values. */
function alternatives(axis: Axis, lists: readonly Written[], bits: Bits): readonly Among[] {
  const found = new Map<string, Among>();
  for (let left = bits, atom = witness(left); atom !== undefined; atom = witness(left)) {
    const statement = widest(lists, atom, valuesOf(axis), bits);
    const { values, notValues } = statement === undefined ? atomShown(axis, lists, atom) : shown(statement);
    const key = JSON.stringify([values === undefined, notValues]);
    // what must not be in the same lists is told once
    const told = found.get(key)?.values ?? [];
    const among = { ...(values && { values: [...told, ...values] }), ...(notValues && { notValues }) };
    found.set(key, among);
    left &= ~(statement?.bits ?? single(atom));
  }
  return [...found.values()];
}

/** Values that are in all of some lists, and in none of others. */
interface Statement {
  readonly taking: readonly Written[];
  readonly others: readonly Written[];
  readonly bits: Bits;
}

/**
 * Of what lists say of this atom, as little as it takes to stay within the limit: none of it could be left unsaid. Wide
 * lists are preferred, and to say what is rather than what is not. Undefined: all of it does not do.
 */
function widest(lists: readonly Written[], atom: number, all: Bits, limit: Bits): Statement | undefined {
  const narrowFirst = [...lists].reverse().map((list) => {
    const isTaking = has(list.bits, atom);
    return { list, isTaking, own: isTaking ? list.bits : all & ~list.bits };
  });
  const said = [...narrowFirst.filter(({ isTaking }) => !isTaking), ...narrowFirst.filter(({ isTaking }) => isTaking)];
  const later: Bits[] = [];
  said.reduceRight<Bits>((rest, { own }, index) => (later[index] = rest) & own, all);
  let bits = all;
  const kept = said.filter(({ own }, index) => {
    const isNeeded = (bits & (later[index] ?? all) & ~limit) !== NO_ATOM;
    if (isNeeded) bits &= own;
    return isNeeded;
  });
  if ((bits & ~limit) !== NO_ATOM) return undefined;
  const listsOf = (taking: boolean) => kept.flatMap(({ list, isTaking }) => (isTaking === taking ? [list] : []));
  return { taking: listsOf(true), others: listsOf(false), bits };
}

function shown({ taking, others }: Pick<Statement, 'taking' | 'others'>): Among {
  const [only, ...more] = taking;
  const values = more.length === 0 ? only?.words : [taking.map(({ words }) => either(words)).join(' and ')];
  const notValues = [...new Set(others.flatMap(({ words }) => words))];
  return { ...(values && { values }), ...(notValues.length > 0 && { notValues }) };
}

/** All that lists say of an atom which they do not tell from others. */
function atomShown(axis: Axis, lists: readonly Written[], atom: number): Among {
  if (lists.length === 0) return axis.kind === 'texts' ? { values: [axis.atoms.samples[atom] ?? ''] } : {};
  const taking = lists.filter((list) => has(list.bits, atom));
  return shown({ taking, others: lists.filter((list) => !has(list.bits, atom)) });
}

function either(words: readonly string[]): string {
  return words.length === 1 ? (words[0] ?? '') : `(${words.join(' or ')})`;
}
