/** Small random meshes whose gateway leads to two Services, and calls to its ports. */
import type { JsonObject } from '../../src/policy/json-object';
import type { Random } from './random';
import { randomRequest } from './random-call';
import { randomPolicies, WORDS } from './random-mesh';

const SERVERS: readonly JsonObject[] = [
  { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] },
  { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['shop.example', '*.shop.example'] },
  {
    port: { number: 443, name: 'https', protocol: 'HTTPS' },
    hosts: ['shop.example'],
    tls: { mode: 'SIMPLE', credentialName: 'cert' },
  },
  {
    port: { number: 443, name: 'mutual', protocol: 'HTTPS' },
    hosts: ['*.example'],
    tls: { mode: 'MUTUAL', credentialName: 'cert' },
  },
  { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'], tls: { httpsRedirect: true } },
  { port: { number: 9000, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] },
  { port: { number: 9443, name: 'tls', protocol: 'TLS' }, hosts: ['db.example'], tls: { mode: 'PASSTHROUGH' } },
  {
    port: { number: 9444, name: 'tls', protocol: 'TLS' },
    hosts: ['*'],
    tls: { mode: 'SIMPLE', credentialName: 'cert' },
  },
  { port: { number: 15443, name: 'own', protocol: 'HTTPS' }, hosts: ['*'], tls: { mode: 'ISTIO_MUTUAL' } },
];

const HOSTS = ['*', 'shop.example', 'x.shop.example', '*.shop.example', 'api'];
const REGEXES = ['/a.*', '/[^/]+/b', '/(a|b)', '/a/?', '/[a-c]+', '.*', '/a[bc]*/.+', 'a', '/\\w+/b'];

/** Manifests and settings of a mesh with a gateway, and the words of its routes. */
export function randomGatewayMesh(random: Random): { manifests: readonly JsonObject[]; settings: JsonObject } {
  const settings = {
    pathNormalization: random.one(['BASE', 'BASE', 'NONE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES']),
    extensionProviders: [{ name: 'opa', envoyExtAuthzGrpc: { service: 'opa', port: 1 } }],
    ...(random.rarely(3) ? { defaultConfig: { gatewayTopology: { numTrustedProxies: 1 } } } : {}),
  };
  const isApi = random.rarely(3);
  // where most is open, routes tell more
  const guarded = random.one([['gw', 'api', 'web'], ['api'], ['web'], ['gw'], []]);
  const guards = guarded.flatMap((app) => randomPolicies(random, app));
  return { manifests: [...basis(random), ...(isApi ? apiRoutes(random) : istioRoutes(random)), ...guards], settings };
}

/** A call to a port of the gateway. */
export function randomGatewayCall(random: Random): JsonObject {
  const port = random.one([80, 80, 80, 80, 80, 80, 80, 80, 443, 443, 9000, 9443, 9444, 15443]);
  const from = { plaintext: true, ip: random.one(WORDS.ips) };
  const to = { gateway: 'shop/gw', port, ip: '10.1.0.9' };
  const { sni, ...request } = randomRequest(random);
  const name = random.one(['', '', 'shop.example', 'x.example', 'db.example']);
  const spoken = random.rarely(port === 80 ? 20 : 2) ? (name === '' ? { tls: true } : { sni: name }) : {};
  return random.rarely(8) ? { from, to } : { from, to, request: { ...request, ...spoken } };
}

/** A call to the pods of the gateway, which end it. */
export function randomPodsCall(random: Random): JsonObject {
  const { request } = randomGatewayCall(random);
  const caller = random.one<JsonObject>([
    { plaintext: true },
    { identity: random.one(WORDS.identities) },
    { workload: 'shop/web' },
  ]);
  const from = { ...caller, ip: random.one(WORDS.ips) };
  const to = { workload: 'shop/gw', port: random.one([8080, 443, 9000, 9443, 9444, 15443]), ip: '10.1.0.9' };
  if (request === undefined) return { from, to };
  // the sidecar of a workload goes by the host
  return { from, to, request: { ...(request as JsonObject), ...('workload' in caller ? { host: 'gw' } : {}) } };
}

/** An object of namespace `shop`. */
export const object = (apiVersion: string, kind: string, name: string, spec: JsonObject): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop' },
  spec,
});

