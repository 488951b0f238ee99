/** Small random meshes in which everything that policies may look at is looked at. */
import type { JsonObject } from '../../src/policy/json-object';
import type { Random } from './random';

/** What policies and calls speak of, so that they often meet. */
export const WORDS = {
  identities: [
    ...['cluster.local/ns/shop/sa/web', 'cluster.local/ns/shop/sa/api', 'cluster.local/ns/dev/sa/tester'],
    ...[
      'cluster.local/ns/dev/sa/web',
      'td2/ns/dev/sa/web',
      'other.example/ns/shop/sa/web',
      'cluster.local/ns/ns/sa/sa',
    ],
  ],
  ips: ['10.2.0.5', '10.2.0.6', '192.168.1.1', '172.16.0.1', 'fd00::1', 'fd01::2'],
  methods: ['GET', 'POST', 'DELETE', 'OPTIONS'],
  paths: [
    ...[
      '/',
      '/a',
      '/ab',
      '/a/',
      '/a/b',
      '/a/b/c',
      '/A',
      '//a',
      '/a//b',
      '/a/../b',
      '/a/./b',
      '/%61',
      '/a%2fb',
      '/a%20b',
    ],
    ...['/a;x', '/..;/a', '/.;x', '/a.html', '/x/a.html', '/a*b', '/a?q=1', '/x?q=1&r=2', '/a/b?q', '/a#f', '/b\\c'],
  ],
  hosts: ['api', 'API', 'api.shop', 'api:80', 'shop.example', 'x.shop.example'],
  lines: ['1', '2', '12', '21', 'a', ''],
  headers: ['x-a', 'x-b', 'user-agent', 'origin', 'access-control-request-method'],
  issuers: ['https://one.example', 'https://two.example'],
  subjects: ['me', 'you', 'me/you'],
  claims: ['admin', 'user', 'a b', 'x'],
  names: ['', 'api', 'API.example', 'db.example', 'outbound_.80_._.api'],
};

const PATTERNS = {
  principals: [
    ...['*', 'cluster.local/*', 'cluster.local/ns/dev/*', '*/sa/web', 'td2/ns/dev/sa/web', '*'],
    ...WORDS.identities.slice(0, 5),
  ],
  namespaces: ['shop', 'dev', '*', 'd*', '*v', '*a', 'ns', 'sa'],
  accounts: ['shop/web', 'dev/web', 'web', 'dev/tester'],
  domains: ['cluster.local', 'td2', '*', 'td*', '*.local'],
  blocks: ['10.0.0.0/8', '10.2.0.5', '192.168.0.0/16', 'fd00::/16', '0.0.0.0/0'],
  methods: ['GET', 'POST', '*', 'P*', '*E'],
  paths: [
    '/',
    '/a',
    '/a*',
    '/a/*',
    '*/b',
    '*.html',
    '/{*}/b',
    '/a/{**}',
    '/{*}',
    '*',
    '/a%20b',
    '/..;/a',
    '/a;x',
    '*/.',
  ],
  hosts: ['api', 'API*', '*.example', 'shop.example', '*', 'api:*'],
  lines: ['1', '2', '1*', '*2', '*', 'a'],
  requestPrincipals: ['*', 'https://one.example/*', 'https://one.example/me', '*/you', 'https://two.example/*', 'me*'],
  claims: ['admin', 'a*', '*r', '*', 'user'],
  names: ['api', '*.example', 'db*', '*'],
  ports: ['8080', '9000', '7000'],
};

/** Manifests and settings of a mesh. */
export interface RandomMesh {
  readonly manifests: readonly JsonObject[];
  readonly settings: JsonObject;
  /** with whom sets and calls are asked about NetworkPolicies */
  readonly plane: 'sidecar' | 'ambient' | 'waypoint';
}

