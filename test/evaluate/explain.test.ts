import { explainer } from '../../src/evaluate/explain';
import type { Explanation } from '../../src/evaluate/explanation';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { policy, SHOP } from './arbitrary-mesh';

const WEB = { identity: 'cluster.local/ns/shop/sa/web' };

function explained(manifests: readonly JsonObject[], call: JsonObject = {}): Explanation {
  const whole = { from: WEB, to: { workload: 'shop/api', port: 8080 }, request: {}, ...call };
  return explainer(readMesh([...SHOP, ...manifests]))(readCase(whole));
}

const source = (fields: JsonObject): JsonObject => ({ from: [{ source: fields }] });
const operation = (fields: JsonObject): JsonObject => ({ to: [{ operation: fields }] });
const when = (key: string, fields: JsonObject): JsonObject => ({ when: [{ key, ...fields }] });
const allow = (...rules: JsonObject[]): JsonObject => policy('ALLOW', 'a', rules);
const get = (path: string): JsonObject => ({ request: { path } });
const token = (claims: JsonObject): JsonObject => ({ request: { token: { iss: 'https://i', sub: 's', ...claims } } });
const TOKENS: JsonObject = {
  apiVersion: 'security.istio.io/v1',
  kind: 'RequestAuthentication',
  metadata: { name: 'r', namespace: 'shop' },
  spec: { jwtRules: [{ issuer: 'https://i', jwksUri: 'https://i/keys' }] },
};
const TCP = { to: { workload: 'shop/api', port: 9000 }, request: undefined };

