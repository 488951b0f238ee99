import { textPattern } from '../../../src/istio/text-pattern';
import { anyPattern, matchesHeaderLine, matchesString } from '../../../src/evaluate/matching/match-string';

describe('a string pattern has one wildcard, at one end', () => {
  test.each([
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['abc*', 'abc', true],
    ['abc*', 'abcd', true],
    ['abc*', 'ab', false],
    ['*abc', 'abc', true],
    ['*abc', 'xabc', true],
    ['*abc', 'abcx', false],
    ['*', '', false],
    ['*', 'x', true],
    ['*abc*', 'xabcx', false],
    ['*abc*', 'xabc*', true],
    ['a*c', 'abc', false],
    ['a*c', 'a*c', true],
    ['**', 'x*', true],
    ['**', 'x', false],
  ])('%s and `%s`: %s', (pattern, value, expected) => {
    expect(matchesString(textPattern(pattern), value)).toBe(expected);
    expect(anyPattern(['other', pattern].map(textPattern))(value)).toBe(expected);
  });

  test('for a header, `*` asks for presence, so that an empty one counts', () => {
    expect(matchesHeaderLine(textPattern('*'), '')).toBe(true);
    expect(matchesHeaderLine(textPattern('a*'), '')).toBe(false);
  });
});
