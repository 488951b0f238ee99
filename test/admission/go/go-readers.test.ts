import { tryDuration } from '../../../src/admission/go/duration';
import { isIpAddress, isIpPrefix } from '../../../src/admission/go/ip-address';
import { isTruthValue, tryInteger, trySplitHostPort, tryUint32 } from '../../../src/admission/go/numbers';
import { regexpProblem } from '../../../src/admission/go/regexp';
import { tryRequestUri, tryUrl } from '../../../src/admission/go/url';

/** @see go net/netip */
describe('addresses', () => {
  it.each(['1.2.3.4', '::', '::1', 'fe80::1%eth0', '::ffff:10.0.0.0', '1:2:3:4:5:6:7:8', '1::', '::1.2.3.4'])(
    '%s',
    (text) => {
      expect(isIpAddress(text)).toBe(true);
    },
  );
  it.each([
    '',
    '1.2.3',
    '01.2.3.4',
    '1.2.3.256',
    ':::',
    '1::2::3',
    '12345::',
    '[::1]',
    'fe80::1%',
    '1.2.3.4%a',
    '1:2:3:4:5:6:7::8',
  ])('not %s', (text) => {
    expect(isIpAddress(text)).toBe(false);
  });
  it.each([
    ['10.1.2.3/8', true],
    ['10.0.0.0/33', false],
    ['10.0.0.0/08', false],
    ['10.0.0.0/+8', false],
    ['::/128', true],
    ['fe80::1%eth0/64', false],
  ])('block %s: %p', (text, valid) => {
    expect(isIpPrefix(text)).toBe(valid);
  });
});

/** @see go time `ParseDuration` */
describe('durations', () => {
  it.each([
    ['1m30s', 90_000_000_000n],
    ['+5s', 5_000_000_000n],
    ['.5s', 500_000_000n],
    ['5.s', 5_000_000_000n],
    ['-1ms', -1_000_000n],
    ['0', 0n],
    ['1.0001s', 1_000_100_000n],
    ['1d', undefined],
    ['5', undefined],
    ['5S', undefined],
    ['', undefined],
    ['.s', undefined],
    ['9999999h', undefined],
  ])('%s', (text, nanoseconds) => {
    expect(tryDuration(text)).toBe(nanoseconds);
  });
});

/** @see go strconv, net */
describe('numbers', () => {
  it('reads them as Go does', () => {
    expect([tryUint32('080'), tryUint32('+80'), tryUint32('4294967296')]).toEqual([80, undefined, undefined]);
    expect([tryInteger('+80'), tryInteger('-1'), tryInteger('8_0'), tryInteger(`1${'0'.repeat(19)}`)]).toEqual([
      80,
      -1,
      undefined,
      undefined,
    ]);
    expect(['T', 'tRUE', 'yes', '1'].map(isTruthValue)).toEqual([true, false, false, true]);
    expect(trySplitHostPort('[::1]:80')).toEqual({ host: '::1', port: '80' });
    expect(trySplitHostPort('::1:80')).toBeUndefined();
  });
});

/** @see go net/url */
describe('URLs', () => {
  it.each(['https:', 'https://', 'http:/a', 'https://a:99999', 'https://u:p@a', 'https://*.a', 'HTTPS://a'])(
    '%s',
    (text) => {
      expect([tryUrl(text)?.scheme, tryRequestUri(text)?.scheme]).toEqual([
        text.split(':')[0]?.toLowerCase(),
        text.split(':')[0]?.toLowerCase(),
      ]);
    },
  );
  it.each(['https://a:b', 'https://a/%zz', 'https://a b', 'https://[::1', 'a\nb', ':a', 'a:b:c//'])('%s', (text) => {
    expect(tryRequestUri(text)?.scheme ?? 'none').not.toBe('https');
  });
});

/** @see go regexp/syntax */
describe('regular expressions', () => {
  it.each([
    '',
    'a|b',
    '(?i)a',
    '(?P<n>a)',
    '(?<n>a)',
    'x{0,1000}',
    'a{,2}',
    '[]a]',
    '[^a-z\\d]',
    '\\pL\\p{Greek}',
    '\\Qa(b\\E',
    '[[:alpha:]]',
    '\\x{10FFFF}',
    'a|',
    '(?:a)*?',
  ])('%s', (text) => {
    expect(regexpProblem(text)).toBeUndefined();
  });
  it.each([
    '(',
    '(a))',
    '*',
    'a**',
    'a|*',
    'a{1001}',
    'a{2,1}',
    '(a{100}){11}',
    '[',
    '[z-a]',
    '\\',
    '\\C',
    '\\1',
    '(?=a)',
    '(?<=a)b',
    '(?<n>a)(?<n>b)',
    '\\p{Nope}',
    '[[:nope:]]',
    '\\x{110000}',
  ])('not %s', (text) => {
    expect(regexpProblem(text)).toBeDefined();
  });
});
