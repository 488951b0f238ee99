import { templatePattern } from '../../src/evaluate/match-template';
import { behavioursOf } from '../../src/istio/behaviour';
import { MEASURED_VERSION } from '../../src/istio/version';

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
  ])('%s and %s: %s', (template, path, expected) => {
    expect(templatePattern(template, NEWEST).test(path)).toBe(expected);
  });
});
