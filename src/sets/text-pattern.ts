/**
 * Which texts does a pattern take? Always the whole text: what may stand around a piece is written as a run. Characters
 * are UTF-16 code units, as in regular expressions of JavaScript without the flag `u`.
 */

/** A pattern. Alternatives are several patterns. */
export type TextPattern =
  | { readonly kind: 'exact' | 'prefix' | 'suffix'; readonly text: string; readonly anyCase?: true }
  | { readonly kind: 'sequence'; readonly parts: readonly TextPart[] };

/** A piece of a sequence. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string; readonly anyCase?: true }
  | { readonly kind: 'one'; readonly of: CharacterClass }
  | { readonly kind: 'run'; readonly of: CharacterClass; readonly atLeast: 0 | 1 };

/** These characters, or all others. */
export interface CharacterClass {
  readonly kind: 'of' | 'not';
  readonly characters: string;
}

/** Any character. */
export const ANY_CHARACTER: CharacterClass = { kind: 'not', characters: '' };

/** What the dot of regular expressions takes. */
export const NOT_A_LINE_FEED: CharacterClass = { kind: 'not', characters: '\n' };

/** Any text, also the empty one. */
export const ANY_TEXT: TextPattern = { kind: 'prefix', text: '' };

/** The pattern as a sequence. */
export function partsOf(pattern: TextPattern): readonly TextPart[] {
  switch (pattern.kind) {
    case 'exact':
      return [textPart(pattern)];
    case 'prefix':
      return [textPart(pattern), { kind: 'run', of: ANY_CHARACTER, atLeast: 0 }];
    case 'suffix':
      return [{ kind: 'run', of: ANY_CHARACTER, atLeast: 0 }, textPart(pattern)];
    case 'sequence':
      return pattern.parts;
  }
}

function textPart({ text, anyCase }: { readonly text: string; readonly anyCase?: true }): TextPart {
  return anyCase === undefined ? { kind: 'text', text } : { kind: 'text', text, anyCase };
}
