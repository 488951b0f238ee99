import { evaluate } from '../../src/evaluate/evaluate';
import type { Verdict } from '../../src/evaluate/verdict';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';

const WEB = { identity: 'cluster.local/ns/shop/sa/web' };
const space = (labels: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels },
});
const SIDECARS = space({ 'istio-injection': 'enabled' });
const AMBIENT = space({ 'istio.io/dataplane-mode': 'ambient' });
const pods = (name: string, annotations: JsonObject = {}, labels: JsonObject = {}): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: {
    template: { metadata: { labels: { app: name, ...labels }, annotations }, spec: { serviceAccountName: name } },
  },
});
const istio = (kind: string, name: string, spec: JsonObject): JsonObject => ({
  apiVersion: `${kind === 'EnvoyFilter' ? 'networking' : kind === 'WasmPlugin' ? 'extensions' : 'security'}.istio.io/v1`,
  kind,
  metadata: { name, namespace: 'shop' },
  spec,
});
const GATEWAYS = 'istio.io/ingress-use-waypoint';
const CLOSED = istio('AuthorizationPolicy', 'nothing', {});
const STRICT = istio('PeerAuthentication', 'default', { mtls: { mode: 'STRICT' } });
const isolating = (port: number): JsonObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'only', namespace: 'shop' },
  spec: { podSelector: { matchLabels: { app: 'api' } }, ingress: [{ ports: [{ port }] }] },
});

function verdictOn(manifests: readonly JsonObject[], call: JsonObject = {}): Verdict {
  const whole = { from: WEB, to: { workload: 'shop/api', port: 8080 }, request: {}, ...call };
  return evaluate(readMesh(manifests), readCase(whole));
}

describe('out of the mesh only NetworkPolicies count', () => {
  test.each([
    ['a namespace without labels', [space({}), pods('api')]],
    ['a pod that opted out', [SIDECARS, pods('api', {}, { 'sidecar.istio.io/inject': 'false' })]],
    ['a port past the sidecar', [SIDECARS, pods('api', { 'traffic.sidecar.istio.io/excludeInboundPorts': '1, 8080' })]],
  ])('%s', (_, manifests) => {
    expect(verdictOn([...manifests, CLOSED, STRICT], { from: {} })).toMatchObject({ verdict: 'allow' });
    expect(verdictOn([...manifests, isolating(1)])).toMatchObject({ verdict: 'deny', layer: 'network' });
  });

  test('the twin with a sidecar is closed', () => {
    expect(verdictOn([SIDECARS, pods('api'), CLOSED])).toMatchObject({ verdict: 'deny', point: 'sidecar' });
  });

  test('what other templates than that of the sidecar inject is not guessed', () => {
    const injected = (templates: string): Verdict =>
      verdictOn([SIDECARS, pods('api', { 'inject.istio.io/templates': templates }), CLOSED]);
    expect(injected('grpc-agent')).toMatchObject({
      verdict: 'undecided',
      because: ['what stands before `shop/api` is said by its templates (`inject.istio.io/templates: grpc-agent`)'],
    });
    expect(injected('sidecar, spire')).toMatchObject({ verdict: 'deny', point: 'sidecar' });
  });

  test('whether a namespace that is not given has sidecars is not guessed', () => {
    expect(verdictOn([pods('api')])).toMatchObject({
      verdict: 'undecided',
      because: [
        'Namespace `shop` is not among the manifests, and its labels say whether `shop/api` gets a sidecar; add it',
      ],
    });
    expect(verdictOn([SIDECARS, pods('api')]).verdict).toBe('allow');
    expect(verdictOn([pods('api'), isolating(1)]).verdict).toBe('deny'); // either way
  });
});

describe('the network is met before the proxy', () => {
  test('a refusal of the network is the one that is told', () => {
    expect(verdictOn([SIDECARS, pods('api'), CLOSED, isolating(1)])).toMatchObject({ layer: 'network' });
    expect(verdictOn([SIDECARS, pods('api'), CLOSED, isolating(8080)])).toMatchObject({ layer: 'authorization' });
  });

  test('a tunnel of ambient comes to port 15008, and plaintext to the port itself', () => {
    const mesh = (port: number): readonly JsonObject[] => [AMBIENT, pods('api'), isolating(port)];
    expect(verdictOn(mesh(8080)).verdict).toBe('deny');
    expect(verdictOn(mesh(15008)).verdict).toBe('allow');
    expect(verdictOn(mesh(8080), { from: {} }).verdict).toBe('allow');
  });
});