/** Pods and Services: a gateway, and what may be behind it. */
export function basis(random: Random): readonly JsonObject[] {
  const labels = random.rarely(4) ? { 'istio.io/dataplane-mode': 'ambient' } : { 'istio-injection': 'enabled' };
  const pod = (
    name: string,
    app: string,
    podIP: string,
    more: JsonObject = {},
    annotations: JsonObject = {},
  ): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels: { app, ...more }, annotations },
    spec: { serviceAccountName: app, containers: [{ name: 'main', ports: [{ containerPort: 8080 }] }] },
    ...(random.rarely(2) ? { status: { podIP } } : {}),
  });
  const service = (name: string, ports: readonly JsonObject[]): JsonObject =>
    object('v1', 'Service', name, { selector: { app: name }, ports: [...ports], clusterIP: '10.96.0.1' });
  const http = { name: 'http', port: 80, targetPort: 8080 };
  const gateway = { 'inject.istio.io/templates': 'gateway' };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } },
    pod('gw', 'gw', '10.1.0.9', {}, gateway),
    pod('api', 'api', '10.1.0.1'),
    pod('web', 'web', '10.2.0.5'),
    ...(random.rarely(3) ? [pod('web-v2', 'web', '10.2.0.7', { version: 'v2' })] : []),
    service('gw', [http]),
    service('api', [http, { name: 'tcp', port: 9000 }]),
    service('web', [http]),
    ...(random.rarely(3)
      ? [
          object('networking.istio.io/v1', 'DestinationRule', 'web', {
            host: 'web',
            subsets: [{ name: 'v2', labels: { version: 'v2' } }],
          }),
        ]
      : []),
  ];
}

function istioRoutes(random: Random): readonly JsonObject[] {
  const servers = [...new Set([...SERVERS.slice(0, 1), ...random.some(SERVERS, 4)])];
  const services = Array.from({ length: 1 + random.below(3) }, (_, index) =>
    object('networking.istio.io/v1', 'VirtualService', `v${index}`, {
      hosts: random.rarely(2) ? ['*'] : random.some(HOSTS, 2),
      gateways: ['gw'],
      http: Array.from({ length: 1 + random.below(3) }, () => istioRoute(random)),
      ...(random.rarely(3)
        ? {
            tcp: [{ route: [{ destination: destination(random, 9000) }] }],
            tls: [{ match: [{ sniHosts: ['db.example'] }], route: [{ destination: destination(random, 9000) }] }],
          }
        : {}),
    }),
  );
  return [object('networking.istio.io/v1', 'Gateway', 'gw', { selector: { app: 'gw' }, servers }), ...services];
}

/** Where a route leads: to a Service, to nowhere. */
export function destination(random: Random, port = 80): JsonObject {
  const host = random.one(['api', 'api', 'api', 'web', 'web', 'gw', 'none']);
  return { host, port: { number: port }, ...(host === 'web' && random.rarely(4) ? { subset: 'v2' } : {}) };
}

function text(random: Random, values: readonly string[]): JsonObject {
  return random.one<JsonObject>([
    { exact: random.one(values) },
    { prefix: random.one(values) },
    { regex: random.one(['.*', '[a-z]+', `${random.one(values)}.*`]) },
  ]);
}

function istioMatch(random: Random): JsonObject {
  const uri = random.one<JsonObject>([
    { prefix: random.one(['/', '/a', '/a/', '/x']) },
    { exact: random.one(['/', '/a', '/a/b', '/A']) },
    { regex: random.one(REGEXES) },
  ]);
  return {
    ...(random.rarely(2) ? {} : { uri }),
    ...(random.rarely(6) ? { ignoreUriCase: true } : {}),
    ...(random.rarely(5) ? { method: { exact: random.one(WORDS.methods) } } : {}),
    ...(random.rarely(8) ? { authority: text(random, WORDS.hosts) } : {}),
    ...(random.rarely(10) ? { scheme: { exact: random.one(['http', 'https']) } } : {}),
    ...(random.rarely(5)
      ? { headers: { [random.one(['x-a', 'x-b', 'user-agent'])]: random.rarely(4) ? {} : text(random, WORDS.lines) } }
      : {}),
    ...(random.rarely(8) ? { withoutHeaders: { 'x-a': random.rarely(3) ? {} : text(random, WORDS.lines) } } : {}),
    ...(random.rarely(8) ? { queryParams: { q: random.rarely(3) ? {} : text(random, ['1', '2']) } } : {}),
  };
}

