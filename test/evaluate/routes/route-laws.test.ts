/** Laws of routes at a gateway, on VirtualServices at random. */
import * as fc from 'fast-check';
import type { JsonObject } from '../../../src/policy/json-object';
import { gateway, HTTP, routed, routes, to } from '../gateway-mesh';

const HOSTS = ['www.example.com', 'api.example.com', '*.example.com', '*'];
const PATHS = ['/', '/a', '/a/b', '/ab', '/c?v=1'];

const uri: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({ prefix: fc.constantFrom('/', '/a', '/a/') }),
  fc.record({ exact: fc.constantFrom('/a', '/c') }),
  fc.record({ regex: fc.constantFrom('.*', '/a.*', '/[bc]') }),
);
const match: fc.Arbitrary<JsonObject> = fc.record(
  { uri, headers: fc.constant({ x: { exact: '1' } }), queryParams: fc.constant({ v: {} }) },
  { requiredKeys: [] },
);
const action: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constantFrom(to('web'), to('api'), to('none')),
  fc.constantFrom({ redirect: { uri: '/n' } }, { directResponse: { status: 418 } }),
);
const http = fc
  .tuple(fc.array(match, { maxLength: 2 }), action)
  .map(([matches, done]): JsonObject => (matches.length === 0 ? done : { match: matches, ...done }));
const https = fc.array(http, { minLength: 1, maxLength: 3 });
const call = fc
  .record({ host: fc.constantFrom('www.example.com', 'api.example.com', 'x.org'), path: fc.constantFrom(...PATHS) })
  .chain((request) => fc.constantFrom({ request }, { request: { ...request, headers: { x: '1' } } }));

const at = (more: readonly JsonObject[], one: JsonObject) => routed([gateway(HTTP), ...more], one);

test('the order and the age of VirtualServices with other hosts do not matter', () => {
  const all = fc.tuple(...HOSTS.map((host) => https.map((list) => [host, list] as const)));
  fc.assert(
    fc.property(all, fc.shuffledSubarray(HOSTS, { minLength: HOSTS.length }), call, (services, order, one) => {
      const made = (names: readonly string[]): readonly JsonObject[] =>
        names.flatMap((host, age) =>
          services
            .filter(([of]) => of === host)
            .map(([, list]) =>
              routes(`of-${HOSTS.indexOf(host)}`, host, list, { creationTimestamp: `2024-01-0${age + 1}T00:00:00Z` }),
            ),
        );
      expect(at(made(order), one)).toEqual(at(made(HOSTS), one));
    }),
    { numRuns: 60 },
  );
});

test('a route for all requests behind the others changes nothing for what they are for', () => {
  fc.assert(
    fc.property(https, call, (list, one) => {
      const before = at([routes('one', '*', list)], one);
      const after = at([routes('one', '*', [...list, { directResponse: { status: 299 } }])], one);
      const isNone = before.kind === 'answered' && before.status === 404;
      expect(isNone && after.kind === 'answered' ? after.status : after).toEqual(isNone ? 299 : before);
    }),
    { numRuns: 100 },
  );
});

test('a younger VirtualService takes nothing from an older one of its host that has no route for all', () => {
  fc.assert(
    fc.property(https, https, call, (older, younger, one) => {
      const first = routes('one', '*', older, { creationTimestamp: '2024-01-01T00:00:00Z' });
      const alone = at([first], one);
      fc.pre(older.every((route) => !isForAll(route)) && !(alone.kind === 'answered' && alone.status === 404));
      const both = at([first, routes('two', '*', younger, { creationTimestamp: '2024-01-02T00:00:00Z' })], one);
      expect(both).toEqual(alone);
    }),
    { numRuns: 100 },
  );
});

function isForAll({ match: matches }: JsonObject): boolean {
  const all = [{}, { uri: { prefix: '/' } }, { uri: { regex: '.*' } }].map((one) => JSON.stringify(one));
  return matches === undefined || (matches as JsonObject[]).some((one) => all.includes(JSON.stringify(one)));
}