/** A mesh: `shop/api`, its callers, and what guards it. */
export function randomMesh(random: Random): RandomMesh {
  const plane = random.one(['sidecar', 'sidecar', 'ambient', 'waypoint'] as const);
  const settings = {
    trustDomainAliases: random.rarely(4) ? ['td2'] : [],
    pathNormalization: random.one(['BASE', 'BASE', 'NONE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES']),
    extensionProviders: [{ name: 'opa', envoyExtAuthzGrpc: { service: 'opa', port: 1 } }],
  };
  const policies = Array.from({ length: random.below(5) }, (_, i) => policy(random, plane, i));
  const tokens = random.rarely(2) ? [authentication(random, plane)] : [];
  const mtls = random.rarely(2) ? [peerAuthentication(random)] : [];
  return { manifests: [...basis(plane, random), ...policies, ...tokens, ...mtls], settings, plane };
}

function basis(plane: RandomMesh['plane'], random: Random): readonly JsonObject[] {
  const isAmbient = plane !== 'sidecar';
  const labels: Record<string, string> = isAmbient
    ? { 'istio.io/dataplane-mode': 'ambient', ...(plane === 'waypoint' ? { 'istio.io/use-waypoint': 'way' } : {}) }
    : { 'istio-injection': 'enabled' };
  // behind a waypoint there may be a sidecar
  const injected: JsonObject = plane === 'waypoint' && random.rarely(3) ? { 'sidecar.istio.io/inject': 'true' } : {};
  const pod = (namespace: string, name: string, podIP: string): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name, ...(name === 'api' ? injected : {}) } },
    spec: { serviceAccountName: name, containers: [{ name: 'main', ports: [{ containerPort: 8080 }] }] },
    ...(random.rarely(2) ? { status: { podIP } } : {}),
  });
  const ports = [
    { name: 'http', port: 80, targetPort: 8080 },
    { name: 'tcp', port: 9000 },
    { name: 'misc', port: 7000 },
  ];
  const gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'way', namespace: 'shop' },
    spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] },
  };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dev', labels: { 'istio-injection': 'enabled' } } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } },
    ...[pod('shop', 'api', '10.1.0.1'), pod('shop', 'web', '10.2.0.5'), pod('dev', 'tester', '10.2.0.6')],
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'api', namespace: 'shop' },
      spec: { selector: { app: 'api' }, ports, clusterIP: '10.96.0.1' },
    },
    ...(plane === 'waypoint' ? [gateway] : []),
  ];
}

function security(kind: string, name: string, spec: JsonObject): JsonObject {
  const namespace = name.startsWith('root') ? 'istio-system' : 'shop';
  return { apiVersion: 'security.istio.io/v1', kind, metadata: { name, namespace }, spec };
}

function attachment(random: Random, plane: RandomMesh['plane']): JsonObject {
  if (plane !== 'waypoint' || random.rarely(3))
    return random.rarely(2) ? {} : { selector: { matchLabels: { app: 'api' } } };
  return {
    targetRefs: [
      random.rarely(2)
        ? { kind: 'Service', group: '', name: 'api' }
        : { kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'way' },
    ],
  };
}

/** What guards the pods of this app, in a mesh of sidecars: all that policies may look at. */
export function randomPolicies(random: Random, app: string): readonly JsonObject[] {
  const selector = { matchLabels: { app } };
  const at = (manifest: JsonObject): JsonObject => {
    const { metadata, spec } = manifest as { metadata: JsonObject; spec: JsonObject };
    return {
      ...manifest,
      metadata: { ...metadata, name: `${String(metadata.name)}-${app}` },
      spec: { ...spec, selector },
    };
  };
  return [
    ...Array.from({ length: random.one([0, 0, 1, 2]) }, (_, index) => at(policy(random, 'sidecar', index))),
    ...(random.rarely(4) ? [at(authentication(random, 'sidecar'))] : []),
    ...(random.rarely(4) ? [at(peerAuthentication(random))] : []),
  ];
}

