import type { JsonObject } from '../../../src/policy/json-object';
import { api, gateway, HTTP, istio, policy, routed, routes, seen, to } from '../gateway-mesh';

const TO_WEB = { status: 200, routedTo: 'shop/web:80' };
const TO_API = { status: 200, routedTo: 'shop/api:80' };
const at = (path: string): JsonObject => ({ request: { path } });
const tls = (name: string, hosts: readonly string[], more: JsonObject = {}): JsonObject => ({
  port: { number: 443, name, protocol: 'HTTPS' },
  hosts: [...hosts],
  tls: { mode: 'SIMPLE', credentialName: 'cert' },
  ...more,
});
const overTls = (sni: string, request: JsonObject = {}): JsonObject => ({
  to: { workload: 'shop/gw', port: 443 },
  request: { sni, host: sni, ...request },
});

describe('hosts', () => {
  const wild = routes('wild', '*.example.com', [to('api')]);

  test('a VirtualService for the host hides one for a wildcard, also where none of its routes is meant', () => {
    const exact = routes('exact', 'www.example.com', [to('web', { match: [{ uri: { prefix: '/a' } }] })]);
    expect(seen([gateway(HTTP), wild, exact], at('/a'))).toMatchObject(TO_WEB);
    expect(seen([gateway(HTTP), wild, exact], at('/b'))).toEqual({ status: 404 });
    expect(seen([gateway(HTTP), wild], at('/b'))).toMatchObject(TO_API);
  });

  test('but one without any route for this gateway hides nothing', () => {
    const elsewhere = routes('exact', 'www.example.com', [to('web', { match: [{ port: 81 }] })]);
    expect(seen([gateway(HTTP), wild, elsewhere])).toMatchObject(TO_API);
  });

  test.each([
    ['WWW.Example.com', 200],
    ['www.example.com:81', 200],
    ['example.com', 404],
    ['www.example.com.', 404],
  ])('%s is answered with %d', (host, status) => {
    expect(seen([gateway(HTTP), wild], { request: { host } })).toMatchObject({ status });
  });

  test('SNI and host are looked at apart', () => {
    const mesh = [
      gateway(tls('a', ['a.example.com']), tls('b', ['b.example.com'])),
      routes('a', 'a.example.com', [to('web')]),
      routes('b', 'b.example.com', [to('api')]),
    ];
    expect(seen(mesh, overTls('a.example.com'))).toMatchObject(TO_WEB);
    expect(seen(mesh, overTls('a.example.com', { host: 'b.example.com' }))).toEqual({ status: 404 });
    expect(seen(mesh, overTls('c.example.com'))).toEqual({ verdict: 'deny', layer: 'network' });
  });
});

describe('the order of routes', () => {
  const older = { creationTimestamp: '2024-01-01T00:00:00Z' };
  const newer = { creationTimestamp: '2024-01-02T00:00:00Z' };
  const two = (match: JsonObject): readonly JsonObject[] => [
    gateway(HTTP),
    routes('b', '*', [to('web', { match: [match] })], older),
    routes('a', '*', [to('api', { match: [{ uri: { prefix: '/c' } }] })], newer),
  ];

  test.each([[{}], [{ uri: { prefix: '/' } }], [{ uri: { regex: '.*' } }]])(
    'a route of the older VirtualService that matches all, by %j, stands behind those of the newer',
    (match) => {
      expect(seen(two(match), at('/c'))).toMatchObject(TO_API);
      expect(seen(two(match), at('/d'))).toMatchObject(TO_WEB);
    },
  );

  test('one that asks for a header, too, stands before them', () => {
    const mesh = two({ uri: { prefix: '/' }, headers: { x: { exact: '1' } } });
    expect(seen(mesh, { request: { path: '/c', headers: { x: '1' } } })).toMatchObject(TO_WEB);
    expect(seen(mesh, at('/c'))).toMatchObject(TO_API);
  });

  test('within one VirtualService what follows a route for all is never reached', () => {
    const http = [to('web'), to('api', { match: [{ uri: { prefix: '/c' } }] })];
    expect(seen([gateway(HTTP), routes('one', '*', http)], at('/c'))).toMatchObject(TO_WEB);
    expect(seen([gateway(HTTP), routes('one', '*', [...http].reverse())], at('/c'))).toMatchObject(TO_API);
  });
});

