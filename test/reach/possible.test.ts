import fc from 'fast-check';
import { normalisePath } from '../../src/evaluate/matching/path-normalisation';
import { METHODS } from '../../src/istio/http-methods';
import { readMeshSettings } from '../../src/policy/mesh-settings';
import type { Condition } from '../../src/policy/rule';
import { isPossible } from '../../src/reach/possible';
import { conditionsOf, identitiesOf } from '../../src/reach/selection';
import type { Requests } from '../../src/reach/space/request-box';

const OPTIONS = ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'] as const;
const may = (requests: Requests, settings: object = {}) =>
  isPossible(conditionsOf(requests), readMeshSettings({ ...settings }));

test('a path that normalisation leaves is possible, whatever was sent', () => {
  const piece = fc.constantFrom(
    '/',
    '//',
    'a',
    '.',
    '..',
    '%2e',
    '%2F',
    '%5c',
    '%61',
    '%zz',
    '%2',
    ';',
    '\\',
    '|',
    'Z~',
  );
  const sent = fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join('')}`);
  fc.assert(
    fc.property(sent, fc.constantFrom(...OPTIONS), (path, pathNormalization) => {
      const settings = readMeshSettings({ pathNormalization });
      const seen = normalisePath(path, pathNormalization, settings.behaviour);
      return seen === undefined || isPossible(conditionsOf({ paths: [seen] }), settings);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['/a/../b', false, false],
  ['/%61', false, false],
  ['/a//b', true, false],
  ['/a%2Fb', true, true],
  ['/a?b', false, false],
  ['a', false, false],
  ['/{a}', false, false],
  ['/a/{*}', true, true],
  ['*.html', true, true],
])('a path %s is possible as mesh and version have it', (path, base, merged) => {
  expect(may({ paths: [path] })).toBe(base);
  expect(may({ paths: [path] }, { pathNormalization: 'MERGE_SLASHES' })).toBe(merged);
});

test('without normalisation paths are what clients send', () => {
  const sent = (path: string) => may({ paths: [path] }, { pathNormalization: 'NONE' });
  expect(['/a/../b', '/%61', '/a//b', '/{a}'].map(sent)).toEqual([true, true, true, true]);
  expect(['/a?b', 'a'].map(sent)).toEqual([false, false]);
});

test('methods are those that Envoy takes, with their case; that of hosts does not count', () => {
  for (const method of METHODS) {
    expect(may({ methods: [method] })).toBe(true);
    expect(may({ methods: [method.toLowerCase()] })).toBe(false);
  }
  expect(may({ hosts: ['Shop.Example'] })).toBe(true);
  expect(may({ hosts: ['shop example'] })).toBe(false);
});

test('what is named and taken away again is not possible, unless something is left', () => {
  expect(may({ paths: ['/a', '/b'], notPaths: ['/a*'] })).toBe(true);
  expect(may({ paths: ['/a', '/ab'], notPaths: ['/a*'] })).toBe(false);
  expect(may({ notMethods: ['*'] })).toBe(false);
});

test('an identity has five parts, each with something in it', () => {
  const settings = readMeshSettings();
  const is = (identity: string) => isPossible([identitiesOf([{ identity }], settings) as Condition], settings);
  expect(is('other.example/ns/shop/sa/orders')).toBe(true);
  expect(is('orders')).toBe(false);
  expect(is('cluster.local/ns//sa/orders')).toBe(false);
});
