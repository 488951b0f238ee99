/** What outsiders may do is the most that any request of theirs may. */
import { fromInternet, type OutsideExplanation } from '../../../src/evaluate/outside/from-internet';
import type { JsonObject } from '../../../src/policy/json-object';
import { readMesh } from '../../../src/policy/read-mesh';
import { gateway, HTTP, routes, to, WORLD } from '../gateway-mesh';

const labels = { app: 'web' };
const named = (name: string) => ({ name, namespace: 'shop' });
const POLICY = { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy' };
const GATEWAY = 'cluster.local/ns/shop/sa/gw-istio';

/** One route leads every path to `web`, where policies with these specs are in force. */
function outside(specs: readonly JsonObject[], request: JsonObject = {}, routes?: JsonObject[]): OutsideExplanation {
  const api = 'gateway.networking.k8s.io/v1';
  const manifests: JsonObject[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: named('web'),
      spec: { template: { metadata: { labels }, spec: { containers: [{ name: 'main' }] } } },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: named('web'),
      spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: api,
      kind: 'Gateway',
      metadata: named('gw'),
      spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
    },
    {
      apiVersion: api,
      kind: 'HTTPRoute',
      metadata: named('web'),
      spec: { parentRefs: [{ name: 'gw' }], rules: routes ?? [{ backendRefs: [{ name: 'web', port: 80 }] }] },
    },
    ...specs.map((spec, index) => ({
      ...POLICY,
      metadata: named(`policy-${index}`),
      spec: { selector: { matchLabels: labels }, ...spec },
    })),
  ];
  return fromInternet(readMesh(manifests), { kind: 'service', service: named('web'), port: 80 }, { from: {}, request });
}

const allow = (operation: JsonObject, from?: JsonObject): JsonObject => ({
  rules: [{ to: [{ operation }], ...(from === undefined ? {} : { from: [{ source: from }] }) }],
});
const deny = (operation: JsonObject): JsonObject => ({ ...allow(operation), action: 'DENY' });
const PUBLIC = { methods: ['POST'], paths: ['/public/*'] };

test('a path and a method that a policy opens are found', () => {
  const { verdict, ways } = outside([allow(PUBLIC, { principals: [GATEWAY] })]);
  expect(verdict.verdict).toBe('allow');
  expect(ways.at(-1)?.request).toMatchObject({ request: { method: 'POST', path: '/public/x' } });
});

test('also where the request that was tried is one that a policy denies', () => {
  expect(outside([deny({ methods: ['GET'] })]).verdict.verdict).toBe('allow');
  expect(outside([deny({ paths: ['/'] })]).verdict.verdict).toBe('allow');
});

test('what another route leads elsewhere is no way there', () => {
  const elsewhere = {
    matches: [{ path: { type: 'PathPrefix', value: '/public' } }],
    backendRefs: [{ name: 'other', port: 80 }],
  };
  const { verdict, ways } = outside([allow(PUBLIC)], {}, [elsewhere, { backendRefs: [{ name: 'web', port: 80 }] }]);
  expect(verdict.verdict).toBe('undecided');
  expect(ways).toHaveLength(1);
});

test('copies of requests come there, too, and are not followed', () => {
  const mirrored = (name: string): OutsideExplanation =>
    outside([], {}, [
      {
        filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name, port: 80 } } }],
        backendRefs: [{ name: 'other', port: 80 }],
      },
    ]);
  expect(mirrored('web')).toMatchObject({
    verdict: { verdict: 'undecided' },
    unclear: ['port 80 of `shop/gw-istio`: HTTPRoute `shop/web` sends copies of requests there'],
  });
  expect(mirrored('other')).toMatchObject({ verdict: { verdict: 'deny' }, unclear: [] });
});

test('so do those that a VirtualService mirrors', () => {
  const copying = (mirror: string): OutsideExplanation => {
    const mesh = readMesh([...WORLD, gateway(HTTP), routes('one', '*', [to('api', { mirror: { host: mirror } })])]);
    return fromInternet(mesh, { kind: 'service', service: named('web'), port: 80 }, { from: {}, request: {} });
  };
  const [copied, other] = [copying('web'), copying('gw')];
  expect(copied.unclear).toEqual(['port 8080 of `shop/gw`: VirtualService `shop/one` sends copies of requests there']);
  expect([copied.verdict.verdict, other.verdict.verdict]).toEqual(['undecided', 'deny']);
});