describe('what a match asks', () => {
  const asking = (match: JsonObject): readonly JsonObject[] => [
    gateway(HTTP),
    routes('one', '*', [to('web', { match: [match] }), to('api')]),
  ];
  const request = (fields: JsonObject): JsonObject => ({ request: fields });

  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['a prefix is a text', { uri: { prefix: '/api' } }, at('/apix'), at('/ap')],
    ['exact paths without case', { uri: { exact: '/A' }, ignoreUriCase: true }, at('/a'), at('/a/')],
    ['each line of a header', { headers: { X: { exact: '1' } } }, request({ headers: { x: ['0', '1'] } }), at('/')],
    ['a header that is there', { headers: { x: {} } }, request({ headers: { x: '' } }), at('/')],
    ['a header that is not', { withoutHeaders: { x: {} } }, at('/'), request({ headers: { x: '' } })],
    ['an absent header is empty', { withoutHeaders: { x: { exact: '' } } }, request({ headers: { x: '1' } }), at('/')],
    ['the first parameter', { queryParams: { v: { exact: '1' } } }, at('/?v=1&v=2'), at('/?v=2&v=1')],
    ['the host as sent', { authority: { exact: 'www.example.com' } }, at('/'), request({ host: 'WWW.example.com' })],
    ['the scheme', { scheme: { exact: 'http' } }, at('/'), overTls('x')],
    ['the port of the server', { port: 80 }, at('/'), { to: { workload: 'shop/gw', port: 8088 } }],
    ['the gateway as the source', { sourceLabels: { app: 'gw' }, sourceNamespace: 'shop' }, at('/'), overTls('x')],
  ])('%s', (_, match, meant, other) => {
    expect(seen(asking(match), meant)).toMatchObject(TO_WEB);
    expect(seen(asking(match), other)).not.toMatchObject(TO_WEB);
  });

  test('gateways of a match make its labels count for nothing', () => {
    const labels = { sourceLabels: { app: 'other' } };
    expect(seen(asking(labels))).toMatchObject(TO_API);
    expect(seen(asking({ ...labels, gateways: ['gw'] }))).toMatchObject(TO_WEB);
  });

  test('a claim is there only in a token', () => {
    const claims = { headers: { '@request.auth.claims.group': { exact: 'admin' } } };
    expect(seen(asking(claims))).toMatchObject(TO_API);
    expect(routed(asking(claims), request({ token: { iss: 'me', group: 'admin' } })).kind).toBe('undecided');
  });

  test('a pattern that RE2 and we read in two ways is not guessed', () => {
    expect(routed(asking({ uri: { regex: '(?s)/a.*' } }), at('/a')).kind).toBe('undecided');
    expect(seen(asking({ uri: { regex: '/a.*' } }), at('/a'))).toMatchObject(TO_WEB);
  });
});

