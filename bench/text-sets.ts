/** Sets of texts as the two tools print them, as a question that can be put to each text. */

/** Whether a text is in the set. */
export type TextSet = (text: string) => boolean;

/**
 * A set as NCA prints it: words (`/a, /b`), all but such words, or the expression by which it came about, of patterns,
 * `|`, and of operations on two of them in parentheses: `(/api/*)-(/api/admin/*|/api/x)`.
 */
export function ncaTexts(printed: string): TextSet {
  if (printed === '*') return () => true;
  if (printed.startsWith('all but ')) {
    const others = printed.slice('all but '.length).split(', ');
    return (text) => !others.includes(text);
  }
  // words of finitely many texts are separated so; an expression never holds a blank
  const words = printed.split(', ');
  if (words.length > 1) return (text) => words.includes(text);
  const { set, rest } = ncaUnion(printed);
  if (rest !== '') throw new Error(`cannot read the texts \`${printed}\` from \`${rest}\``);
  return set;
}

interface Read {
  readonly set: TextSet;
  readonly rest: string;
}

function ncaUnion(printed: string): Read {
  const first = ncaOperation(printed);
  if (!first.rest.startsWith('|')) return first;
  const others = ncaUnion(first.rest.slice(1));
  return { set: (text) => first.set(text) || others.set(text), rest: others.rest };
}

function ncaOperation(printed: string): Read {
  if (!printed.startsWith('(')) return ncaPattern(printed);
  const left = inParentheses(printed);
  const operator = left.rest[0];
  if (operator !== '-' && operator !== '&') return left;
  const right = inParentheses(left.rest.slice(1));
  const set: TextSet = (text) => left.set(text) && right.set(text) === (operator === '&');
  return { set, rest: right.rest };
}

function inParentheses(printed: string): Read {
  const { set, rest } = ncaUnion(printed.slice(1));
  if (!printed.startsWith('(') || !rest.startsWith(')')) throw new Error(`\`${printed}\` lacks a parenthesis`);
  return { set, rest: rest.slice(1) };
}

const NCA_ANY = '[.\\w/\\-]';

function ncaPattern(printed: string): Read {
  const pattern = (/^(?:\[[^\]]*\]|[^()|])*/.exec(printed) as RegExpExecArray)[0];
  const source = pattern
    .split(`${NCA_ANY}+`)
    .map((part) => part.replaceAll('*', `${NCA_ANY}*`))
    .join(`${NCA_ANY}+`);
  const regex = new RegExp(`^${source}$`);
  return { set: (text) => regex.test(text), rest: printed.slice(pattern.length) };
}

/** A set as policies have it, and as `reach` prints it: exact texts, prefixes, suffixes, any that is not empty. */
export function istioTexts(values: readonly string[] | undefined, notValues: readonly string[] = []): TextSet {
  const not = notValues.map(istioPattern);
  const some = values?.map(istioPattern) ?? [() => true];
  return (text) => some.some((set) => set(text)) && !not.some((set) => set(text));
}

function istioPattern(pattern: string): TextSet {
  if (pattern === '*') return (text) => text !== '';
  if (pattern.endsWith('*')) return (text) => text.startsWith(pattern.slice(0, -1));
  if (pattern.startsWith('*')) return (text) => text.endsWith(pattern.slice(1));
  return (text) => text === pattern;
}