test('where no request is found that passes, and others were not tried, nothing is claimed', () => {
  const { verdict, unclear } = outside([allow({ notPaths: ['/*'] })]);
  expect(verdict.verdict).toBe('undecided');
  expect(unclear).toEqual([
    expect.stringMatching(/^other requests may pass than the one that was tried: rule 0 of `shop\/policy-0` wants/),
  ]);
  expect(outside([deny({ notMethods: ['OPTIONS'] })]).verdict.verdict).toBe('undecided');
});

test('a rule that is not told, as others are nearer, counts, too', () => {
  const others = Array.from({ length: 6 }, (_, i) => ({
    from: [{ source: { principals: [`cluster.local/ns/a/sa/s${i}`] } }],
  }));
  const [rule] = allow({ ...PUBLIC, notPaths: ['/*'] }).rules as JsonObject[];
  expect(outside([{ rules: [...others, rule] }]).verdict.verdict).toBe('undecided');
  expect(outside([{ rules: others }]).verdict.verdict).toBe('deny');
});

test('denied is what is closed to the gateway, to everybody without a token, or to the request that is asked for', () => {
  expect(outside([allow(PUBLIC, { principals: ['cluster.local/ns/a/sa/b'] })]).verdict.verdict).toBe('deny');
  expect(outside([{}]).verdict.verdict).toBe('deny');
  expect(outside([allow({}, { requestPrincipals: ['*'] })]).verdict.verdict).toBe('deny');
  expect(outside([allow(PUBLIC)], { method: 'GET', path: '/' }).verdict.verdict).toBe('deny');
});

describe('a guard that asks for tokens', () => {
  const guard = (operation: JsonObject): JsonObject => ({
    ...allow(operation, { notRequestPrincipals: ['*'] }),
    action: 'DENY',
  });
  const to = (path: JsonObject): JsonObject => ({ matches: [{ path }], backendRefs: [{ name: 'web', port: 80 }] });
  const BELOW = to({ type: 'PathPrefix', value: '/api' });
  const EXACT = to({ type: 'Exact', value: '/api' });
  const guarded = (operation: JsonObject, route = BELOW, request?: JsonObject): string =>
    outside([guard(operation)], request, [route]).verdict.verdict;

  test('closes a route of which it takes every request', () => {
    expect(guarded({ paths: ['/api', '/api/*'] })).toBe('deny');
    expect(guarded({ paths: ['/a*'] })).toBe('deny');
    expect(guarded({ paths: ['/api'] }, EXACT)).toBe('deny');
  });

  test('and leaves open what it does not take', () => {
    expect(guarded({ paths: ['/api'] })).toBe('allow');
    expect(guarded({ paths: ['/api', '/api/*'], methods: ['GET'] })).toBe('allow');
  });

  test('where no such request is found, nothing is claimed', () => {
    expect(guarded({ paths: ['/api', '/api/x'] })).toBe('undecided');
    expect(guarded({ paths: ['/api', '/api/*'], notPaths: ['/api/open'] })).toBe('undecided');
    expect(guarded({ paths: ['/api', '/api/x'] }, BELOW, { path: '/api/x' })).toBe('deny');
  });

  test('a host is any spelling of it, with a port and without', () => {
    const request = { host: 'a.example' };
    expect(guarded({ hosts: ['a.example'] }, BELOW, request)).toBe('deny');
    expect(guarded({ hosts: ['any.example'] })).toBe('undecided');
    expect(guarded({ hosts: ['*'] })).toBe('deny');
  });

  test('several operations close it if one of them does alone', () => {
    const operations = (...all: readonly JsonObject[]): string => {
      const rules = [
        { from: [{ source: { notRequestPrincipals: ['*'] } }], to: all.map((operation) => ({ operation })) },
      ];
      return outside([{ action: 'DENY', rules }], {}, [BELOW]).verdict.verdict;
    };
    expect(operations({ paths: ['/other'] }, { paths: ['/api', '/api/*'], ports: ['8080'] })).toBe('deny');
    expect(operations({ paths: ['/api'] }, { paths: ['/api', '/api/*'], ports: ['9090'] })).toBe('allow');
  });
});