describe('what users put into Envoy is named, not guessed', () => {
  const patch = (context: string): JsonObject =>
    istio('EnvoyFilter', 'lua', { configPatches: [{ applyTo: 'HTTP_FILTER', match: { context } }] });

  test('an EnvoyFilter on the path', () => {
    const verdict = verdictOn([SIDECARS, pods('api'), patch('SIDECAR_INBOUND')]);
    expect(verdict).toMatchObject({ verdict: 'undecided', point: 'sidecar' });
    expect(verdict.because[0]).toBe('EnvoyFilter `shop/lua` may change what the proxy does');
  });

  test("none on the path: the caller's side, other pods, ambient", () => {
    expect(verdictOn([SIDECARS, pods('api'), patch('SIDECAR_OUTBOUND')]).verdict).toBe('allow');
    const other = istio('EnvoyFilter', 'lua', { workloadSelector: { labels: { app: 'db' } }, configPatches: [{}] });
    expect(verdictOn([SIDECARS, pods('api'), other]).verdict).toBe('allow');
    expect(verdictOn([AMBIENT, pods('api'), patch('ANY')]).verdict).toBe('allow');
  });

  test('a WasmPlugin sits behind TLS', () => {
    const plugin = istio('WasmPlugin', 'w', {});
    expect(verdictOn([SIDECARS, pods('api'), plugin]).verdict).toBe('undecided');
    expect(verdictOn([SIDECARS, pods('api'), plugin, STRICT], { from: {} })).toMatchObject({ layer: 'mtls' });
  });

  test.each([
    ['AUTHN', 'undecided', 'undecided'],
    ['AUTHZ', 'deny', 'undecided'],
    ['STATS', 'deny', 'deny'],
    [undefined, 'deny', 'deny'],
  ])('in phase %s: a token that is refused %s, a request that no rule allows %s', (phase, withToken, withoutRule) => {
    const plugin = istio('WasmPlugin', 'w', { phase });
    const jwt = istio('RequestAuthentication', 'jwt', { jwtRules: [{ issuer: 'a', jwksUri: 'https://a/keys' }] });
    const request = { tokens: [{ claims: { iss: 'b' } }] };
    const refused = verdictOn([SIDECARS, pods('api'), plugin, jwt], { request });
    expect(refused.verdict).toBe(withToken);
    expect('status' in refused).toBe(false); // a plugin may rewrite it
    expect(verdictOn([SIDECARS, pods('api'), plugin, CLOSED]).verdict).toBe(withoutRule);
  });

  test('a plugin for requests is not met on a port of TCP, one for bytes is', () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'api', namespace: 'shop' },
      spec: { selector: { app: 'api' }, ports: [{ name: 'tcp', port: 8080 }] },
    };
    const meets = (type: string): string =>
      verdictOn([SIDECARS, pods('api'), service, istio('WasmPlugin', 'w', { type })]).verdict;
    expect(meets('HTTP')).toBe('allow');
    expect(meets('NETWORK')).toBe('undecided');
  });
});

describe('a caller given as a workload', () => {
  const from = { from: { workload: 'shop/web' } };

  test('is judged when mTLS and plaintext are answered alike', () => {
    expect(verdictOn([SIDECARS, pods('api'), pods('web')], from).verdict).toBe('allow');
    expect(verdictOn([SIDECARS, pods('api'), pods('web'), CLOSED], from)).toMatchObject({ layer: 'authorization' });
    expect(verdictOn([SIDECARS, pods('api'), pods('web'), STRICT], from).verdict).toBe('undecided');
  });

  test('without a proxy speaks plaintext', () => {
    const web = pods('web', {}, { 'sidecar.istio.io/inject': 'false' });
    expect(verdictOn([SIDECARS, pods('api'), web, STRICT], from)).toMatchObject({ verdict: 'deny', layer: 'mtls' });
  });

  test('must be among the manifests', () => {
    expect(verdictOn([SIDECARS, pods('api')], from).verdict).toBe('undecided');
  });
});

