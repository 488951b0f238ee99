import { normalisePath } from '../../../src/evaluate/matching/path-normalisation';
import { behavioursOf } from '../../../src/istio/behaviour';
import { MEASURED_VERSION } from '../../../src/istio/version';

const [NEWEST] = behavioursOf(MEASURED_VERSION);
const OPTIONS = ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'] as const;

/** Istio's own vectors (tests/integration/security/normalization_test.go), and those that Envoy's answers taught. */
describe('a path under NONE, BASE, MERGE_SLASHES and DECODE_AND_MERGE_SLASHES', () => {
  test.each([
    ['/app/../admin', '/app/../admin', '/admin', '/admin', '/admin'],
    ['/app//', '/app//', '/app//', '/app/', '/app/'],
    ['/app/%2f', '/app/%2f', '/app/%2f', '/app/%2f', '/app/'],
    ['/xyz%30..//abc', '/xyz%30..//abc', '/xyz0..//abc', '/xyz0../abc', '/xyz0../abc'],
    ['/app/%2E./admin', '/app/%2E./admin', '/admin', '/admin', '/admin'],
    ['/app\\admin', '/app\\admin', '/app/admin', '/app/admin', '/app/admin'],
    [
      '/%2Fapp%5cadmin%5Cabc',
      '/%2Fapp%5cadmin%5Cabc',
      '/%2Fapp%5cadmin%5Cabc',
      '/%2Fapp%5cadmin%5Cabc',
      '/app/admin/abc',
    ],
    ['/app//../../admin', '/app//../../admin', '/admin', '/admin', '/admin'],
    ['/..;/admin', '/..;/admin', '/admin', '/admin', '/admin'],
    ['/%2e%2e;/admin', '/%2e%2e;/admin', '/..;/admin', '/..;/admin', '/..;/admin'],
    ['/a|b', '/a|b', '/a%7Cb', '/a%7Cb', '/a%7Cb'],
    ['///', '///', '///', '//', '//'],
    ['/app#foo?x', '/app', '/app', '/app', '/app'],
    ['/a/..?q=/../b', '/a/..?q=/../b', '/?q=/../b', '/?q=/../b', '/?q=/../b'],
    ['/%2%61', '/%2%61', '/%252a', '/%252a', '/%252a'],
    ['/%zz%', '/%zz%', '/%zz%', '/%zz%', '/%zz%'],
  ])('%s', (path, ...expected) => {
    expect(OPTIONS.map((option) => normalisePath(path, option, NEWEST))).toEqual(expected);
  });

  test('Envoy answers 400 to a null byte, except under NONE', () => {
    expect(normalisePath('/admin%00', 'BASE', NEWEST)).toBeUndefined();
    expect(normalisePath('/admin%00', 'NONE', NEWEST)).toBe('/admin%00');
  });
});
