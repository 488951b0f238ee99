/** Which characters do patterns tell apart? Those that they do not are one letter. */
import { partsOf, type CharacterClass, type TextPart, type TextPattern } from './text-pattern';

/** The letters of some patterns, numbered so that readers know the characters of the first ones best. */
export interface Alphabet {
  readonly size: number;
  /** the letter of a code unit */
  readonly letterOf: (code: number) => number;
  /** the letters of a class that the patterns have */
  readonly lettersOf: (of: CharacterClass) => readonly number[];
  /** the character of a letter that readers know best */
  readonly sampleOf: (letter: number) => string;
  /** the characters of a letter, those that readers know best first */
  readonly charactersOf: (letter: number) => Iterable<string>;
}

/** Characters as readers know them best, then the rest of what they can see. */
const READABLE = 'abcdefghijklmnopqrstuvwxyz/0123456789-._ABCDEFGHIJKLMNOPQRSTUVWXYZ~:@!$&\'()*+,;=?%#[]{}|<>^`"\\';

/** The text in the case that it is written in, and in the other one; of ASCII letters only, as Envoy folds them. */
export function casesOf(character: string): string {
  const isLetter = /^[A-Za-z]$/.test(character);
  return isLetter ? character.toLowerCase() + character.toUpperCase() : character;
}

/** The alphabet of these patterns. */
export function alphabetOf(patterns: readonly TextPattern[]): Alphabet {
  const { literal, classes } = mentioned(patterns.flatMap(partsOf));
  const kindOf = (code: number): string =>
    literal.has(code) ? `=${code}` : classes.map((members) => (members.has(code) ? '1' : '0')).join('');
  const other = '0'.repeat(classes.length);
  const codes = new Set([...literal, ...classes.flatMap((members) => [...members])]);
  const members = new Map<string, number[]>([[other, []]]);
  for (const code of codes) members.set(kindOf(code), [...(members.get(kindOf(code)) ?? []), code]);

  for (const those of members.values()) those.sort(byRank);
  const spread = (kind: string): Iterable<number> => (kind === other ? unmentioned(codes) : (members.get(kind) ?? []));
  const best = new Map([...members.keys()].map((kind) => [kind, firstOf(spread(kind))]));
  const kinds = [...members.keys()].sort((a, b) => byRank(best.get(a) ?? 0, best.get(b) ?? 0));
  const letters = new Map(kinds.map((kind, letter) => [kind, letter]));
  const byCode = new Map([...codes].map((code) => [code, letters.get(kindOf(code)) ?? 0]));
  const others = letters.get(other) ?? 0;
  const samples = kinds.map((kind) => best.get(kind) ?? 0);
  return {
    size: kinds.length,
    letterOf: (code) => byCode.get(code) ?? others,
    lettersOf: ({ kind, characters }) => {
      const isIn = (code: number): boolean => characters.includes(String.fromCharCode(code)) === (kind === 'of');
      return samples.flatMap((code, letter) => (isIn(code) ? [letter] : []));
    },
    sampleOf: (letter) => String.fromCharCode(samples[letter] ?? 0),
    charactersOf: (letter) => charactersOf(spread(kinds[letter] ?? other)),
  };
}

interface Mentioned {
  /** code units that stand for themselves */
  readonly literal: ReadonlySet<number>;
  /** the code units that each class lists */
  readonly classes: readonly ReadonlySet<number>[];
}

function mentioned(parts: readonly TextPart[]): Mentioned {
  const literal = new Set<number>();
  const classes = new Set<string>();
  for (const part of parts) {
    if (part.kind !== 'text') classes.add(part.of.characters);
    else for (const code of codesOf(part.anyCase ? [...part.text].map(casesOf).join('') : part.text)) literal.add(code);
  }
  return { literal, classes: [...classes].map((characters) => new Set(codesOf(characters))) };
}

function codesOf(text: string): readonly number[] {
  return Array.from({ length: text.length }, (_, place) => text.charCodeAt(place));
}

const RANKS = new Map(codesOf(READABLE).map((code, rank) => [code, rank]));

function byRank(a: number, b: number): number {
  return (RANKS.get(a) ?? READABLE.length + a) - (RANKS.get(b) ?? READABLE.length + b);
}

/** The order in which readers of letters find texts: shorter ones first, then those of better known characters. */
export function shortestFirst(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  const place = codesOf(a).findIndex((code, index) => code !== b.charCodeAt(index));
  return place < 0 ? 0 : byRank(a.charCodeAt(place), b.charCodeAt(place));
}

/** Code units that no pattern mentions; halves of characters come last. */
function* unmentioned(codes: ReadonlySet<number>): Iterable<number> {
  for (const code of RANKS.keys()) if (!codes.has(code)) yield code;
  for (const [first, end] of [
    [0xa1, 0xd800],
    [0xe000, 0x10000],
    [0, 0xa1],
    [0xd800, 0xe000],
  ] as const) {
    for (let code = first; code < end; code++) if (!RANKS.has(code) && !codes.has(code)) yield code;
  }
}

function firstOf(codes: Iterable<number>): number {
  for (const code of codes) return code;
  return 0;
}

function* charactersOf(codes: Iterable<number>): Iterable<string> {
  for (const code of codes) yield String.fromCharCode(code);
}