describe('a near miss names each missed field, what it wants and got, and what is known about that', () => {
  test.each<[string, JsonObject, JsonObject, string, string]>([
    [
      'case',
      operation({ paths: ['/api/*'] }),
      get('/API/v1'),
      'to.paths',
      'wants path `/api/*`, got `/API/v1` (case differs)',
    ],
    ['exact slash', operation({ paths: ['/api/'] }), get('/api/v1'), 'to.paths', '(`/api/` is exact: write `/api/*`)'],
    ['exact', operation({ paths: ['/api'] }), get('/api/v1'), 'to.paths', '(`/api` is exact: add `/api/*`)'],
    ['slash at the end', operation({ paths: ['/api/'] }), get('/api'), 'to.paths', '(a slash at the end differs)'],
    ['prefix', operation({ paths: ['/api/*'] }), get('/api'), 'to.paths', '(`/api/*` asks for the slash: add `/api`)'],
    ['star', operation({ paths: ['/a/*/b'] }), get('/a/x/b'), 'to.paths', 'is read literally'],
    ['not', operation({ notPaths: ['/x*'] }), get('/xy'), 'to.notPaths', 'wants any path but `/x*`, got `/xy`'],
    [
      'normalised',
      operation({ paths: ['/x/../a'] }),
      get('/x/../a'),
      'to.paths',
      'got `/a` (normalised from `/x/../a`)',
    ],
    ['method', operation({ methods: ['get'] }), {}, 'to.methods', 'wants method `get`, got `GET` (case differs)'],
    [
      'host',
      operation({ hosts: ['api.shop'] }),
      { request: { host: 'api.shop:8080' } },
      'to.hosts',
      'add `api.shop:*`',
    ],
    ['port', operation({ ports: ['9000'] }), {}, 'to.ports', 'wants port `9000`, got `8080`'],
    [
      'scheme',
      source({ principals: ['spiffe://cluster.local/ns/shop/sa/web'] }),
      {},
      'from.principals',
      'without `spiffe://`',
    ],
    [
      'no identity',
      source({ principals: ['*'] }),
      { from: {} },
      'from.principals',
      'got no identity (the caller speaks plaintext',
    ],
    [
      'nobody',
      source({ principals: ['cluster.local/ns/shop/sa/x'] }),
      {},
      'from.principals',
      'no workload of `shop` runs as `x`',
    ],
    [
      'bound',
      source({ principals: ['cluster.local/ns/shop/sa/api'] }),
      {},
      'from.principals',
      '(`shop/api` runs as it)',
    ],
    ['domain', source({ principals: ['x.y/ns/shop/sa/web'] }), {}, 'from.principals', '(the trust domain differs)'],
    ['form', source({ principals: ['web'] }), {}, 'from.principals', 'a principal is `<trust domain>/ns/'],
    ['parts', source({ principals: ['x.y/shop/web'] }), {}, 'from.principals', 'a principal is `<trust domain>/ns/'],
    [
      'address',
      source({ ipBlocks: ['10.0.0.0/8'] }),
      { from: { ...WEB, ip: '1.2.3.4' } },
      'from.ipBlocks',
      'check `remoteIpBlocks` at the gateway',
    ],
    [
      'quoted',
      when('request.headers["x"]', { values: ['1'] }),
      { request: { headers: { x: '1' } } },
      'when.request.headers["x"]',
      'write `request.headers[x]`',
    ],
    ['key', when('request.header[x]', { values: ['1'] }), {}, 'when.request.header[x]', 'Istio does not know the key'],
    [
      'header',
      when('request.headers[x]', { values: ['A'] }),
      { request: { headers: { x: 'a' } } },
      'when.request.headers[x]',
      'wants header `x` `A`, got `a` (case differs)',
    ],
    [
      'unread',
      when('request.auth.claims[role]', { values: ['a'] }),
      {},
      'when.request.auth.claims[role]',
      'no RequestAuthentication is in force',
    ],
    ['TCP', operation({ paths: ['/'] }), TCP, 'to.paths', 'got no HTTP (the port takes this as TCP'],
  ])('%s', (_, rule, call, missed, says) => {
    const { verdict, nearest } = explained([allow(rule)], call);
    expect(verdict.verdict).toBe('deny');
    expect(nearest).toMatchObject([{ policy: 'shop/a', rule: 0, missed: [missed] }]);
    expect(nearest[0]?.why).toContain(says);
    // the twin: with a rule that matches beside it, nothing is denied and nothing is told
    expect(explained([allow(rule, {})], call)).toMatchObject({ verdict: { verdict: 'allow' }, nearest: [] });
  });

  test.each<[string, JsonObject, JsonObject, string]>([
    [
      'no token',
      when('request.auth.claims[role]', { values: ['a'] }),
      {},
      'got no verified token (no token stands where',
    ],
    ['no claim', when('request.auth.claims[role]', { values: ['a'] }), token({}), 'got no such claim'],
    [
      'a number',
      when('request.auth.claims[role]', { values: ['1'] }),
      token({ role: 1 }),
      'numbers and booleans never match',
    ],
    ['issuer only', source({ requestPrincipals: ['https://i'] }), token({}), 'write `https://i/*`'],
  ])('of tokens: %s', (_, rule, call, says) => {
    expect(explained([allow(rule), TOKENS], call).nearest[0]?.why).toContain(says);
  });

  test('the port of a Service is not that of its pods', () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'front', namespace: 'shop' },
      spec: { selector: { app: 'api' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    };
    const { nearest } = explained([service, allow(operation({ ports: ['80'] }))]);
    expect(nearest[0]?.why).toContain('(that is the port of Service `shop/front`; a proxy sees the port of the pod)');
    expect(explained([service, allow(operation({ ports: ['8080'] }))]).nearest).toEqual([]);
  });

  test('a value that is long is shortened, and so is a list', () => {
    const paths = ['/1', '/2', '/3', '/4', '/5'];
    const { nearest } = explained([allow(operation({ paths }))], get(`/${'x'.repeat(200)}`));
    expect(nearest[0]?.why).toMatch(/wants path `\/1`, `\/2`, `\/3` or one of 2 more, got `\/x{78}…`$/);
  });
});

test('the nearest rules come first: those with fewer missed clauses, then those of which more holds', () => {
  const rules = [
    {
      ...source({ namespaces: ['dev'] }),
      ...operation({ paths: ['/b'] }),
      ...when('request.headers[x]', { values: ['1'] }),
    },
    source({ namespaces: ['dev'] }),
    { ...source({ namespaces: ['shop'] }), ...operation({ paths: ['/b'] }) },
    { ...source({ namespaces: ['dev'] }), ...operation({ paths: ['/b'] }) },
  ];
  expect(explained([allow(...rules)], get('/a')).nearest.map(({ rule }) => rule)).toEqual([2, 1, 3]);
  const many = Array.from({ length: 9 }, () => operation({ paths: ['/b'] }));
  expect(explained([allow(...many)], get('/a')).nearest).toHaveLength(5);
});