function policy(random: Random, plane: RandomMesh['plane'], index: number): JsonObject {
  const action = random.one(['ALLOW', 'ALLOW', 'ALLOW', 'DENY', 'DENY', 'CUSTOM']);
  const rules = Array.from({ length: random.below(4) }, () => rule(random));
  const provider = action === 'CUSTOM' ? { provider: { name: 'opa' } } : {};
  return security('AuthorizationPolicy', `p${index}`, { ...attachment(random, plane), action, ...provider, rules });
}

function fields(random: Random, choices: Readonly<Record<string, readonly string[]>>): JsonObject {
  const chosen: Record<string, string[]> = {};
  for (const [name, values] of Object.entries(choices)) {
    if (random.rarely(4)) chosen[name] = random.some(values, 3);
    if (random.rarely(8)) chosen[`not${name.charAt(0).toUpperCase()}${name.slice(1)}`] = random.some(values, 3);
  }
  return chosen;
}

function rule(random: Random): JsonObject {
  const source = (): JsonObject => ({
    source: fields(random, {
      ...{ principals: PATTERNS.principals, namespaces: PATTERNS.namespaces, trustDomains: PATTERNS.domains },
      ...{ requestPrincipals: PATTERNS.requestPrincipals, ipBlocks: PATTERNS.blocks, remoteIpBlocks: PATTERNS.blocks },
      ...(random.rarely(4) ? { serviceAccounts: PATTERNS.accounts } : {}),
    }),
  });
  const { hosts, methods, paths, ports } = PATTERNS;
  const operation = (): JsonObject => ({ operation: fields(random, { hosts, methods, paths, ports }) });
  const when = (): JsonObject => {
    const [key, values] = random.one<readonly [string, readonly string[]]>([
      ...['x-a', 'x-b', 'user-agent', 'origin'].map((name) => [`request.headers[${name}]`, PATTERNS.lines] as const),
      ['request.headers[:path]', ['/a*', '*?q=1', '/a?q', '*']],
      ['request.headers[:authority]', PATTERNS.hosts],
      ['request.headers[:method]', PATTERNS.methods],
      ['request.auth.claims[role]', PATTERNS.claims],
      ['request.auth.claims[scope]', PATTERNS.claims],
      ['request.auth.claims[iss]', WORDS.issuers],
      ['request.auth.audiences', ['a', 'https://a/']],
      ['connection.sni', PATTERNS.names],
      ['destination.ip', PATTERNS.blocks],
      ['source.ip', PATTERNS.blocks],
      ['destination.port', PATTERNS.ports],
    ]);
    const not = random.rarely(3) ? { notValues: random.some(values, 2) } : {};
    return { key, ...(random.rarely(4) ? {} : { values: random.some(values, 2) }), ...not };
  };
  const several = (make: () => JsonObject, most: number): JsonObject[] =>
    Array.from({ length: random.below(most) }, make);
  return { from: several(source, 3), to: several(operation, 3), when: several(when, random.rarely(2) ? 3 : 1) };
}

function authentication(random: Random, plane: RandomMesh['plane']): JsonObject {
  const jwtRules = random.some(WORDS.issuers, 2).map((issuer) => ({
    issuer,
    jwksUri: `${issuer}/keys`,
    ...(random.rarely(3) ? { audiences: random.some(['a', 'b'], 2) } : {}),
    ...(random.rarely(6) ? { fromHeaders: [{ name: 'x-token' }] } : {}),
  }));
  return security('RequestAuthentication', 'tokens', { ...attachment(random, plane), jwtRules });
}

function peerAuthentication(random: Random): JsonObject {
  const mode = (): JsonObject => ({ mode: random.one(['STRICT', 'PERMISSIVE', 'DISABLE']) });
  const ports = random.rarely(2) ? { portLevelMtls: { 8080: mode() }, selector: { matchLabels: { app: 'api' } } } : {};
  return security('PeerAuthentication', 'mtls', { mtls: mode(), ...ports });
}
