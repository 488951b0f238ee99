import * as fc from 'fast-check';
import type { TextPart, TextPattern } from '../../src/sets/text-pattern';
import { partsOf } from '../../src/sets/text-pattern';
import { isTaken, restsBehind } from '../../src/sets/text-rest';

const letters = fc.string({ unit: fc.constantFrom('a', 'B', '/'), maxLength: 4 });
const characters = fc.record({ kind: fc.constantFrom('of' as const, 'not' as const), characters: letters });
const part: fc.Arbitrary<TextPart> = fc.oneof(
  letters.map((text): TextPart => ({ kind: 'text', text })),
  letters.map((text): TextPart => ({ kind: 'text', text, anyCase: true })),
  characters.map((of): TextPart => ({ kind: 'one', of })),
  fc
    .tuple(characters, fc.constantFrom(0 as const, 1 as const))
    .map(([of, atLeast]): TextPart => ({ kind: 'run', of, atLeast })),
);
const pattern: fc.Arbitrary<TextPattern> = fc.oneof(
  fc.array(part, { maxLength: 4 }).map((parts): TextPattern => ({ kind: 'sequence', parts })),
  fc
    .tuple(fc.constantFrom('exact' as const, 'prefix' as const, 'suffix' as const), letters)
    .map(([kind, text]): TextPattern => ({ kind, text })),
);

/** The same by a regular expression of JavaScript. */
function matches(of: TextPattern, text: string): boolean {
  const source = partsOf(of).map((one) => {
    if (one.kind === 'text') {
      const cases = (character: string) => `[${character.toLowerCase()}${character.toUpperCase()}]`;
      return one.anyCase === true ? [...one.text].map(cases).join('') : one.text;
    }
    const { kind, characters: members } = one.of;
    const set = kind === 'not' ? `[^${members}]` : members === '' ? '[]' : `[${members}]`;
    return one.kind === 'one' ? set : `${set}${one.atLeast === 0 ? '*' : '+'}`;
  });
  return new RegExp(`^${source.join('').replaceAll('/', '\\/')}$`).test(text);
}

test('a pattern takes a text exactly if a regular expression does', () => {
  fc.assert(fc.property(pattern, letters, (of, text) => isTaken(of, text) === matches(of, text)));
});

test('what may follow a text is what makes a text of the pattern of it', () => {
  fc.assert(
    fc.property(pattern, letters, letters, (of, text, more) => {
      const rests = restsBehind(of, text).map((parts): TextPattern => ({ kind: 'sequence', parts }));
      return rests.some((rest) => matches(rest, more)) === matches(of, text + more);
    }),
  );
});
