/** How are identities called that policies do not spell out? */
import { groupBy } from '../../policy/group-by';
import { compareText } from '../../policy/object-order';
import { type Bits, has, NO_ATOM } from '../../sets/bits';
import { textAtoms } from '../../sets/text-atoms';
import type { TextPattern } from '../../sets/text-pattern';
import { partsOf } from '../../sets/text-pattern';
import type { Readers } from '../../sets/text-readers';
import { CannotTell } from '../formulas/cannot-tell';
import type { Literal } from '../formulas/formula';
import { SCHEME } from '../formulas/identity-forms';
import { IDENTITIES } from '../space/universes';

/** What identities are called. */
export interface ShownIdentities {
  /** those of an atom that policies do not spell out */
  readonly ofAtoms: ReadonlyMap<number, string>;
  /** of what they are called, what this one is of, too, though policies spell it out; but for `*` */
  readonly around: (identity: string) => readonly string[];
}

/** A pattern that users wrote, and the kinds of identities that are of it, those that are spelt out among them. */
interface Word {
  readonly text: string;
  readonly bits: Bits;
}

/**
 * What the identities of each atom are called, in the patterns that users wrote; `*`: some are of none. Of a list
 * `namespaces: [a, b]` they are of `a` or of `b`, as long as no other literal tells these apart.
 */
export function identitiesShown(
  literals: readonly Literal[],
  atomOf: (identity: string) => number | undefined,
  readers: Readers,
): ShownIdentities {
  const lists = literals.flatMap(({ among, written }) => (among.kind === 'texts' ? [{ among, written }] : []));
  const spelt = lists.flatMap(({ among }) => among.patterns.filter(isSpelt));
  const patterns = lists.flatMap(({ among, written }) =>
    among.patterns.filter((one) => !isSpelt(one)).map((one) => ({ one, isWritten: written !== undefined })),
  );
  const found = textAtoms(IDENTITIES, [spelt, ...patterns.map(({ one }) => [one])], { readers });
  if (found.kind === 'too-many') {
    throw new CannotTell(`the patterns about identity take more than ${found.limit} states to tell apart`);
  }
  const [ofSpelt = NO_ATOM, ...ofPatterns] = found.conditions;
  const all = found.all & ~ofSpelt;
  // what users did not write are the trust domains that TLS lets in
  const letIn =
    patterns.reduce<Bits>((bits, { isWritten }, at) => (isWritten ? bits : bits | bitsAt(at)), NO_ATOM) & all;
  const tellsNothing = (bits: Bits) => ((letIn === NO_ATOM ? all : letIn) & ~bits) === NO_ATOM;
  const words = patterns
    .flatMap(({ one, isWritten }, index): Word[] => {
      const bits = bitsAt(index);
      return isWritten && !tellsNothing(bits) ? [{ text: patternShown(one), bits }] : [];
    })
    .sort((a, b) => b.text.length - a.text.length || compareText(a.text, b.text));
  const kinds = found.samples.flatMap((sample, kind) => {
    const atom = has(all, kind) ? atomOf(sample) : undefined;
    return atom === undefined ? [] : [{ atom, shown: kindShown(words, kind, { all, whole: found.all }) }];
  });
  const ofAtoms = new Map<number, string>();
  const meant = new Map<string, Bits>();
  for (const [atom, ofAtom] of groupBy(kinds, (one) => one.atom)) {
    const texts = new Set(ofAtom.map(({ shown }) => shown.text));
    const text = texts.has('*') ? '*' : [...texts].sort().join(' or ');
    ofAtoms.set(atom, text);
    if (text !== '*')
      meant.set(
        text,
        ofAtom.reduce((bits, { shown }) => bits | shown.bits, meant.get(text) ?? NO_ATOM),
      );
  }
  const around = (identity: string): readonly string[] => {
    const kind = found.atomOf(identity);
    return kind === undefined ? [] : [...meant].flatMap(([text, bits]) => (has(bits, kind) ? [text] : []));
  };
  return { ofAtoms, around };

  function bitsAt(index: number): Bits {
    return ofPatterns[index] ?? NO_ATOM;
  }
}

/** As few of the words as tell this kind from others that are not spelt out, the longest first, and who is of them. */
function kindShown(
  words: readonly Word[],
  kind: number,
  { all, whole }: { readonly all: Bits; readonly whole: Bits },
): Word {
  let left = whole;
  const narrowing = (bits: Bits): boolean => {
    const isNarrower = (left & all & bits) !== (left & all);
    if (isNarrower) left &= bits;
    return isNarrower;
  };
  const is = words.filter(({ bits }) => has(bits, kind) && narrowing(bits)).map(({ text }) => text);
  if (is.length === 0) return { text: '*', bits: whole };
  const isNot = words.filter(({ bits }) => !has(bits, kind) && narrowing(whole & ~bits)).map(({ text }) => text);
  const text = isNot.length === 0 ? is.join(' and ') : `${is.join(' and ')} but not ${isNot.join(', ')}`;
  return { text, bits: left };
}

function isSpelt({ kind }: TextPattern): boolean {
  return kind === 'exact';
}

/** As users write it: a star in its text is one that identities have, and stands beside that of the run. */
function patternShown(pattern: TextPattern): string {
  const parts = partsOf(pattern);
  const text = parts
    .map((part, at) => (part.kind === 'text' ? part.text : at > 0 && parts[at - 1]?.kind !== 'text' ? '' : '*'))
    .join('');
  return text.startsWith(SCHEME) ? text.slice(SCHEME.length) : text;
}
