import { templatePattern } from '../../../src/evaluate/matching/match-template';
import { behavioursOf } from '../../../src/istio/behaviour';
import { tryPathTemplate } from '../../../src/istio/path-template';
import { MEASURED_VERSION } from '../../../src/istio/version';

const [NEWEST] = behavioursOf(MEASURED_VERSION);

describe('a path template', () => {
  test.each([
    ['/allow/admin/{**}', '/allow/admin/', true],
    ['/allow/admin/{**}', '/allow/admin', false],
    ['/allow/admin/{**}', '/allow/admin/a/b.txt', true],
    ['/allow/admin/{**}', '/allow/admin/a*b', true],
    ['/allow/admin/{**}', '/allow/admin/a[b', false],
    ['/foo/{*}/bar/{**}', '/foo/buzz/bar/bat.txt', true],
    ['/foo/{*}/bar/{**}', '/foo//bar/bat.txt', false],
    ['/store/{**}/cart', '/store//cart', true],
    ['/store/{**}/cart', '/store/cart', false],
    ['/store/{**}/cart', '/store/a/b/cart', true],
    ['/foo/{*}', '/foo/bar/baz', false],
    ['/a.b/{*}', '/aXb/c', false],
  ])('%s and %s: %s', (text, path, expected) => {
    const template = tryPathTemplate(text);
    if (template === undefined) throw new Error(`\`${text}\` is no template`);
    expect(templatePattern(template, NEWEST).test(path)).toBe(expected);
  });

  test('is read once, into text and operators', () => {
    expect(tryPathTemplate('/a/{*}{**}')?.parts).toEqual([
      { kind: 'text', text: '/a/' },
      { kind: 'segment' },
      { kind: 'rest' },
    ]);
  });

  test.each(['/a/*', '/a/{b}', '/{***}', ''])('`%s` is none', (path) => {
    expect(tryPathTemplate(path)).toBeUndefined();
  });
});
