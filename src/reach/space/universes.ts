/** Which values can an attribute have at all? What no request can have must not count as a request. */
import { METHODS } from '../../istio/http-methods';
import type { PathNormalization } from '../../policy/mesh-settings';
import type { TextUniverse } from '../../sets/text-atoms';
import type { CharacterClass, TextPart, TextPattern } from '../../sets/text-pattern';
import { ANY_CHARACTER, partsOf } from '../../sets/text-pattern';
import type { AddressSubject, Literal, Subject } from '../formulas/formula';
import { SCHEME } from '../formulas/identity-forms';
import { textPart } from '../formulas/string-forms';
import type { KnownPlaces } from '../formulas/token-places';

const CONTROLS = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('') + '\x7f';
/** What surrounds a value is cut off it. */
const BLANKS = ' \u00a0\ufeff';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const PRINTABLE: CharacterClass = { kind: 'not', characters: CONTROLS };
const VISIBLE: CharacterClass = { kind: 'not', characters: CONTROLS + BLANKS };

const run = (of: CharacterClass, atLeast: 0 | 1 = 1): TextPart => ({ kind: 'run', of, atLeast });
const sequence = (...parts: readonly TextPart[]): TextPattern => ({ kind: 'sequence', parts });
const among = (texts: Iterable<string>): readonly TextPattern[] => [...texts].map((text) => ({ kind: 'exact', text }));

const NAME: CharacterClass = { kind: 'not', characters: `${CONTROLS}${BLANKS}/` };
/** Identities as Istio issues them, each part with something in it. */
export const IDENTITIES: TextUniverse = {
  within: [sequence(textPart(SCHEME), run(NAME), textPart('/ns/'), run(NAME), textPart('/sa/'), run(NAME))],
  without: [],
};
/** Methods that Envoy takes over every version of HTTP. */
const KNOWN_METHODS: TextUniverse = { within: among(METHODS), without: [] };
/** Envoy lower-cases server names; there may be none. */
const SERVER_NAMES: TextUniverse = {
  within: [sequence(run({ kind: 'not', characters: CONTROLS + BLANKS + UPPER }, 0))],
  without: [],
};
const HOSTS: TextUniverse = { within: [sequence(run(VISIBLE))], without: [] };
const LINES: TextUniverse = {
  within: [
    ...among(['']),
    sequence({ kind: 'one', of: VISIBLE }),
    sequence({ kind: 'one', of: VISIBLE }, run(PRINTABLE, 0), { kind: 'one', of: VISIBLE }),
  ],
  without: [],
};
const ISSUERS: TextUniverse = { within: [sequence(run(PRINTABLE))], without: [] };
const CLAIMS: TextUniverse = { within: [sequence(run(PRINTABLE, 0))], without: [] };

const QUERY_VALUES: TextUniverse = { within: [sequence(run(asciiWithout('#&'), 0))], without: [] };

/** The tokens of which a request has one, or none. */
export interface KnownTokens {
  /** where they stand */
  readonly places: KnownPlaces;
  /** of those that somebody accepts; `any`: who accepts tokens is not looked at */
  readonly issuers: readonly string[] | 'any';
  /** whether somebody accepts them by their keys alone */
  readonly acceptsAnyIssuer: boolean;
}

/** What differs between meshes in the values that there are. */
export interface Values extends KnownTokens {
  readonly normalization: PathNormalization;
  /** tokens that a request may have besides, each in places where only some gateways look: by those places */
  readonly apart: ReadonlyMap<string, KnownTokens>;
  /** whether something else than HTTP may be spoken */
  readonly takesBytes: boolean;
}

/** The tokens in these places apart, or those in all other places. */
export function tokensOf(values: Values, apart: string | undefined): KnownTokens {
  return apart === undefined ? values : (values.apart.get(apart) ?? values);
}

/** What has texts for values. */
export type TextSubject = Exclude<Subject, AddressSubject>;

/** The texts that there are, given what is asked about them. */
export function universeOf(
  { kind }: TextSubject,
  { normalization }: Values,
  { issuers }: KnownTokens,
  asked: readonly Literal[],
): TextUniverse {
  switch (kind) {
    case 'identity':
      return IDENTITIES;
    case 'sni':
      return SERVER_NAMES;
    case 'tls':
      return { within: [], without: [] };
    case 'method':
      return KNOWN_METHODS;
    case 'path':
      return pathsAfter(normalization, signsIn(asked), false);
    case 'target':
      return pathsAfter(normalization, signsIn(asked), true);
    case 'query':
      return QUERY_VALUES;
    case 'host':
      return HOSTS;
    case 'header':
      return LINES;
    case 'issuer':
      return issuers === 'any' ? ISSUERS : { within: among(issuers), without: [] };
    case 'claim':
      return CLAIMS;
  }
}

