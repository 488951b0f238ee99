import { tryPort } from '../../src/istio/ports';
import { asPort, writtenPort } from '../../src/policy/written-port';

describe('a port', () => {
  test.each([1, 80, 65535])('`%p` is one', (number) => expect(tryPort(number)).toBe(number));

  test.each([0, -1, 65536, 80.5, NaN, Infinity])('`%p` is none', (number) => expect(tryPort(number)).toBeUndefined());
});

describe('what a manifest says where a port belongs', () => {
  test.each([80, 0, 70000])('`%p` keeps its number', (number) => {
    expect(writtenPort(number)).toBe(number);
    expect(asPort(number, 'port')).toBe(number);
  });

  test('an absent field is 0, or what the caller takes it for', () => {
    expect(asPort(undefined, 'port')).toBe(0);
    expect(asPort(null, 'endPort', writtenPort(80))).toBe(80);
  });

  test('text is refused', () => {
    expect(() => asPort('80', 'port')).toThrow('`port` is `"80"`; expected a number');
  });
});
