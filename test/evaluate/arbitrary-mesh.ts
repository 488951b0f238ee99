import * as fc from 'fast-check';
import type { JsonObject } from '../../src/policy/json-object';

/** The workload that generated cases call: port 8080 speaks HTTP, port 9000 TCP. */
export const SHOP: readonly JsonObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', namespace: 'shop' },
    spec: { template: { metadata: { labels: { app: 'api' } }, spec: { serviceAccountName: 'api' } } },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'api', namespace: 'shop' },
    spec: {
      selector: { app: 'api' },
      ports: [
        { name: 'http', port: 8080 },
        { name: 'tcp', port: 9000 },
      ],
    },
  },
];

const some = (...values: string[]): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });
const IDENTITIES = ['cluster.local/ns/shop/sa/web', 'cluster.local/ns/dev/sa/tester'];
const principals = some(...IDENTITIES, '*', 'cluster.local/ns/dev/*');
const namespaces = some('shop', 'dev', '*');
const blocks = some('10.0.0.0/8', '10.2.0.5', '192.168.0.0/16');
const paths = some('/', '/a', '/a*', '*/b', '/{*}/b', '*');
const methods = some('GET', 'POST', '*');
const headers = some('1', '2', '*');

/** A `from` entry. */
const source = fc.record(
  { principals, notPrincipals: principals, namespaces, ipBlocks: blocks, notIpBlocks: blocks },
  { requiredKeys: [] },
);
/** A `to` entry. */
const operation = fc.record(
  { paths, notPaths: paths, methods, notMethods: methods, ports: some('8080', '9000') },
  { requiredKeys: [] },
);
const condition = fc.record(
  { key: fc.constantFrom('request.headers[x-a]', 'request.headers[x-b]'), values: headers, notValues: headers },
  { requiredKeys: ['key', 'values'] },
);

/** One rule of a policy; it may be empty. */
export const arbitraryRule: fc.Arbitrary<JsonObject> = fc.record(
  {
    from: fc.array(
      source.map((entry) => ({ source: entry })),
      { maxLength: 2 },
    ),
    to: fc.array(
      operation.map((entry) => ({ operation: entry })),
      { maxLength: 2 },
    ),
    when: fc.array(condition, { maxLength: 1 }),
  },
  { requiredKeys: [] },
);

/** A policy of this action, by this name. */
export function arbitraryPolicy(action: 'ALLOW' | 'DENY' | 'AUDIT', name: string): fc.Arbitrary<JsonObject> {
  return fc.array(arbitraryRule, { maxLength: 3 }).map((rules) => policy(action, name, rules));
}

/** A policy with these rules. */
export function policy(action: string, name: string, rules: readonly JsonObject[]): JsonObject {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: 'shop' },
    spec: { action, rules },
  };
}

/** Some ALLOW and DENY policies. */
export const arbitraryPolicies: fc.Arbitrary<JsonObject[]> = fc
  .tuple(
    fc.array(fc.constantFrom<'ALLOW' | 'DENY'>('ALLOW', 'ALLOW', 'DENY'), { maxLength: 4 }),
    fc.integer({ min: 0, max: 9 }),
  )
  .chain(([actions, salt]) =>
    fc.tuple(...actions.map((action, index) => arbitraryPolicy(action, `p${salt}-${index}`))),
  );

/** A call to the workload, as a case file writes it. */
export const arbitraryCall: fc.Arbitrary<JsonObject> = fc.record({
  from: fc
    .tuple(
      fc.option(fc.constantFrom(...IDENTITIES), { nil: undefined }),
      fc.constantFrom('10.2.0.5', '192.168.1.1', '172.16.0.1'),
    )
    .map(([identity, ip]) => (identity === undefined ? { plaintext: true, ip } : { identity, ip })),
  to: fc.constantFrom(8080, 8080, 9000).map((port) => ({ workload: 'shop/api', port, ip: '10.1.0.1' })),
  request: fc.record({
    method: fc.constantFrom('GET', 'POST'),
    path: fc.constantFrom('/', '/a', '/ab', '/a/b', '/x?y'),
    headers: fc.record({ 'x-a': fc.constantFrom<string | string[]>('1', '2', ['1', '2']) }, { requiredKeys: [] }),
  }),
});

/** A patch of a proxy, or a plugin somewhere among its filters. */
export const arbitraryExtension: fc.Arbitrary<JsonObject> = fc.oneof(
  fc
    .constantFrom('SIDECAR_INBOUND', 'SIDECAR_OUTBOUND')
    .map((context) => extension('networking', 'EnvoyFilter', { configPatches: [{ match: { context } }] })),
  fc
    .record({ phase: fc.constantFrom('AUTHN', 'AUTHZ', 'STATS'), type: fc.constantFrom('HTTP', 'HTTP', 'NETWORK') })
    .map((spec) => extension('extensions', 'WasmPlugin', spec)),
);

function extension(group: string, kind: string, spec: JsonObject): JsonObject {
  return { apiVersion: `${group}.istio.io/v1alpha1`, kind, metadata: { name: 'x', namespace: 'shop' }, spec };
}
