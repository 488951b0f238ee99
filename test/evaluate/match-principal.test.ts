import { withAliases } from '../../src/evaluate/trust-domain-aliases';
import {
  matchesNamespace,
  matchesPrincipal,
  matchesServiceAccount,
  matchesTrustDomain,
} from '../../src/evaluate/match-principal';

const WEB = 'spiffe://cluster.local/ns/shop/sa/web';

describe("the caller's identity", () => {
  test.each([
    ['*', true],
    ['cluster.local/ns/shop/sa/web', true],
    ['cluster.local/ns/shop/*', true],
    ['*/ns/shop/sa/web', true],
    ['*sa/web', true],
    ['cluster.local/ns/shop/sa/we', false],
    ['spiffe://cluster.local/ns/shop/sa/web', false],
    ['cluster.local/ns/*/sa/web', false],
  ])('principal %s: %s', (pattern, expected) => {
    expect(matchesPrincipal(pattern, WEB)).toBe(expected);
  });

  test.each([
    ['shop', true],
    ['sho', false],
    ['s*p', true],
    ['*', true],
    ['sh.p', false],
  ])('namespace %s: %s', (pattern, expected) => {
    expect(matchesNamespace(pattern, WEB)).toBe(expected);
  });

  test('service accounts are exact, in any trust domain', () => {
    expect(matchesServiceAccount('shop/web', 'spiffe://other/ns/shop/sa/web')).toBe(true);
    expect(matchesServiceAccount('shop/we', WEB)).toBe(false);
    expect(matchesServiceAccount('shop/*', WEB)).toBe(false);
  });

  test.each([
    ['cluster.local', true],
    ['cluster', false],
    ['*.local', true],
    ['cluster*', true],
    ['*', true],
    ['*web', false],
  ])('trust domain %s: %s', (pattern, expected) => {
    expect(matchesTrustDomain(pattern, WEB)).toBe(expected);
  });
});

describe('trust domain aliases', () => {
  const expanded = (value: string): readonly string[] =>
    withAliases({ attribute: { kind: 'principal' }, field: 'principals', values: [value], notValues: [] }, [
      'td1',
      'td2',
    ]).values;

  test.each([
    ['td2/ns/a/sa/b', ['td1/ns/a/sa/b', 'td2/ns/a/sa/b']],
    ['cluster.local/ns/a/sa/b', ['td1/ns/a/sa/b', 'td2/ns/a/sa/b']], // a pointer, not kept itself
    ['other/ns/a/sa/b', ['other/ns/a/sa/b']],
    ['cluster.local/ns/a/*', ['cluster.local/ns/a/*']], // four parts
    ['*/ns/a/sa/b', ['*/ns/a/sa/b']],
    ['*2/ns/a/sa/b', ['td1/ns/a/sa/b', '*2/ns/a/sa/b']],
  ])('%s', (value, values) => {
    expect(expanded(value)).toEqual(values);
  });
});