describe('a DENY rule that nearly matched is told at its step', () => {
  const why = (rule: JsonObject, call: JsonObject): string =>
    explained([policy('DENY', 'd', [rule])], call).steps.find(({ layer }) => layer === 'authorization')?.why ?? '';

  test('when one clause is missed and another holds, or the miss is explained', () => {
    const rule = { ...source({ namespaces: ['shop'] }), ...operation({ paths: ['/admin'] }) };
    expect(why(rule, get('/ADMIN'))).toContain(
      'nearest: rule 0 of `shop/d` wants path `/admin`, got `/ADMIN` (case differs)',
    );
    expect(why(operation({ paths: ['/admin'] }), get('/Admin'))).toContain('nearest: rule 0 of `shop/d`');
  });

  test('and not when nothing of it holds', () => {
    expect(why(operation({ paths: ['/admin'] }), get('/other'))).toBe('no rule of the DENY policies matches');
  });

  test('what a TCP port cannot tell is said where it denies', () => {
    expect(why(operation({ paths: ['/admin'] }), TCP)).toContain('to.paths cannot be told on this port, and so denies');
  });
});

describe('in ambient', () => {
  const AMBIENT = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels: { 'istio.io/dataplane-mode': 'ambient' } },
  };
  const ambient = (manifests: readonly JsonObject[], call: JsonObject = {}): Explanation => {
    const whole = { from: WEB, to: { workload: 'shop/api', port: 8080 }, ...call };
    return explainer(readMesh([AMBIENT, ...SHOP.slice(1), ...manifests]))(readCase(whole));
  };

  test('ztunnel names what it cannot see', () => {
    const { nearest } = ambient([allow(operation({ paths: ['/'] }))]);
    expect(nearest[0]?.why).toContain('wants path `/`, got no HTTP (ztunnel cannot see it');
    expect(ambient([allow({})]).nearest).toEqual([]);
  });

  test('the PeerAuthentications in force are named with their modes', () => {
    const strict = {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { name: 'p', namespace: 'shop' },
      spec: { mtls: { mode: 'STRICT' } },
    };
    const steps = (from: JsonObject) => ambient([strict], { from }).steps.filter(({ layer }) => layer === 'mtls');
    expect(steps({})).toMatchObject([
      { outcome: 'deny', policy: 'shop/p', why: expect.stringContaining('`shop/p` (STRICT)') },
    ]);
    expect(steps(WEB)).toMatchObject([{ outcome: 'pass', policy: 'shop/p' }]);
  });

  test('a NetworkPolicy that forgets the tunnel is told so', () => {
    const only = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'n', namespace: 'shop' },
      spec: { podSelector: {}, ingress: [{ ports: [{ port: 8080 }] }] },
    };
    const { nearest } = ambient([only]);
    expect(nearest).toMatchObject([{ policy: 'shop/n', rule: 0, missed: ['ingress.ports'] }]);
    expect(nearest[0]?.why).toContain('got `15008/TCP` (calls in ambient come in a tunnel to port 15008)');
  });
});

