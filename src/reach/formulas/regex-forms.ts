/** Which texts does a regular expression of a route stand for? Those that patterns can say; others are not guessed. */
import type { CharacterClass, TextPart, TextPattern } from '../../sets/text-pattern';
import { NOT_A_LINE_FEED } from '../../sets/text-pattern';

/** Alternatives multiply: more patterns than this are not made of one expression. */
const MOST = 64;

/** One way to go on: what is read, one part after the other. */
type Sequence = readonly TextPart[];

/** The patterns, which take whole texts as Envoy matches; undefined when they cannot say it. */
export function regexForms(written: string): readonly TextPattern[] | undefined {
  const reader = { text: written.replace(/^\^/, '').replace(/(?<!\\)\$$/, ''), at: 0 };
  const found = readAlternatives(reader);
  return found === undefined || reader.at < reader.text.length
    ? undefined
    : found.map((parts): TextPattern => ({ kind: 'sequence', parts }));
}

interface Reader {
  readonly text: string;
  at: number;
}

/** `a|b`, up to the end or a closing bracket. */
function readAlternatives(reader: Reader): readonly Sequence[] | undefined {
  const found: Sequence[] = [];
  do {
    const own = readSequence(reader);
    if (own === undefined) return undefined;
    found.push(...own);
  } while (taken(reader, '|'));
  return found.length > MOST ? undefined : found;
}

function readSequence(reader: Reader): readonly Sequence[] | undefined {
  let before: readonly Sequence[] = [[]];
  while (reader.at < reader.text.length && !['|', ')'].includes(next(reader))) {
    const piece = readPiece(reader);
    if (piece === undefined || before.length * piece.length > MOST) return undefined;
    before = before.flatMap((parts) => piece.map((more) => [...parts, ...more]));
  }
  return before;
}

/** A group, a class or a character, with what says how often. */
function readPiece(reader: Reader): readonly Sequence[] | undefined {
  if (taken(reader, '(')) {
    if (next(reader) === '?' && !taken(reader, '?:')) return undefined;
    const inner = readAlternatives(reader);
    if (inner === undefined || !taken(reader, ')')) return undefined;
    if (next(reader) === '{') return counted(reader, inner);
    if (taken(reader, '?')) return isRepeated(reader) ? undefined : [[], ...inner];
    return isRepeated(reader) ? undefined : inner;
  }
  const of = readClass(reader);
  if (of === undefined) return undefined;
  const one: TextPart =
    of.kind === 'of' && of.characters.length === 1 ? { kind: 'text', text: of.characters } : { kind: 'one', of };
  if (taken(reader, '?')) return isRepeated(reader) ? undefined : [[], [one]];
  const run = (atLeast: 0 | 1): readonly Sequence[] | undefined =>
    // `*?` takes as little as it can, which for whole texts is the same
    taken(reader, '?') || !isRepeated(reader) ? [[{ kind: 'run', of, atLeast }]] : undefined;
  if (next(reader) === '{') return counted(reader, [[one]]);
  if (taken(reader, '*')) return run(0);
  if (taken(reader, '+')) return run(1);
  return isRepeated(reader) ? undefined : [[one]];
}

/** `{2}` or `{2,4}`: the piece as often as that, each time anew. */
function counted(reader: Reader, piece: readonly Sequence[]): readonly Sequence[] | undefined {
  const [whole, least = '', most = least] = /^\{(\d{1,2})(?:,(\d{1,2}))?\}\??/.exec(reader.text.slice(reader.at)) ?? [];
  if (whole === undefined || Number(least) > Number(most)) return undefined;
  reader.at += whole.length;
  const found: Sequence[] = [];
  let repeated: readonly Sequence[] = [[]];
  for (let count = 0; count <= Number(most); count++) {
    if (count >= Number(least)) found.push(...repeated);
    repeated = repeated.flatMap((parts) => piece.map((more) => [...parts, ...more]));
    if (repeated.length > MOST || found.length > MOST) return undefined;
  }
  return isRepeated(reader) ? undefined : found;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const NAMED: Readonly<Record<string, string>> = { d: DIGITS, w: `${DIGITS}${LETTERS}_` };

function readClass(reader: Reader): CharacterClass | undefined {
  const character = next(reader);
  if (character === '[') return readMembers(reader);
  if (character === '\\') {
    const of = escaped(reader.text.charAt(reader.at + 1));
    reader.at += 2;
    return of === undefined ? undefined : { kind: 'of', characters: of };
  }
  if ('*+?{}^$'.includes(character)) return undefined;
  reader.at += 1;
  return character === '.' ? NOT_A_LINE_FEED : { kind: 'of', characters: character };
}

/** `[a-z_]` or `[^/]`, of characters, ranges and plain escapes. */
function readMembers(reader: Reader): CharacterClass | undefined {
  const [whole, not, members = ''] =
    /^\[(\^?)((?:\\[^A-Za-z0-9]|\\[dw]|[^\][\\])+)\]/.exec(reader.text.slice(reader.at)) ?? [];
  if (whole === undefined) return undefined;
  reader.at += whole.length;
  let characters = '';
  for (const [part, escape, from, to] of members.matchAll(/\\(.)|([A-Za-z0-9])-([A-Za-z0-9])|[^]/g)) {
    if (escape !== undefined) characters += escaped(escape) ?? '';
    else if (from !== undefined && to !== undefined && from <= to) characters += between(from, to);
    // a range of nothing, and a hyphen that is neither an end nor in a range
    else if (from !== undefined || (part === '-' && !members.startsWith('-') && !members.endsWith('-')))
      return undefined;
    else characters += part;
  }
  return { kind: not === '^' ? 'not' : 'of', characters };
}

function between(from: string, to: string): string {
  const count = to.charCodeAt(0) - from.charCodeAt(0) + 1;
  return Array.from({ length: count }, (_, i) => String.fromCharCode(from.charCodeAt(0) + i)).join('');
}

/** The characters of an escape, in so far as it is a class or a sign. */
function escaped(character: string): string | undefined {
  return NAMED[character] ?? (/^[^A-Za-z0-9]$/.test(character) ? character : undefined);
}

function next({ text, at }: Reader): string {
  return text.charAt(at);
}

function taken(reader: Reader, sign: string): boolean {
  const found = reader.text.startsWith(sign, reader.at);
  if (found) reader.at += sign.length;
  return found;
}

function isRepeated(reader: Reader): boolean {
  return ['*', '+', '?', '{'].includes(next(reader));
}
