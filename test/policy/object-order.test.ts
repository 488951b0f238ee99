import fc from 'fast-check';
import { compareText } from '../../src/policy/object-order';

test('LAW: texts are in the order of their bytes', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\u00e9', '\uffee', '\u{1f512}', '\ud800') });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(compareText(a, b)).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
