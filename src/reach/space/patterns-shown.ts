/** How are values called? By the patterns that users wrote, wherever they say it exactly. */
import type { Bits } from '../../sets/bits';
import { has, NO_ATOM, single, witness } from '../../sets/bits';
import type { Among } from './request-box';
import type { Written } from './written-lists';

/** What is known of the values of an attribute. */
export interface KnownValues {
  /** that users wrote, the narrowest last */
  readonly lists: readonly Written[];
  readonly all: Bits;
  /** a text of each value, where they are texts */
  readonly samples: readonly string[] | undefined;
}

/** What values must be, and must not be; `ofHeader`: of the header that says more than the field does, besides. */
export interface Shown extends Among {
  readonly ofHeader?: Among;
}

/** These values, as lists of patterns: any of the lists. INVARIANT: some values are among them, and some are not. */
export function shownBy(known: KnownValues, bits: Bits): readonly Shown[] {
  const { lists, all } = known;
  const rest = all & ~bits;
  const inside = cover(lists, bits, bits);
  if (inside !== undefined)
    return byAttribute(inside).map(({ isOfHeader, words }) => among(isOfHeader, { values: words }));
  const outside = cover(lists, rest, rest);
  if (outside !== undefined) return [noneOf(outside)];
  return mixed(lists, bits) ?? alternatives(known, bits);
}

/** The words of the lists, each once: those of the field, and those of the header. */
function byAttribute(lists: readonly Written[]): readonly Pick<Written, 'isOfHeader' | 'words'>[] {
  return [false, true].flatMap((isOfHeader) => {
    const words = lists.filter((list) => list.isOfHeader === isOfHeader).flatMap((list) => list.words);
    return words.length === 0 ? [] : { isOfHeader, words: [...new Set(words)] };
  });
}

function among(isOfHeader: boolean, said: Among): Shown {
  return isOfHeader ? { ofHeader: said } : said;
}

function both({ ofHeader: one, ...is }: Shown, { ofHeader: other, ...isNot }: Shown): Shown {
  return { ...is, ...isNot, ...((one ?? other) && { ofHeader: { ...one, ...other } }) };
}

function noneOf(lists: readonly Written[]): Shown {
  return byAttribute(lists).reduce<Shown>(
    (said, { isOfHeader, words }) => both(said, among(isOfHeader, { notValues: words })),
    {},
  );
}

/** Lists within a limit that cover all of these, if there are such. */
function cover(lists: readonly Written[], all: Bits, limit: Bits): readonly Written[] | undefined {
  const taken: Written[] = [];
  let left = all;
  for (const list of lists) {
    if ((list.bits & ~limit) !== NO_ATOM || (list.bits & left) === NO_ATOM) continue;
    taken.push(list);
    left &= ~list.bits;
  }
  return left === NO_ATOM ? taken : undefined;
}

/** What some lists take and others do not. */
function mixed(lists: readonly Written[], bits: Bits): readonly Shown[] | undefined {
  for (const list of lists) {
    if ((bits & ~list.bits) !== NO_ATOM) continue;
    const without = list.bits & ~bits;
    const outside = cover(lists, without, ~bits & (without | ~list.bits));
    if (outside !== undefined) return [both(among(list.isOfHeader, { values: list.words }), noneOf(outside))];
  }
  return undefined;
}

/** Several statements, each as wide as it can be; together they are these values. */
function alternatives(known: KnownValues, bits: Bits): readonly Shown[] {
  const { lists, all } = known;
  const found = new Map<string, Shown>();
  const narrowFirst = [...lists].reverse();
  for (let left = bits, atom = witness(left); atom !== undefined; atom = witness(left)) {
    const statement = widest(narrowFirst, atom, all, bits);
    const { values, ...rest } = statement === undefined ? atomShown(known, atom) : shown(statement);
    const key = JSON.stringify([values === undefined, rest]);
    // what must not be in the same lists is told once
    const told = found.get(key)?.values ?? [];
    found.set(key, { ...(values && { values: [...told, ...values] }), ...rest });
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
function widest(narrowFirst: readonly Written[], atom: number, all: Bits, limit: Bits): Statement | undefined {
  const one = single(atom);
  const isTaking = ({ bits }: Written): boolean => (bits & one) !== NO_ATOM;
  const taken = narrowFirst.filter(isTaking);
  // all that the other lists have to keep out; one that has none of it is not needed
  const wrong = taken.reduce((left, { bits }) => left & bits, all & ~limit);
  const apart =
    wrong === NO_ATOM ? [] : narrowFirst.filter((list) => (list.bits & wrong) !== NO_ATOM && !isTaking(list));
  if (apart.reduce((left, { bits }) => left & ~bits, wrong) !== NO_ATOM) return undefined;
  const said = [
    ...apart.map((list) => ({ list, own: all & ~list.bits })),
    ...taken.map((list) => ({ list, own: list.bits })),
  ];
  const later: Bits[] = [];
  said.reduceRight<Bits>((rest, { own }, index) => (later[index] = rest) & own, all);
  let bits = all;
  const kept = said.flatMap(({ list, own }, index) => {
    if ((bits & (later[index] ?? all) & ~limit) === NO_ATOM) return [];
    bits &= own;
    return list;
  });
  return { taking: kept.filter(isTaking), others: kept.filter((list) => !isTaking(list)), bits };
}

function shown({ taking, others }: Pick<Statement, 'taking' | 'others'>): Shown {
  return [false, true].reduce<Shown>((said, isOfHeader) => {
    const [only, ...more] = taking.filter((list) => list.isOfHeader === isOfHeader);
    if (only === undefined) return said;
    const values = more.length === 0 ? only.words : [[only, ...more].map(({ words }) => either(words)).join(' and ')];
    return both(among(isOfHeader, { values }), said);
  }, noneOf(others));
}

/** All that lists say of an atom which they do not tell from others. */
function atomShown({ lists, samples }: KnownValues, atom: number): Shown {
  if (lists.length === 0) return samples === undefined ? {} : { values: [samples[atom] ?? ''] };
  const taking = lists.filter((list) => has(list.bits, atom));
  return shown({ taking, others: lists.filter((list) => !has(list.bits, atom)) });
}

function either(words: readonly string[]): string {
  return words.length === 1 ? (words[0] ?? '') : `(${words.join(' or ')})`;
}
