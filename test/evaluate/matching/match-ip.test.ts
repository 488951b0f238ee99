import { anyBlock, isAddress } from '../../../src/evaluate/matching/match-ip';
import { type Cidr, tryIstioBlock } from '../../../src/policy/ip-block';

describe('an IP block', () => {
  test.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.1.2.3/8', '10.9.9.9', true], // host bits are masked
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3', '10.1.2.4', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '2001:db8::1', true],
    ['::/0', '10.0.0.1', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::ffff:10.0.0.0/104', '10.0.0.1', false],
    ['fe80::1%eth0', 'fe80::1', true],
  ])('%s holds %s: %s', (block, address, expected) => {
    expect(anyBlock([tryIstioBlock(block) as Cidr])(address)).toBe(expected);
  });

  test.each(['10.0.0.0/33', '10.0.0', 'a.b.c.d', '::/129', '10.0.0.0/8/8', '10.0.0.0/', ''])('`%s` is none', (text) => {
    expect(tryIstioBlock(text)).toBeUndefined();
  });

  test('an address with a port is not a bare address', () => {
    expect(isAddress('10.0.0.1:80')).toBe(false);
    expect(isAddress('10.0.0.1')).toBe(true);
  });
});
