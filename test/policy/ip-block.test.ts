import { addressKey, isWithin, tryCidr, tryIpAddress } from '../../src/policy/ip-block';

function holds(block: string, address: string): boolean | undefined {
  const cidr = tryCidr(block);
  const ip = tryIpAddress(address);
  return cidr === undefined || ip === undefined ? undefined : isWithin(cidr, ip);
}

test.each([
  ['192.0.2.64/27', '192.0.2.64', true],
  ['192.0.2.64/27', '192.0.2.95', true],
  ['192.0.2.64/27', '192.0.2.63', false],
  ['192.0.2.64/27', '192.0.2.96', false],
  ['0.0.0.0/0', '255.255.255.255', true],
  ['198.51.100.9/32', '198.51.100.9', true],
  ['198.51.100.9/32', '198.51.100.8', false],
  ['2001:db8::/32', '2001:db8:ffff::1', true],
  ['2001:db8::/32', '2001:db9::', false],
  ['fd00:10:0:1::40/122', 'fd00:10:0:1::7f', true],
  ['fd00:10:0:1::40/122', 'fd00:10:0:1::80', false],
  ['::1/128', '::1', true],
])('%s holds %s: %s', (block, address, expected) => {
  expect(holds(block, address)).toBe(expected);
});

test.each([
  ['::/0', '192.0.2.1'],
  ['0.0.0.0/0', '2001:db8::1'],
  ['0.0.0.0/0', '::'],
])('families are apart: %s does not hold %s', (block, address) => {
  expect(holds(block, address)).toBe(false);
});

test('bits beyond the prefix are ignored', () => {
  expect(tryCidr('192.168.5.77/24')).toEqual(tryCidr('192.168.5.0/24'));
});

test('an IPv4 address within an IPv6 one is that IPv4 address', () => {
  expect(tryIpAddress('::ffff:192.0.2.1')).toEqual(tryIpAddress('192.0.2.1'));
  expect(tryIpAddress('::ffff:c000:201')).toEqual(tryIpAddress('192.0.2.1'));
  expect(tryCidr('::ffff:192.0.2.0/120')).toEqual(tryCidr('192.0.2.0/24'));
  expect(holds('::/0', '::ffff:192.0.2.1')).toBe(false);
});

test('equal addresses have equal keys, however they are written', () => {
  const keys = ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1'].map(tryIpAddress).map((ip) => ip && addressKey(ip));
  expect(new Set(keys).size).toBe(1);
});

test.each(['', '192.0.2', '192.0.2.1:80', '[::1]', 'fe80::1%eth0', '010.0.0.1', 'localhost'])(
  '`%s` is no address',
  (text) => {
    expect(tryIpAddress(text)).toBeUndefined();
  },
);

test.each(['192.0.2.0', '192.0.2.0/33', '192.0.2.0/', '192.0.2.0/-1', '192.0.2.0/8/8', '::/129', '192.0.2.0/08'])(
  '`%s` is no block',
  (text) => {
    expect(tryCidr(text)).toBeUndefined();
  },
);