describe('what arrives', () => {
  const changing = (more: JsonObject, match: JsonObject = {}): readonly JsonObject[] => [
    gateway(HTTP),
    routes('one', '*', [to('web', { match: [match], ...more })]),
  ];

  test.each([
    ['/', { uri: { prefix: '/api' } }, '/api/v1', '//v1'],
    ['/new', {}, '/api', '/newapi'],
    ['/new', { uri: { exact: '/api' } }, '/api?x=1', '/new?x=1'],
    ['/new', { uri: { regex: '/a.*' } }, '/api?x=1', '/new?x=1'],
  ])('a rewrite to %s of %j makes of %s %s', (uri, match, path, arriving) => {
    expect(seen(changing({ rewrite: { uri } }, match), at(path))).toMatchObject({ path: arriving });
  });

  test('headers are removed, set and added; among several destinations those of the route win', () => {
    const headers = (value: string): JsonObject => ({ headers: { request: { set: { x: value, host: 'inner' } } } });
    const destination = (host: string): JsonObject => ({ destination: { host }, weight: 50, ...headers('own') });
    const several = [gateway(HTTP), routes('one', '*', [{ route: [destination('web')], ...headers('route') }])];
    expect(seen(several, {}, 'x')).toMatchObject({ headers: { x: 'own' }, host: 'inner' });
    const both = [destination('web'), destination('api')];
    const weighed = seen([gateway(HTTP), routes('one', '*', [{ route: both, ...headers('route') }])], {}, 'x');
    expect(weighed).toMatchObject({ anyOf: [{ headers: { x: 'route' } }, { headers: { x: 'route' } }] });
  });

  test('a value that only Envoy knows is told as such', () => {
    const routing = routed(changing({ headers: { request: { set: { x: '%REQ(y)%', z: '100%%' } } } }));
    expect(routing).toMatchObject({ http: { unknowable: expect.arrayContaining(['x']) as unknown } });
    expect(routing).toMatchObject({ http: { headers: expect.arrayContaining([['z', '100%']]) as unknown } });
  });

  test('it comes as the gateway, and without the token that the gateway has verified', () => {
    const verified = policy('RequestAuthentication', 'jwt', { jwtRules: [{ issuer: 'me', jwksUri: 'https://me' }] });
    const call = { request: { token: { iss: 'me' } } };
    const names = (mesh: readonly JsonObject[]): readonly string[] => {
      const routing = routed(mesh, call);
      expect(routing).toMatchObject({ kind: 'routed', identity: 'cluster.local/ns/shop/sa/gw-account' });
      return routing.kind === 'routed' ? routing.http.headers.map(([name]) => name) : [];
    };
    expect(names(changing({}))).toContain('authorization');
    expect(names([...changing({}), verified])).not.toContain('authorization');
  });
});

