import fc from 'fast-check';
import { surelyOverlap } from '../../src/analyse/pattern-overlap';

const pattern = fc
  .tuple(fc.constantFrom('', '*'), fc.stringMatching(/^[ab/]{0,3}$/), fc.constantFrom('', '*'))
  .map(([before, text, after]) => (before === '' ? text + after : before + text))
  .filter((text) => text !== '');
const TEXTS = [...words(6)];

function* words(length: number): Generator<string> {
  yield '';
  if (length > 0) for (const word of words(length - 1)) for (const letter of 'ab/') yield word + letter;
}

const matches = (one: string, text: string) => {
  if (one.startsWith('*')) return text.endsWith(one.slice(1));
  return one.endsWith('*') ? text.startsWith(one.slice(0, -1)) : text === one;
};

test('two patterns overlap exactly when some text matches both', () => {
  fc.assert(
    fc.property(pattern, pattern, (a, b) => {
      expect(surelyOverlap(a, b)).toBe(TEXTS.some((text) => matches(a, text) && matches(b, text)));
    }),
    { numRuns: 300 },
  );
});

test('a template lies below a prefix of its literal head', () => {
  expect(surelyOverlap('/a/{*}/b', '/a/*')).toBe(true);
  expect(surelyOverlap('/a/*', '/a/{**}')).toBe(true);
  expect(surelyOverlap('/a/{*}/b', '/c/*')).toBe(false);
});