describe('a waypoint, then the ztunnel', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'api', namespace: 'shop', labels: { 'istio.io/use-waypoint': 'wp' } },
    spec: { selector: { app: 'api' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  };
  const waypoint = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'wp', namespace: 'shop' },
    spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] },
  };
  const allowing = (account: string): JsonObject =>
    istio('AuthorizationPolicy', 'only', {
      selector: { matchLabels: { app: 'api' } },
      rules: [{ from: [{ source: { principals: [`cluster.local/ns/shop/sa/${account}`] } }] }],
    });
  const mesh = [AMBIENT, pods('api'), service, waypoint];
  const call = { to: { service: 'shop/api', port: 80 } };

  test('ztunnel takes the waypoint for the caller', () => {
    expect(verdictOn(mesh, call)).toMatchObject({ verdict: 'allow', point: 'waypoint' });
    expect(verdictOn([...mesh, allowing('web')], call)).toMatchObject({ verdict: 'deny', point: 'ztunnel' });
    expect(verdictOn([...mesh, allowing('wp')], call)).toMatchObject({ verdict: 'allow' });
  });

  describe('and a route that it follows', () => {
    const httpRoute = (rule: JsonObject, namespace = 'shop'): JsonObject => ({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'route', namespace },
      spec: { parentRefs: [{ group: '', kind: 'Service', name: 'api', namespace: 'shop', port: 80 }], rules: [rule] },
    });
    const virtualService = (http: JsonObject, more: JsonObject = {}): JsonObject => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'route', namespace: 'shop' },
      spec: { hosts: ['api'], http: [http], ...more },
    });
    const elsewhere = { route: [{ destination: { host: 'other' } }] };
    const itself = { route: [{ destination: { host: 'api' } }], timeout: '1s' };
    const match = [{ uri: { prefix: '/v1' } }];

    test.each([
      ['an HTTPRoute to another Service', httpRoute({ backendRefs: [{ name: 'other', port: 80 }] })],
      ['an HTTPRoute that redirects', httpRoute({ filters: [{ type: 'RequestRedirect', requestRedirect: {} }] })],
      ['a VirtualService to another Service', virtualService(elsewhere)],
      ['a VirtualService that takes some requests only', virtualService({ ...itself, match })],
    ])('%s leaves open where the call goes', (_, route) => {
      expect(verdictOn([...mesh, route], call)).toMatchObject({
        verdict: 'undecided',
        because: [expect.stringMatching(/`shop\/route` decides where the waypoint sends calls to `shop\/api`/)],
      });
    });

    test.each([
      ['leads to the Service itself', httpRoute({ backendRefs: [{ name: 'api', port: 80 }] })],
      ['sets a timeout', virtualService(itself)],
      ['is for a gateway', virtualService(elsewhere, { gateways: ['edge'] })],
      ['is of a namespace that is neither', httpRoute({ backendRefs: [{ name: 'other', port: 80 }] }, 'dev')],
    ])('one that %s does not', (_, route) => {
      expect(verdictOn([...mesh, route], call)).toMatchObject({ verdict: 'allow', point: 'waypoint' });
    });

    test('its own denial stays one', () => {
      const denying = istio('AuthorizationPolicy', 'l7', {
        targetRefs: [{ group: '', kind: 'Service', name: 'api' }],
        action: 'DENY',
        rules: [{}],
      });
      expect(verdictOn([...mesh, denying, virtualService(elsewhere)], call)).toMatchObject({ verdict: 'deny' });
    });
  });

  test('what it speaks to a sidecar is a matter of installation: both are tried', () => {
    const inject = { 'sidecar.istio.io/inject': 'true' };
    const withSidecar = [SIDECARS, service, waypoint, pods('api', {}, inject)];
    const strict = istio('PeerAuthentication', 'default', { mtls: { mode: 'STRICT' } });
    const selector = { matchLabels: { app: 'api' } };
    const ofSidecar = (action: string, source: JsonObject): JsonObject =>
      istio('AuthorizationPolicy', 'own', { selector, action, rules: [{ from: [{ source }] }] });
    const unclear = {
      verdict: 'undecided',
      because: expect.arrayContaining([expect.stringContaining('`ISTIO_META_ENABLE_HBONE`')]) as unknown,
    };
    expect(verdictOn(withSidecar, call).verdict).toBe('allow');
    expect(verdictOn([...withSidecar, strict], call)).toMatchObject(unclear);
    // in a tunnel it proves its identity, in plaintext none
    expect(verdictOn([...withSidecar, ofSidecar('ALLOW', { principals: ['*'] })], call)).toMatchObject(unclear);
    expect(verdictOn([...withSidecar, ofSidecar('ALLOW', { namespaces: ['nobody'] })], call)).toMatchObject({
      verdict: 'deny',
      point: 'sidecar',
    });
    expect(verdictOn([...withSidecar, ofSidecar('DENY', { namespaces: ['nobody'] })], call).verdict).toBe('allow');
    expect(verdictOn([...withSidecar, allowing('nobody')], { ...call, from: {} })).toMatchObject({ verdict: 'deny' });
  });

  test('plaintext goes past it', () => {
    const denying = istio('AuthorizationPolicy', 'l7', {
      targetRefs: [{ group: '', kind: 'Service', name: 'api' }],
      action: 'DENY',
      rules: [{}],
    });
    expect(verdictOn([...mesh, denying], call)).toMatchObject({ verdict: 'deny', point: 'waypoint' });
    expect(verdictOn([...mesh, denying], { ...call, from: {} })).toMatchObject({ verdict: 'allow', point: 'ztunnel' });
  });

  test('a gateway goes through it where the Service says so, or, since 1.30, its namespace', () => {
    const gateway = pods('gw', { 'inject.istio.io/templates': 'gateway' });
    const label = { [GATEWAYS]: 'true' };
    const led = { ...service, metadata: { ...service.metadata, labels: { ...service.metadata.labels, ...label } } };
    const headless = { ...led, spec: { ...led.spec, clusterIP: 'None' } };
    const ambient = space({ 'istio.io/dataplane-mode': 'ambient', ...label });
    const point = (manifests: readonly JsonObject[], istioVersion = '1.32'): unknown => {
      const mesh = readMesh([...manifests, pods('api'), waypoint, gateway], { istioVersion });
      return evaluate(mesh, readCase({ ...call, from: { workload: 'shop/gw' } })).point;
    };
    expect(point([AMBIENT, service])).toBe('ztunnel');
    expect(point([AMBIENT, led])).toBe('waypoint');
    expect(point([AMBIENT, led], '1.29')).toBe('waypoint');
    expect(point([ambient, service])).toBe('waypoint');
    expect(point([ambient, service], '1.29')).toBe('ztunnel');
    expect(point([AMBIENT, headless])).toBe('ztunnel');
    const refusing = { ...led, metadata: { ...led.metadata, labels: { ...led.metadata.labels, [GATEWAYS]: 'no' } } };
    expect(point([ambient, refusing])).toBe('ztunnel');
  });

  test('one that is meant for pods takes the calls to them, by policies for the Gateway only', () => {
    const forPods = {
      ...waypoint,
      metadata: { ...waypoint.metadata, labels: { 'istio.io/waypoint-for': 'workload' } },
    };
    const bound = pods('api', {}, { 'istio.io/use-waypoint': 'wp' });
    const denying = (kind: string, name: string): JsonObject =>
      istio('AuthorizationPolicy', `deny-${kind}`, {
        targetRefs: [{ group: kind === 'Gateway' ? 'gateway.networking.k8s.io' : '', kind, name }],
        action: 'DENY',
        rules: [{ to: [{ operation: { ports: ['8080'] } }] }],
      });
    const verdict = (...manifests: readonly JsonObject[]): Verdict => verdictOn([AMBIENT, service, ...manifests]);
    expect(verdict(forPods, bound, denying('Gateway', 'wp'))).toMatchObject({ verdict: 'deny', point: 'waypoint' });
    expect(verdict(forPods, bound, denying('Service', 'api'))).toMatchObject({ verdict: 'allow', point: 'waypoint' });
    expect(verdict(waypoint, bound, denying('Gateway', 'wp'))).toMatchObject({ verdict: 'allow', point: 'ztunnel' });
  });

  test('calls to a headless Service are calls to its pods, where no policy of the Service holds', () => {
    const headless = { ...service, spec: { ...service.spec, clusterIP: 'None' } };
    const denying = istio('AuthorizationPolicy', 'l7', {
      targetRefs: [{ group: '', kind: 'Service', name: 'api' }],
      action: 'DENY',
      rules: [{}],
    });
    const lock = istio('AuthorizationPolicy', 'lock', {
      selector: { matchLabels: { app: 'api' } },
      rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/wp'] } }] }],
    });
    const verdict = (...manifests: readonly JsonObject[]): Verdict =>
      verdictOn([AMBIENT, pods('api'), waypoint, ...manifests], call);
    expect(verdict(service, denying)).toMatchObject({ verdict: 'deny', point: 'waypoint' });
    expect(verdict(headless, denying)).toMatchObject({ verdict: 'allow', point: 'ztunnel' });
    expect(verdict(service, lock)).toMatchObject({ verdict: 'allow' });
    expect(verdict(headless, lock)).toMatchObject({ verdict: 'deny', point: 'ztunnel' });
    const forAll = { ...waypoint, metadata: { ...waypoint.metadata, labels: { 'istio.io/waypoint-for': 'all' } } };
    const bound = pods('api', {}, { 'istio.io/use-waypoint': 'wp' });
    expect(verdictOn([AMBIENT, bound, forAll, headless, denying], call)).toMatchObject({
      verdict: 'allow',
      point: 'waypoint',
    });
  });

  test('that does not allow the namespace is none', () => {
    const elsewhere = (from: string): JsonObject => ({
      ...waypoint,
      metadata: { name: 'wp', namespace: 'infra' },
      spec: {
        gatewayClassName: 'istio-waypoint',
        listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: { namespaces: { from } } }],
      },
    });
    const labels = { 'istio.io/use-waypoint': 'wp', 'istio.io/use-waypoint-namespace': 'infra' };
    const borrowing = { ...service, metadata: { ...service.metadata, labels } };
    const through = (from: string): unknown =>
      verdictOn([AMBIENT, pods('api'), borrowing, elsewhere(from)], call).point;
    expect(through('All')).toBe('waypoint');
    expect(through('Same')).toBe('ztunnel');
  });

  test("of a class that is not Istio's is not told, whoever else has its name", () => {
    const foreign = { ...waypoint, spec: { ...waypoint.spec, gatewayClassName: 'acme' } };
    const classic = { ...waypoint, apiVersion: 'networking.istio.io/v1', spec: { selector: {}, servers: [] } };
    expect(verdictOn([AMBIENT, pods('api'), service, foreign], call)).toMatchObject({
      verdict: 'undecided',
      because: ['what Gateway `shop/wp` of class `acme` does as a waypoint is not known'],
    });
    expect(verdictOn([AMBIENT, pods('api'), service, classic], call)).toMatchObject({ point: 'ztunnel' });
    expect(verdictOn([AMBIENT, pods('api'), service, classic, waypoint], call)).toMatchObject({ point: 'waypoint' });
  });

  test('is meant for what its class says, unless it says so itself', () => {
    const ofClass = (traffic: string): JsonObject => ({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'istio-waypoint', labels: { 'istio.io/waypoint-for': traffic } },
      spec: { controllerName: 'istio.io/mesh-controller' },
    });
    expect(verdictOn([...mesh, ofClass('workload')], call)).toMatchObject({ point: 'ztunnel' });
    expect(verdictOn([...mesh, ofClass('all')], call)).toMatchObject({ point: 'waypoint' });
    const own = { ...waypoint, metadata: { ...waypoint.metadata, labels: { 'istio.io/waypoint-for': 'service' } } };
    const stated = [AMBIENT, pods('api'), service, own, ofClass('workload')];
    expect(verdictOn(stated, call)).toMatchObject({ point: 'waypoint' });
  });

  test('that shares the calls with another one is not told', () => {
    const labels = { ...service.metadata.labels, 'istio.io/use-waypoint-canary': 'other' };
    const shared = { ...service, metadata: { ...service.metadata, labels } };
    expect(verdictOn([AMBIENT, pods('api'), shared, waypoint], call).verdict).toBe('undecided');
  });
});
