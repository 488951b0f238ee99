import * as fc from 'fast-check';
import { tryRe2 } from '../../src/evaluate/matching/re2';
import { regexForms } from '../../src/reach/formulas/regex-forms';
import { isTaken } from '../../src/sets/text-rest';

const piece = fc.constantFrom(
  ...['a', 'b', '/', '-', '.', '\\.', '\\w', '\\d', '[ab]', '[a-c]', '[^/]', '[^ab-]', '(a|b)', '(?:a|/b)', '(a)?'],
  ...[
    'a*',
    'b+',
    '.*',
    '.+?',
    '[^/]+',
    '[a-c]*',
    '\\w+',
    '(|a)',
    'a?',
    '/?',
    '[.]',
    '|',
    '^',
    '$',
    '(',
    ')',
    '{2}',
    '{1,2}',
    '{0,3}?',
    '**',
  ],
);
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '/', '.', '1', '-'), maxLength: 6 });

test('what patterns say of a regular expression is what it matches', () => {
  let told = 0;
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), fc.array(text, { minLength: 20 }), (pieces, texts) => {
      const written = pieces.join('');
      const forms = regexForms(written);
      if (forms === undefined) return;
      told++;
      const regex = tryRe2(written);
      for (const one of texts) {
        const isMatched = forms.some((form) => isTaken(form, one));
        expect({ written, one, isMatched }).toEqual({ written, one, isMatched: regex?.matchesAll(one) });
      }
    }),
    { numRuns: 1_000 },
  );
  expect(told).toBeGreaterThan(200);
});

test.each(['(?i)/a', '/a{2,}', '\\bword', '[[:alpha:]]', '(a+)+', '(?P<name>a)', 'a|(b', '\\pL', '/(a|b){1,7}', 'x**'])(
  'of `%s` it is not guessed what it takes',
  (written) => {
    expect(regexForms(written)).toBeUndefined();
  },
);
