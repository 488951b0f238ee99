import { celSyntaxProblem } from '../../src/admission/cel-syntax';

/** @see cel-go parser/gen/CEL.g4 */
describe('the syntax of CEL', () => {
  it.each([
    'response.code >= 400',
    'a.b.c()',
    "{'a': 1}",
    '[1, 2,]',
    '1u',
    '-9223372036854775808',
    '!!a',
    '!-1',
    'a ? b : c ? d : e',
    'has(a.b)',
    'l.all(x, x > 0)',
    'l.map(x, x > 0, x)',
    'T{f: 1}',
    'a.b.T{}',
    '.a.b',
    'r"\\d"',
    "'''a\nb'''",
    'b"a"',
    'a // comment',
    'a in b',
    '0xFF',
    '1e3',
  ])('%s', (expression) => {
    expect(celSyntaxProblem(expression)).toBeUndefined();
  });

  it.each([
    '',
    ' ',
    '1 +',
    '[1,2',
    '(a',
    'a b',
    'a = b',
    'if',
    'a.',
    'has(a)',
    'l.all(1, x)',
    '"a',
    '9223372036854775808',
    'a ? b',
    '{a}',
    '@',
    "'\\z'",
    'a & b',
  ])('not %s', (expression) => {
    expect(celSyntaxProblem(expression)).toBeDefined();
  });
});
