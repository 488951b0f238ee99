/** Patterns at random, and what they mean by the plainest means there are: regular expressions. */
import * as fc from 'fast-check';
import type { CharacterClass, TextPart, TextPattern } from '../../src/sets/text-pattern';

const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'B', '/', '.'), maxLength: 3 });
const anyCase = fc.constantFrom({}, { anyCase: true } as const);
const classes: fc.Arbitrary<CharacterClass> = fc.record({
  kind: fc.constantFrom('of', 'not'),
  characters: fc.constantFrom('', '/', '\n', 'ab', 'a/'),
});
const parts: fc.Arbitrary<TextPart> = fc.oneof(
  fc.tuple(texts, anyCase).map(([text, either]): TextPart => ({ kind: 'text', text, ...either })),
  classes.map((of): TextPart => ({ kind: 'one', of })),
  fc.tuple(classes, fc.constantFrom(0, 1)).map(([of, atLeast]): TextPart => ({ kind: 'run', of, atLeast })),
);
const plain = (kinds: readonly ('exact' | 'prefix' | 'suffix')[]): fc.Arbitrary<TextPattern> =>
  fc.tuple(fc.constantFrom(...kinds), texts, anyCase).map(([kind, text, either]) => ({ kind, text, ...either }));

export const patterns: fc.Arbitrary<TextPattern> = fc.oneof(
  { weight: 3, arbitrary: plain(['exact']) },
  { weight: 2, arbitrary: plain(['prefix', 'suffix']) },
  {
    weight: 2,
    arbitrary: fc.array(parts, { maxLength: 4 }).map((some): TextPattern => ({ kind: 'sequence', parts: some })),
  },
);

/** Texts that patterns like these tell apart, and others. */
export const values: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', '/', '.', '\n', 'é'), maxLength: 6 }),
  fc.string({ unit: 'binary' }),
);

export function matches(pattern: TextPattern, text: string): boolean {
  return new RegExp(`^${sourceOf(pattern)}$`).test(text);
}

function sourceOf(pattern: TextPattern): string {
  switch (pattern.kind) {
    case 'exact':
      return literal(pattern.text, pattern.anyCase);
    case 'prefix':
      return `${literal(pattern.text, pattern.anyCase)}[^]*`;
    case 'suffix':
      return `[^]*${literal(pattern.text, pattern.anyCase)}`;
    case 'sequence':
      return pattern.parts.map(partSource).join('');
  }
}

function partSource(part: TextPart): string {
  switch (part.kind) {
    case 'text':
      return literal(part.text, part.anyCase);
    case 'one':
      return classSource(part.of);
    case 'run':
      return `${classSource(part.of)}${part.atLeast === 1 ? '+' : '*'}`;
  }
}

function classSource({ kind, characters }: CharacterClass): string {
  const listed = characters.replace(/[\\\]^-]/g, '\\$&');
  return kind === 'of' ? `[${listed}]` : `[^${listed}]`;
}

function literal(text: string, anyCase: boolean | undefined): string {
  return text.replace(/[^]/g, (character) => {
    if (anyCase === true && /[a-z]/i.test(character)) return `[${character.toLowerCase()}${character.toUpperCase()}]`;
    return /\w/.test(character) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