/** All characters that patterns name. */
function signsIn(asked: readonly Literal[]): ReadonlySet<string> {
  const texts = asked.flatMap(({ among: values }) =>
    values.kind === 'addresses'
      ? []
      : values.patterns.flatMap((pattern) =>
          partsOf(pattern).flatMap((part) => (part.kind === 'text' ? part.text : [])),
        ),
  );
  return new Set(texts.join(''));
}

/** Characters that are cut off, encoded or turned into slashes. */
const NEVER_IN_PATHS = '#?"<>^`{|}\\';
const BEFORE_QUERY = run({ kind: 'not', characters: '?' }, 0);
const REST: TextPart = run(ANY_CHARACTER, 0);

const ALL_PATHS = pathsWithout('#?');
const NORMALISED_PATHS = pathsWithout(NEVER_IN_PATHS);
/** Dot segments: in a path, or at its end. */
const DOTS: readonly TextPattern[] = [
  ...['/./', '/../'].map((text) => sequence(BEFORE_QUERY, { kind: 'text', text, anyCase: true }, REST)),
  ...['/.', '/..'].flatMap((text) => [
    sequence(BEFORE_QUERY, textPart(text)),
    sequence(BEFORE_QUERY, textPart(`${text}?`), REST),
  ]),
];
const NO_QUERY: TextPart = { kind: 'one', of: { kind: 'not', characters: '?' } };
/** Slashes that are merged; of a path of slashes alone, two stay. */
const MERGED: readonly TextPattern[] = [
  sequence(BEFORE_QUERY, NO_QUERY, textPart('//'), REST),
  sequence(textPart('//'), NO_QUERY, REST),
];

/**
 * The paths that are left by normalisation. What can only show where a pattern names a character is left out where
 * none does: then a value without that character meets the same patterns.
 * @see `normalisePath`, of whose values these are all
 */
function pathsAfter(normalization: PathNormalization, signs: ReadonlySet<string>, withQuery: boolean): TextUniverse {
  const { bare, queried } = normalization === 'NONE' ? ALL_PATHS : NORMALISED_PATHS;
  const without = normalization === 'NONE' ? [] : unnormalised(normalization, signs);
  return { within: withQuery ? [bare, queried] : [bare], without };
}

function unnormalised(normalization: PathNormalization, signs: ReadonlySet<string>): readonly TextPattern[] {
  const escaped = signs.has('%') ? escapesNeverLeft(normalization) : [];
  return [...(signs.has('.') ? DOTS : []), ...escaped, ...(normalization === 'BASE' ? [] : MERGED)];
}

/** Escapes of unreserved characters are decoded, of slashes if that is asked for; that of NUL is refused. */
function escapesNeverLeft(normalization: PathNormalization): readonly TextPattern[] {
  const escape = (first: string, second: string): TextPattern =>
    sequence(
      BEFORE_QUERY,
      textPart('%'),
      { kind: 'one', of: { kind: 'of', characters: first } },
      { kind: 'one', of: { kind: 'of', characters: second } },
      REST,
    );
  const slashes = [escape('2', 'fF'), escape('5', 'cC')];
  return [
    escape('0', '0'),
    escape('2', 'deDE'),
    escape('3', '0123456789'),
    escape('46', '123456789abcdefABCDEF'),
    escape('57', '0123456789aA'),
    escape('5', 'fF'),
    escape('7', 'eE'),
    ...(normalization === 'DECODE_AND_MERGE_SLASHES' ? slashes : []),
  ];
}

function pathsWithout(never: string): { readonly bare: TextPattern; readonly queried: TextPattern } {
  const path = [textPart('/'), run(asciiWithout(never), 0)];
  return { bare: sequence(...path), queried: sequence(...path, textPart('?'), run(asciiWithout('#'), 0)) };
}

function asciiWithout(characters: string): CharacterClass {
  const ascii = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index));
  return { kind: 'of', characters: ascii.filter((character) => !characters.includes(character)).join('') };
}