describe('what the gateway answers itself', () => {
  test.each<[string, JsonObject, object]>([
    [
      'a redirect',
      { redirect: { uri: '/n', scheme: 'https' } },
      { status: 301, location: 'https://www.example.com/n' },
    ],
    ['a fixed response', { directResponse: { status: 418, body: { string: 'tea' } } }, { status: 418, body: 'tea' }],
    ['an unknown host', to('none'), { status: 503 }],
    ['an unknown port', { route: [{ destination: { host: 'web', port: { number: 9 } } }] }, { status: 503 }],
    ['an abort', to('web', { fault: { abort: { httpStatus: 400, percentage: { value: 100 } } } }), { status: 400 }],
  ])('%s', (_, route, answer) => {
    expect(seen([gateway(HTTP), routes('one', '*', [route])])).toEqual(answer);
  });

  test('an abort of some requests leaves two outcomes', () => {
    const some = to('web', { fault: { abort: { httpStatus: 400, percentage: { value: 10 } } } });
    const none = to('web', { fault: { abort: { httpStatus: 400 } } }); // Envoy's default
    expect(seen([gateway(HTTP), routes('one', '*', [none])])).toMatchObject(TO_WEB);
    expect(seen([gateway(HTTP), routes('one', '*', [some])])).toMatchObject({
      anyOf: [{ status: 200 }, { status: 400 }],
    });
  });

  test('plaintext is sent to HTTPS, also without any route, and a proxy in front may have taken the TLS off', () => {
    const redirecting = gateway({ ...HTTP, tls: { httpsRedirect: true } });
    expect(seen([redirecting])).toEqual({ status: 301, location: 'https://www.example.com/' });
    const call = { request: { headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.1' } } };
    const mesh = [redirecting, routes('one', '*', [to('web')])];
    const behind = { defaultConfig: { gatewayTopology: { numTrustedProxies: 1 } } };
    expect(routed(mesh, call).kind).toBe('answered');
    expect(routed(mesh, call, behind).kind).toBe('routed');
  });

  test('policies of the gateway come before its routes', () => {
    const closed = policy('AuthorizationPolicy', 'closed', { selector: { matchLabels: { app: 'gw' } } });
    expect(seen([gateway(HTTP), routes('one', '*', [to('web')]), closed])).toEqual({
      verdict: 'deny',
      status: 403,
      layer: 'authorization',
    });
    expect(seen([gateway(HTTP), routes('one', '*', [to('web')])])).toMatchObject(TO_WEB);
  });
});

describe('ports and TLS', () => {
  test('the older server keeps its port: plaintext keeps TLS out', () => {
    const mixed = (...servers: readonly JsonObject[]): readonly JsonObject[] => [
      gateway(...servers.map((server) => ({ ...server, port: { ...(server.port as JsonObject), number: 443 } }))),
      routes('one', '*', [to('web')]),
    ];
    const https = tls('s', ['www.example.com']);
    expect(seen(mixed(HTTP, https), overTls('www.example.com'))).toMatchObject({ verdict: 'deny' });
    expect(seen(mixed(https, HTTP), overTls('www.example.com'))).toMatchObject(TO_WEB);
  });

  test('one TLS host written in two ways makes Envoy refuse the port, which is not judged', () => {
    const two = (host: string): readonly JsonObject[] => [
      gateway(tls('a', ['www.example.com']), tls('b', [host])),
      routes('one', '*', [to('web')]),
    ];
    expect(routed(two('shop/www.example.com'), overTls('www.example.com')).kind).toBe('undecided');
    expect(routed(two('api.example.com'), overTls('www.example.com')).kind).toBe('routed');
  });

  test('a server at some address only is not judged', () => {
    expect(routed([gateway({ ...HTTP, bind: '10.0.0.1' }), routes('one', '*', [to('web')])]).kind).toBe('undecided');
  });

  test('TLS is passed on by its server name, and bytes by their port', () => {
    const passing = gateway(tls('t', ['*.example.com'], { tls: { mode: 'PASSTHROUGH' } }), {
      port: { number: 9000, name: 'tcp', protocol: 'TCP' },
      hosts: ['*'],
    });
    const destination = { destination: { host: 'web', port: { number: 80 } } };
    const by = istio('VirtualService', 'bytes', {
      hosts: ['*.example.com'],
      gateways: ['gw'],
      tls: [{ match: [{ sniHosts: ['www.example.com'] }], route: [destination] }],
      tcp: [{ match: [{ port: 9000 }], route: [{ destination: { host: 'api', port: { number: 80 } } }] }],
    });
    expect(seen([passing, by], overTls('www.example.com'))).toEqual({ routedTo: 'shop/web:80' });
    expect(seen([passing, by], overTls('other.example.com'))).toMatchObject({ layer: 'network' });
    expect(seen([passing, by], { to: { workload: 'shop/gw', port: 9000 } })).toEqual({ routedTo: 'shop/api:80' });
  });

  test('a server for mutual TLS asks for a certificate', () => {
    const mesh = [
      gateway(tls('m', ['*'], { tls: { mode: 'MUTUAL', credentialName: 'cert' } })),
      routes('one', '*', [to('web')]),
    ];
    const call = overTls('www.example.com');
    expect(seen(mesh, call)).toEqual({ verdict: 'deny', layer: 'network' });
    expect(seen(mesh, { ...call, from: { identity: 'cluster.local/ns/a/sa/b' } })).toMatchObject(TO_WEB);
  });
});

describe('the Gateway API', () => {
  const listener = { name: 'http', port: 80, protocol: 'HTTP' };
  const edge = (...listeners: readonly JsonObject[]): JsonObject =>
    api('Gateway', 'edge', { gatewayClassName: 'istio', listeners: [...listeners] });
  const backend = (name: string): JsonObject => ({ backendRefs: [{ name, port: 80 }] });
  const route = (rules: readonly JsonObject[], more: JsonObject = {}, kind = 'HTTPRoute'): JsonObject =>
    api(kind, 'one', { parentRefs: [{ name: 'edge' }], rules: [...rules], ...more });

  test('a regex is asked after every prefix, whatever its length', () => {
    const regex = { matches: [{ path: { type: 'RegularExpression', value: '/api/v[0-9]+' } }], ...backend('web') };
    expect(seen([edge(listener), route([regex])], at('/api/v1'))).toMatchObject(TO_WEB);
    expect(seen([edge(listener), route([regex, backend('api')])], at('/api/v1'))).toMatchObject(TO_API);
  });

  test('a filter that istiod does not know takes the whole route away', () => {
    const odd = { filters: [{ type: 'ExtensionRef' }], matches: [{ path: { value: '/odd' } }], ...backend('web') };
    expect(seen([edge(listener), route([backend('api')])])).toMatchObject(TO_API);
    expect(seen([edge(listener), route([backend('api'), odd])])).toEqual({ status: 404 });
  });

  test('a prefix is replaced by segments, and by nothing as `/`', () => {
    const replacing = (value: string, replacePrefixMatch: string): readonly JsonObject[] => {
      const filter = { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch } } };
      return [edge(listener), route([{ matches: [{ path: { value } }], filters: [filter], ...backend('web') }])];
    };
    expect(seen(replacing('/api', '/'), at('/api/v1'))).toMatchObject({ path: '/v1' });
    expect(seen(replacing('/api', '/new/'), at('/api/v1'))).toMatchObject({ path: '/new/v1' });
    expect(seen(replacing('/', '/new'), at('/api'))).toMatchObject({ path: '/newapi' }); // as istiod does
    expect(seen(replacing('/api', '/'), at('/apix'))).toEqual({ status: 404 });
  });

  test('a GRPCRoute is asked by service and method, beside HTTPRoutes of the host', () => {
    const grpc = api('GRPCRoute', 'two', {
      parentRefs: [{ name: 'edge' }],
      rules: [{ matches: [{ method: { service: 'shop.Cart', method: 'Add' } }], ...backend('web') }],
    });
    const mesh = [edge(listener), grpc, route([backend('api')])];
    expect(seen(mesh, { request: { method: 'POST', path: '/shop.Cart/Add' } })).toMatchObject(TO_WEB);
    expect(seen(mesh, { request: { method: 'POST', path: '/shop.Cart/Remove' } })).toMatchObject(TO_API);
  });

  test('a TLSRoute is for the hosts that it has in common with its listener', () => {
    const passing = {
      name: 'tls',
      port: 443,
      protocol: 'TLS',
      hostname: '*.example.com',
      tls: { mode: 'Passthrough' },
    };
    const mesh = [edge(passing), route([backend('web')], { hostnames: ['*.com'] }, 'TLSRoute')];
    const call = (sni: string): JsonObject => ({ ...overTls(sni), to: { gateway: 'shop/edge', port: 443 } });
    expect(seen(mesh, call('www.example.com'))).toEqual({ routedTo: 'shop/web:80' });
    expect(seen(mesh, call('www.other.com'))).toEqual({ verdict: 'deny', layer: 'network' });
  });

  test('a TCPRoute takes all connections of its listener; without any weight they end', () => {
    const tcp = { name: 'tcp', port: 80, protocol: 'TCP' };
    const weighing = (weight: number): JsonObject =>
      route([{ backendRefs: [{ name: 'web', port: 80, weight }] }], {}, 'TCPRoute');
    expect(seen([edge(tcp), weighing(1)])).toEqual({ routedTo: 'shop/web:80' });
    expect(seen([edge(tcp), weighing(0)])).toEqual({ verdict: 'deny', layer: 'network' });
    expect(seen([edge(listener), weighing(1)])).toEqual({ status: 404 }); // of HTTP it is no route
  });

  test('the second of two listeners that cannot be told apart is none', () => {
    const other = { ...listener, name: 'again', protocol: 'TCP' };
    const section = (sectionName: string): JsonObject =>
      route([backend('web')], { parentRefs: [{ name: 'edge', sectionName }] });
    expect(seen([edge(listener, other), section('http')])).toMatchObject(TO_WEB);
    expect(seen([edge(other, listener), section('http')])).toMatchObject({ verdict: 'deny' });
  });

  test('a Gateway of a class that is not known to be Istio’s is not judged', () => {
    const nginx = api('Gateway', 'edge', { gatewayClassName: 'nginx', listeners: [listener] });
    expect(routed([nginx, route([backend('web')])]).kind).toBe('undecided');
  });
});