describe("code of the user's own is told by the rule that the verdict keeps", () => {
  const plugin = (phase: string, type = 'HTTP'): JsonObject => ({
    apiVersion: 'extensions.istio.io/v1alpha1',
    kind: 'WasmPlugin',
    metadata: { name: 'w', namespace: 'shop' },
    spec: { phase, type },
  });
  const told = (manifests: readonly JsonObject[], call: JsonObject = {}): readonly unknown[] => {
    const { verdict, steps } = explained(manifests, call);
    const last = steps.at(-1);
    return [verdict.verdict, last?.layer, last?.outcome, last?.why];
  };
  const MAY_CHANGE = 'WasmPlugin `shop/w` may change what the proxy does';
  const NOTHING = allow();

  test('a plugin before the policies may change their denial, and one behind them may not', () => {
    expect(told([NOTHING, plugin('AUTHZ')])).toEqual(['undecided', 'extension', 'undecided', MAY_CHANGE]);
    expect(told([NOTHING, plugin('STATS')])).toEqual(['deny', 'authorization', 'deny', expect.any(String)]);
  });

  test('a plugin before the tokens may change their refusal, and one behind them may not', () => {
    const refused = token({ iss: 'https://other' });
    expect(told([TOKENS, plugin('AUTHN')], refused)).toEqual(['undecided', 'extension', 'undecided', MAY_CHANGE]);
    expect(told([TOKENS, plugin('AUTHZ')], refused)).toEqual(['deny', 'jwt', 'deny', expect.any(String)]);
  });

  test('what is allowed may be changed by a plugin in any phase, unless it is not in the chain', () => {
    expect(told([plugin('STATS')])).toEqual(['undecided', 'extension', 'undecided', MAY_CHANGE]);
    expect(told([plugin('STATS', 'NETWORK')], TCP)).toEqual(['undecided', 'extension', 'undecided', MAY_CHANGE]);
    const why = 'WasmPlugin `shop/w`: made for requests, and this is a TCP connection';
    expect(told([plugin('STATS')], TCP)).toEqual(['allow', 'extension', 'skip', why]);
  });
});

describe('why a CUSTOM policy denies by itself', () => {
  const OPA = {
    extensionProviders: [
      { name: 'opa', envoyExtAuthzGrpc: {} },
      { name: 'trace', zipkin: {} },
    ],
  };
  const custom = (provider: string, name: string): JsonObject => ({
    ...policy('CUSTOM', name, [{}]),
    spec: { action: 'CUSTOM', provider: { name: provider }, rules: [{}] },
  });
  const why = (...policies: JsonObject[]): string | undefined => {
    const call = { from: WEB, to: { workload: 'shop/api', port: 8080 }, request: {} };
    const { steps } = explainer(readMesh([...SHOP, ...policies], OPA))(readCase(call));
    return steps.find(({ policy: by }) => by !== undefined)?.why;
  };

  test('its provider is missing, is no authorizer, or is not the only one', () => {
    expect(why(custom('ops', 'c'))).toContain('MeshConfig has no extension provider `ops`: what it matches is denied');
    expect(why(custom('trace', 'c'))).toContain('Istio cannot ask the extension provider `trace` of MeshConfig');
    expect(why(custom('opa', 'c'), custom('ops', 'd'))).toContain('name `opa` and `ops`, and Istio asks one alone');
    expect(why(custom('opa', 'c'))).toBe('rule 0 of `shop/c` asks the external authorizer `opa`');
  });
});

describe('a waypoint that the call does not go through', () => {
  const ambient: JsonObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'amb',
      labels: { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'wp' },
    },
  };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api', namespace: 'amb', labels: { app: 'api' } } };
  const service: JsonObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'api', namespace: 'amb' },
    spec: { selector: { app: 'api' }, ports: [{ name: 'http', port: 80 }] },
  };
  const waypoint: JsonObject = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'wp', namespace: 'amb' },
    spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] },
  };
  const toService = { to: { service: 'amb/api', port: 80 } };
  const captured = (manifests: readonly JsonObject[], call: JsonObject): readonly string[] =>
    explained([ambient, pod, service, ...manifests], call).steps.flatMap(({ layer, why }) =>
      layer === 'capture' ? [why] : [],
    );

  test('is named, with what keeps the call from it', () => {
    const past = '`amb/api` is captured by ztunnel; the call goes past waypoint `amb/wp`';
    expect(captured([], toService)).toEqual([`${past}, which is named and not among the manifests`]);
    expect(captured([waypoint], { ...toService, from: {} })).toEqual([
      `${past}, to which only the tunnels of ambient lead`,
    ]);
    expect(captured([waypoint], { to: { workload: 'amb/api', port: 80 } })).toEqual([
      `${past}, which does not serve pods of \`amb\``,
    ]);
  });

  test('the call that goes through it says only that', () => {
    expect(captured([waypoint], toService)).toEqual([
      'the call goes through waypoint `amb/wp`',
      '`amb/api` is captured by ztunnel',
    ]);
  });
});
