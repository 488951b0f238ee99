/** The values of one attribute, as far as somebody tells them apart, and their place among the dimensions. */
import type { Address, AddressBlock } from '../../sets/address-atoms';
import { addressAtoms, ALL_ADDRESSES } from '../../sets/address-atoms';
import type { Atoms } from '../../sets/atoms';
import type { Bits } from '../../sets/bits';
import { allAtoms, NO_ATOM } from '../../sets/bits';
import { remember } from '../../policy/remember';
import { textAtoms } from '../../sets/text-atoms';
import type { TextPattern } from '../../sets/text-pattern';
import type { Readers } from '../../sets/text-readers';
import { CannotTell } from '../formulas/cannot-tell';
import type { Literal, Subject } from '../formulas/formula';
import { withAnyQuery } from '../formulas/path-forms';
import { type Shown, shownBy } from './patterns-shown';
import { refusals } from '../formulas/token-places';
import { type KnownTokens, tokensOf, universeOf, type Values } from './universes';
import type { Written } from './written-lists';
import { writtenLists } from './written-lists';

/** One attribute. */
export type Axis = (
  | { readonly kind: 'texts'; readonly atoms: Atoms<string> }
  | { readonly kind: 'addresses'; readonly atoms: Atoms<Address> }
) & {
  readonly subject: Subject;
  /** of a token that stands apart: its places */
  readonly apart?: string;
  /** its first dimension */
  readonly first: number;
  /** whether there may be several values at a time: then each atom is a dimension of its own, no or yes */
  readonly each: boolean;
  /** atoms behind those of values, such as the lack of one */
  readonly others: readonly string[];
  readonly bits: ReadonlyMap<Literal, Bits>;
  /** these values as lists of patterns: any of the lists. INVARIANT: some values are among them, and some are not */
  readonly shown: (values: Bits) => readonly Shown[];
};

/** Where an axis stands, and what is known of its values. */
export interface AxisPlace {
  readonly first: number;
  readonly values: Values;
  readonly readers: Readers;
  readonly apart?: string | undefined;
}

/** The axis of this attribute, of which these literals speak. */
export function axisOf(
  subject: Subject,
  literals: readonly Literal[],
  { first, values, readers, apart }: AxisPlace,
): Axis {
  const tokens = tokensOf(values, apart);
  const each = (subject.kind === 'header' && !subject.joined) || (subject.kind === 'claim' && !subject.single);
  const others = each ? [] : othersOf(subject, tokens);
  const common = { subject, first, each, others, ...(apart === undefined ? {} : { apart }) };
  if (subject.kind === 'source' || subject.kind === 'remote' || subject.kind === 'destination') {
    const atoms = addressAtoms(ALL_ADDRESSES, literals.map(blocksOf));
    return { ...common, kind: 'addresses', atoms, ...told(literals, atoms, undefined) };
  }
  // each issuer is an atom of its own: which are accepted differs from proxy to proxy
  const named = subject.kind === 'issuer' && tokens.issuers !== 'any' ? tokens.issuers : [];
  const conditions = [
    ...literals.map((literal) => patternsOf(literal, subject)),
    ...named.map((text): TextPattern[] => [{ kind: 'exact', text }]),
  ];
  const atoms = textAtoms(universeOf(subject, values, tokens, literals), conditions, { readers });
  if (atoms.kind === 'too-many') {
    throw new CannotTell(`the patterns about ${subject.kind} take more than ${atoms.limit} states to tell apart`);
  }
  return { ...common, kind: 'texts', atoms, ...told(literals, atoms, atoms) };
}

/** Sizes of the dimensions of an axis. */
export function sizesOf({ each, atoms, others }: Axis): readonly number[] {
  return each ? Array.from({ length: atoms.count }, () => 2) : [atoms.count + others.length];
}

/** All values of the attribute, without what stands for the lack of one. */
export function valuesOf({ atoms }: Axis): Bits {
  return allAtoms(atoms.count);
}

/** The atom that is none of a value. */
export function otherAtom({ atoms, others }: Axis, name: string): number {
  return atoms.count + others.indexOf(name);
}

function othersOf({ kind }: Subject, { acceptsAnyIssuer, places }: KnownTokens): readonly string[] {
  switch (kind) {
    case 'identity':
      return ['plaintext', 'tls'];
    case 'issuer':
      return ['none', ...refusals(places), ...(acceptsAnyIssuer ? ['stranger'] : [])];
    case 'tls':
      return ['none', 'own'];
    case 'query':
    case 'header':
    case 'claim':
      return ['absent'];
    case 'sni':
    case 'method':
    case 'path':
    case 'target':
    case 'host':
    case 'source':
    case 'remote':
    case 'destination':
      return [];
  }
}

function told<V>(
  literals: readonly Literal[],
  { conditions, all }: Atoms<V>,
  texts: Atoms<string> | undefined,
): Pick<Axis, 'bits' | 'shown'> {
  const bits = new Map(literals.map((literal, index) => [literal, conditions[index] ?? NO_ATOM]));
  let lists: readonly Written[] | undefined;
  const shown = remember((values: Bits) => {
    lists ??= writtenLists(bits, texts);
    return shownBy({ lists, all, samples: texts?.samples }, values);
  });
  return { bits, shown };
}

function patternsOf({ about, among }: Literal, subject: Subject): readonly TextPattern[] {
  if (among.kind === 'addresses') return [];
  const isPathWithin = subject.kind === 'target' && about.kind === 'path';
  return isPathWithin ? among.patterns.flatMap(withAnyQuery) : among.patterns;
}

function blocksOf({ among }: Literal): readonly AddressBlock[] {
  return among.kind === 'addresses' ? among.blocks : [];
}
