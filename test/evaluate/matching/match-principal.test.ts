import * as fc from 'fast-check';
import { withAliases } from '../../../src/evaluate/proxies/trust-domain-aliases';
import {
  anyPrincipal,
  anyServiceAccount,
  matchesPrincipal,
  namespacePattern,
  serviceAccountPattern,
  trustDomainPattern,
} from '../../../src/evaluate/matching/match-principal';
import { behavioursOf } from '../../../src/istio/behaviour';
import { textPattern } from '../../../src/istio/text-pattern';
import { MEASURED_VERSION } from '../../../src/istio/version';
import { ofKind, textsOf, type ValueOf } from '../../../src/policy/condition-value';
import { readValue } from '../../../src/policy/read-value';

const [NEWEST] = behavioursOf(MEASURED_VERSION);
const read = <K extends 'principal' | 'namespace' | 'serviceAccount' | 'trustDomain'>(kind: K, text: string) =>
  ofKind([readValue({ kind }, text, 'shop')], kind)[0] as ValueOf<K>;
const runsAs = (account: string) => anyServiceAccount([read('serviceAccount', account)], NEWEST);
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
    expect(matchesPrincipal(textPattern(pattern), WEB)).toBe(expected);
    expect(anyPrincipal([read('principal', 'x'), read('principal', pattern)], NEWEST)(WEB)).toBe(expected);
  });

  test.each([
    ['shop', true],
    ['sho', false],
    ['s*p', true],
    ['*', true],
    ['sh.p', false],
  ])('namespace %s: %s', (pattern, expected) => {
    expect(namespacePattern(read('namespace', pattern), NEWEST).test(WEB)).toBe(expected);
  });

  test('service accounts are exact, in any trust domain', () => {
    expect(runsAs('shop/web')('spiffe://other/ns/shop/sa/web')).toBe(true);
    expect(runsAs('shop/we')(WEB)).toBe(false);
    expect(runsAs('shop/*')(WEB)).toBe(false);
  });

  test.each(['spiffe://td/ns/shop/x/sa/web', 'spiffe://td/ns/shop/sa/web/y', 'spiffe://td/x/ns/shop/sa/web'])(
    'an odd identity is matched as loosely as Istio matches it: %s',
    (odd) => {
      expect(runsAs('shop/web')(odd)).toBe(true);
      expect(runsAs('shop/we')(odd)).toBe(false);
    },
  );

  test('looking an identity up answers as its pattern does', () => {
    const names = fc.stringMatching(/^(ns|sa|a|\.){1,2}$/);
    const odd = fc.array(fc.constantFrom('ns', 'sa', 'a', 'b'), { maxLength: 7 });
    fc.assert(
      fc.property(
        names,
        names,
        fc.oneof(
          odd,
          fc.tuple(names, names).map(([x, y]) => ['td', 'ns', x, 'sa', y]),
        ),
        (ns, sa, id) => {
          const spiffeId = `spiffe://${id.join('/')}`;
          const account = `${ns}/${sa}`;
          expect(runsAs(account)(spiffeId)).toBe(
            serviceAccountPattern(read('serviceAccount', account), NEWEST).test(spiffeId),
          );
        },
      ),
    );
  });

  test.each([
    ['cluster.local', true],
    ['cluster', false],
    ['*.local', true],
    ['cluster*', true],
    ['*', true],
    ['*web', false],
  ])('trust domain %s: %s', (pattern, expected) => {
    expect(trustDomainPattern(read('trustDomain', pattern)).test(WEB)).toBe(expected);
  });
});

describe('trust domain aliases', () => {
  const expanded = (text: string): readonly string[] => {
    const values = [read('principal', text)];
    const attribute = { kind: 'principal' } as const;
    return textsOf(withAliases({ attribute, field: 'principals', values, notValues: [] }, ['td1', 'td2']).values);
  };

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
