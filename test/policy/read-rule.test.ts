import { textsOf } from '../../src/policy/condition-value';
import { readAttribute } from '../../src/policy/read-attribute';
import { readAuthorizationPolicy } from '../../src/policy/read-authorization-policy';
import { readRule } from '../../src/policy/read-rule';

const policyWith = (spec: object): ReturnType<typeof readAuthorizationPolicy> =>
  readAuthorizationPolicy({ metadata: { name: 'p', namespace: 'shop' }, spec });

describe('rules that look alike and mean opposite things', () => {
  test.each([undefined, null, []])('rules %j: never', (rules) => {
    expect(policyWith({ rules }).rules).toEqual({ kind: 'never' });
  });

  test.each([{}, { from: [], to: null, when: [] }])('the one rule %j: always', (rule) => {
    expect(policyWith({ rules: [rule] }).rules).toEqual({ kind: 'always' });
  });

  test('an empty rule among others keeps its place', () => {
    const { rules } = policyWith({ rules: [{ to: [{ operation: { paths: ['/a'] } }] }, {}] });
    expect(rules).toMatchObject({ kind: 'anyOf', rules: [{ index: 0 }, { index: 1, clauses: [] }] });
  });
});

describe('conditions', () => {
  test('every field becomes a condition with values and notValues', () => {
    const rule = readRule({ to: [{ operation: { paths: ['/a'], notPaths: ['/b'], notMethods: ['GET'] } }] }, 0, 'shop');
    const exact = (text: string) => ({ kind: 'text', text, pattern: { kind: 'exact', text } });
    expect(rule.clauses).toEqual([
      {
        part: 'to',
        alternatives: [
          [
            { attribute: { kind: 'method' }, field: 'notMethods', values: [], notValues: [exact('GET')] },
            { attribute: { kind: 'path' }, field: 'paths', values: [exact('/a')], notValues: [exact('/b')] },
          ],
        ],
      },
    ]);
  });

  test('a bare service account is meant in the namespace of the policy', () => {
    const rule = readRule({ from: [{ source: { serviceAccounts: ['web', 'dev/web'] } }] }, 0, 'shop');
    expect(textsOf(rule.clauses[0]?.alternatives[0]?.[0]?.values ?? [])).toEqual(['shop/web', 'dev/web']);
  });

  test.each([
    ['request.headers[X-Role]', { kind: 'header', name: 'x-role' }],
    ['request.headersX[a]', { kind: 'unreadable' }],
    ['request.headers[]', { kind: 'unreadable' }],
    ['request.auth.claims[a.b]', { kind: 'claim', path: ['a.b'] }],
    ['request.auth.claims[a][b]', { kind: 'claim', path: ['a', 'b'] }],
    ['request.auth.claims[a[b]]', { kind: 'claim', path: ['a[b]'] }],
    ['request.auth.audiences', { kind: 'claim', path: ['aud'] }],
    ['experimental.envoy.filters.a.b[c]', { kind: 'metadata', filter: 'envoy.filters.a.b', key: 'c' }],
    ['source.IP', { kind: 'unknown' }],
    ['constructor', { kind: 'unknown' }],
  ])('key %s', (key, attribute) => {
    expect(readAttribute(key)).toEqual(attribute);
  });
});

describe('defaults', () => {
  test('no action is ALLOW', () => {
    expect(policyWith({}).action).toEqual({ kind: 'ALLOW' });
  });

  test.each([
    ['true', true],
    ['T', true],
    ['1', true],
    ['false', false],
    ['yes', false],
  ])('dry-run `%s`: %s', (value, dryRun) => {
    const annotations = { 'istio.io/dry-run': value };
    expect(readAuthorizationPolicy({ metadata: { name: 'p', annotations } }).dryRun).toBe(dryRun);
  });

  test('`selector: {}` is kept apart from no selector', () => {
    expect(policyWith({ selector: {} }).attachment).toEqual({ kind: 'selector', labels: {} });
    expect(policyWith({}).attachment).toEqual({ kind: 'everything' });
  });
});
