/** The words of a CEL expression. */

export interface CelToken {
  readonly kind: 'name' | 'quoted' | 'number' | 'literal' | 'operator' | 'end';
  readonly text: string;
}

const ESCAPE = String.raw`\\(?:[abfnrtv"'\\?${'`'}]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})`;
/** Escapes of code points stand in text only. */
const BYTE_ESCAPE = ESCAPE.replace(/\|u[^|]*\|U[^|]*/, '');

const STRING = new RegExp(`^(?:${strings(ESCAPE)}|[bB](?:${strings(BYTE_ESCAPE)}))`);
const SPACE = /^(?:[ \t\r\n\f]|\/\/[^\n]*)+/;
const NUMBER = /^(?:0x[0-9a-fA-F]+[uU]?|\d*\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\d+[uU]?)/;
const QUOTED = /^`[A-Za-z0-9_.\-/ ]+`/;
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
    ['quoted', QUOTED],
    ['operator', OPERATOR],
  ] as const) {
    const text = pattern.exec(rest)?.[0];
    if (text !== undefined) return { kind, text };
  }
  return undefined;
}

/** The forms of strings: raw or not, of one line or of several. */
function strings(escape: string): string {
  return [
    String.raw`[rR]"""(?:[^])*?"""`,
    String.raw`[rR]'''(?:[^])*?'''`,
    String.raw`[rR]"[^"\r\n]*"`,
    String.raw`[rR]'[^'\r\n]*'`,
    `"""(?:${escape}|[^\\\\])*?"""`,
    `'''(?:${escape}|[^\\\\])*?'''`,
    `"(?:${escape}|[^\\\\"\\r\\n])*"`,
    `'(?:${escape}|[^\\\\'\\r\\n])*'`,
  ].join('|');
}
