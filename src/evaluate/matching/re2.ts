/**
 * Which texts does a regular expression of Envoy match? It is RE2's: what JavaScript reads in another way is
 * translated, and what has no translation is not guessed.
 */

/** A pattern that both read alike. */
export interface Re2 {
  /** whether it matches the whole text */
  readonly matchesAll: (text: string) => boolean;
  /** the text, in which every match is replaced; `\0` to `\9` stand for what groups matched */
  readonly replaceAll: (text: string, substitution: string) => string;
}

/** The pattern; undefined when what it means is not certain here. @see https://github.com/google/re2/wiki/Syntax */
export function tryRe2(pattern: string): Re2 | undefined {
  const translated = translate(pattern);
  if (translated === undefined) return undefined;
  try {
    const whole = new RegExp(`^(?:${translated.source})$`, translated.flags);
    const anywhere = new RegExp(translated.source, `g${translated.flags}`);
    return {
      matchesAll: (text) => whole.test(text),
      replaceAll: (text, substitution) => replaceAll(anywhere, text, substitution),
    };
  } catch {
    return undefined; // neither engine has it, so that Envoy would refuse the whole route
  }
}

interface Translated {
  readonly source: string;
  readonly flags: string;
}

const CLASSES: Readonly<Record<string, string>> = { d: '0-9', w: '0-9A-Za-z_', s: '\\t\\n\\f\\r ' };
const CONTROLS: Readonly<Record<string, string>> = { t: '\\t', n: '\\n', r: '\\r', f: '\\f', v: '\\v', a: '\\x07' };

/** What the pattern begins with, and what that is in JavaScript; the first that fits counts. */
const TOKENS: readonly (readonly [RegExp, (part: string) => string | undefined])[] = [
  [/^\\[dws]/, (part) => `[${CLASSES[part.charAt(1)] ?? ''}]`],
  [/^\\[DWS]/, (part) => `[^${CLASSES[part.charAt(1).toLowerCase()] ?? ''}]`],
  [/^\\[tnrfva]/, (part) => CONTROLS[part.charAt(1)]],
  [/^\\x[0-9A-Fa-f]{2}/, (part) => part],
  [/^\\A/, () => '^'],
  [/^\\z/, () => '$'],
  [/^\\b/, (part) => part],
  [/^\\B/, (part) => part],
  [/^\\[^A-Za-z0-9]/, (part) => literal(part.charAt(1))],
  [/^\\/, () => undefined],
  [/^\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]/s, translateClass],
  [/^\[/, () => undefined],
  [/^\(\?:/, (part) => part],
  [/^\(\?P?<[A-Za-z_]\w*>/, () => '('],
  [/^\(\?/, () => undefined],
  [/^\./, () => '[^\\n]'],
  [/^\{\d{1,3}(?:,\d{0,3})?\}\??/, (part) => part],
  [/^[*+?]\??/, (part) => part],
  [/^[()|^$]/, (part) => part],
  [/^[^]/, (part) => literal(part)],
];

function translate(pattern: string): Translated | undefined {
  const flags = /^\(\?([is]+)\)/.exec(pattern);
  const hasDotAll = flags?.[1]?.includes('s') === true;
  if (hasDotAll) return undefined;
  let source = '';
  for (let at = flags?.[0].length ?? 0; at < pattern.length;) {
    const rest = pattern.slice(at);
    const [token, read] = TOKENS.find(([form]) => form.test(rest)) ?? [];
    const part = token?.exec(rest)?.[0] ?? '';
    const written = read?.(part);
    if (written === undefined) return undefined;
    source += written;
    at += part.length;
  }
  return { source, flags: flags === null ? '' : 'i' };
}

/** A class of characters; of those with names only the plain ones are taken. */
function translateClass(part: string): string | undefined {
  const inner = /^\[(\^?)([^]*)\]$/.exec(part);
  if (inner === null) return undefined;
  const [, not = '', members = ''] = inner;
  if (/\[:|\\(?!x[0-9A-Fa-f]{2})[^dwstnrfv\W]/.test(members)) return undefined;
  const written = members.replace(/\\([dws])/g, (_, name: string) => CLASSES[name] ?? '');
  return `[${not}${written.replace(/^\]/, '\\]').replace(/\[/g, '\\[')}]`;
}

function literal(character: string): string {
  return /[A-Za-z0-9_\s-]/.test(character) || character > '~' ? character : `\\${character}`;
}

/** An empty match right behind the one before it does not count, unlike in JavaScript. */
function replaceAll(anywhere: RegExp, text: string, substitution: string): string {
  let output = '';
  let end = 0;
  let last = -1;
  for (const match of text.matchAll(anywhere)) {
    if (match[0] === '' && match.index === last) continue;
    output += text.slice(end, match.index) + expand(substitution, match);
    end = match.index + match[0].length;
    last = end;
  }
  return output + text.slice(end);
}

function expand(substitution: string, match: RegExpMatchArray): string {
  return substitution.replace(/\\([0-9\\])/g, (_, name: string) =>
    name === '\\' ? '\\' : (match[Number(name)] ?? ''),
  );
}