/** A route of a VirtualService for requests. */
export function istioRoute(random: Random): JsonObject {
  const match = random.rarely(4)
    ? {}
    : { match: Array.from({ length: 1 + random.below(2) }, () => istioMatch(random)) };
  if (random.rarely(8))
    return { ...match, ...random.one<JsonObject>([{ redirect: { uri: '/n' } }, { directResponse: { status: 418 } }]) };
  const one = destination(random);
  const route = random.rarely(4)
    ? [
        { destination: one, weight: 50, ...(random.rarely(2) ? { headers: headers(random) } : {}) },
        { destination: destination(random), weight: 50 },
      ]
    : [{ destination: one }];
  const rewrite = {
    ...(random.rarely(2) ? { uri: random.one(['/', '/new', '/a/', '/a', '/b/c/', '/x?y']) } : {}),
    ...(random.rarely(2) ? { authority: random.one(['api', 'other.example']) } : {}),
  };
  return {
    ...match,
    route,
    ...(random.rarely(3) ? { rewrite } : {}),
    ...(random.rarely(5) ? { headers: headers(random) } : {}),
    ...(random.rarely(12)
      ? { fault: { abort: { httpStatus: 503, percentage: { value: random.one([50, 100]) } } } }
      : {}),
  };
}

function headers(random: Random): JsonObject {
  return {
    request: random.one<JsonObject>([
      { set: { 'x-a': random.one(WORDS.lines) } },
      { add: { 'x-a': random.one(WORDS.lines) } },
      { remove: ['x-a'] },
      { set: { 'x-b': '%REQ(x-a)%' } },
      { remove: ['authorization'] },
      { set: { host: 'api' } },
    ]),
  };
}

function apiRoutes(random: Random): readonly JsonObject[] {
  const api = 'gateway.networking.k8s.io/v1';
  const listeners = [
    { name: 'http', port: 80, protocol: 'HTTP', ...(random.rarely(2) ? { hostname: '*.shop.example' } : {}) },
    ...(random.rarely(2) ? [{ name: 'other', port: 80, protocol: 'HTTP', hostname: 'shop.example' }] : []),
  ];
  return [
    object(api, 'Gateway', 'gw', {
      gatewayClassName: 'istio',
      listeners,
      addresses: [{ type: 'Hostname', value: 'gw.shop.svc.cluster.local' }],
    }),
    ...Array.from({ length: 1 + random.below(3) }, (_, index) =>
      object(api, 'HTTPRoute', `h${index}`, {
        parentRefs: [{ name: 'gw' }],
        ...(random.rarely(2) ? { hostnames: random.some(HOSTS.slice(1), 2) } : {}),
        rules: Array.from({ length: 1 + random.below(2) }, () => apiRule(random)),
      }),
    ),
  ];
}

/** A rule of an HTTPRoute. */
export function apiRule(random: Random): JsonObject {
  const path = random.one<JsonObject>([
    { type: 'PathPrefix', value: random.one(['/', '/a', '/a/b']) },
    { type: 'Exact', value: random.one(['/a', '/a/b']) },
    { type: 'RegularExpression', value: random.one(REGEXES) },
  ]);
  const rewrite = random.one<JsonObject>([
    { type: 'ReplacePrefixMatch', replacePrefixMatch: random.one(['/', '/new', '/a/']) },
    { type: 'ReplaceFullPath', replaceFullPath: random.one(['/', '/a']) },
  ]);
  return {
    matches: [
      {
        path,
        ...(random.rarely(4) ? { method: random.one(['GET', 'POST']) } : {}),
        ...(random.rarely(4) ? { headers: [{ name: 'x-a', value: random.one(WORDS.lines.slice(0, 4)) }] } : {}),
        ...(random.rarely(5) ? { queryParams: [{ name: 'q', value: '1' }] } : {}),
      },
    ],
    filters: [
      ...(random.rarely(3) ? [{ type: 'URLRewrite', urlRewrite: { path: rewrite } }] : []),
      ...(random.rarely(4)
        ? [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'x-a', value: '1' }] } }]
        : []),
    ],
    backendRefs: Array.from({ length: random.rarely(4) ? 2 : 1 }, () => ({
      name: random.one(['api', 'api', 'web', 'none']),
      port: 80,
    })),
  };
}
