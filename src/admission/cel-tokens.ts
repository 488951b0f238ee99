/** The words of a CEL expression. */

export interface CelToken {
  readonly kind: 'name' | 'number' | 'literal' | 'operator' | 'end';
  readonly text: string;
}

const ESCAPE = String.raw`\\(?:[abfnrtv"'\\?${'`'}]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})`;
const STRINGS = [
  String.raw`[rR]"""(?:[^])*?"""`,
  String.raw`[rR]'''(?:[^])*?'''`,
  String.raw`[rR]"[^"\r\n]*"`,
  String.raw`[rR]'[^'\r\n]*'`,
  `"""(?:${ESCAPE}|[^\\\\])*?"""`,
  `'''(?:${ESCAPE}|[^\\\\])*?'''`,
  `"(?:${ESCAPE}|[^\\\\"\\r\\n])*"`,
  `'(?:${ESCAPE}|[^\\\\'\\r\\n])*'`,
].join('|');

const SPACE = /^(?:[ \t\r\n\f]|\/\/[^\n]*)+/;
const STRING = new RegExp(`^[bB]?(?:${STRINGS})`);
const NUMBER = /^(?:0x[0-9a-fA-F]+[uU]?|\d*\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\d+[uU]?)/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;
const OPERATOR = /^(?:==|!=|<=|>=|&&|\|\||[<>!?:.,()[\]{}+\-*/%])/;

/**
 * The words of an expression, or nothing if a character begins none.
 * @see cel-go parser/gen/CEL.g4, the lexer rules
 */
export function tryCelTokens(expression: string): readonly CelToken[] | undefined {
  const tokens: CelToken[] = [];
  let rest = expression;
  for (;;) {
    rest = rest.slice(SPACE.exec(rest)?.[0].length ?? 0);
    if (rest === '') return [...tokens, { kind: 'end', text: '' }];
    const token = nextToken(rest);
    if (token === undefined) return undefined;
    tokens.push(token);
    rest = rest.slice(token.text.length);
  }
}

function nextToken(rest: string): CelToken | undefined {
  for (const [kind, pattern] of [
    ['literal', STRING],
    ['number', NUMBER],
    ['name', NAME],
    ['operator', OPERATOR],
  ] as const) {
    const text = pattern.exec(rest)?.[0];
    if (text !== undefined) return { kind, text };
  }
  return undefined;
}
