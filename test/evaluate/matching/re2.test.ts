import { tryRe2 } from '../../../src/evaluate/matching/re2';

test.each([
  ['/api|/blog', '/blog', '/blog/x'], // the whole text, whatever an alternation would leave
  ['/api/v[0-9]+(/.*)?', '/api/v12/x', '/api/v'],
  ['.*\\.js', '/a.js', '/ajs'],
  ['a{2}', 'aa', 'a'],
  ['a{,2}', 'a{,2}', 'a'], // no repetition in RE2
  ['[]a]+', ']a', 'b'],
  ['[^]a]', 'b', ']'],
  ['\\d\\w', '1_', '1-'],
  ['[\\d-]+', '1-2', 'a'],
  ['(?i)api', 'API', 'apix'],
  ['(?P<x>a)b', 'ab', 'b'],
  ['\\x41\\.', 'A.', 'A'],
  ['[\\x41-\\x43]', 'B', 'D'],
  ['\\Aa\\z', 'a', 'ab'],
  ['a.b', 'a\rb', 'a\nb'], // a dot is no line feed, and anything else
  ['\\s', '\f', '\v'], // unlike in JavaScript
  ['$', '', 'a'],
])('%s matches %j, and not %j', (pattern, matching, other) => {
  const regex = tryRe2(pattern);
  expect(regex?.matchesAll(matching)).toBe(true);
  expect(regex?.matchesAll(other)).toBe(false);
});

test.each([
  '(?=a)',
  '(?s).',
  '(?U)a*',
  '\\pL',
  '\\C',
  '\\Qa.b\\E',
  '[[:alpha:]]',
  '\\1',
  '[a',
  'a**',
  '\\07',
  '(a',
  '[\\a]',
  '[\\x{41}]',
])('what %s means is not guessed', (pattern) => {
  expect(tryRe2(pattern)).toBeUndefined();
});

test.each([
  ['^/([^/]+)/(.*)$', '/\\2/\\1', '/api/v1', '/v1/api'],
  ['/.*', '/one', '/a/b', '/one'],
  ['a', '$&\\\\', 'bab', 'b$&\\b'], // only backslashes mean something
  ['a*', 'X', 'baac', 'XbXcX'], // an empty match right behind another one is none
  ['(x)|y', '[\\1]', 'xy', '[x][]'],
])('%s with %s makes of %s %s', (pattern, substitution, text, changed) => {
  expect(tryRe2(pattern)?.replaceAll(text, substitution)).toBe(changed);
});
