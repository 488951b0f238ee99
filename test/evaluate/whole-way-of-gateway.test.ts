import { evaluator } from '../../src/evaluate/evaluate';
import { explainer } from '../../src/evaluate/explain';
import { throughGateways, wholeWays } from '../../src/evaluate/whole-way';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { api, gateway, HTTP, istio, policy, routes, to, WORLD } from './gateway-mesh';

const SIDECARS = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } },
};
const PODS = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { template: { metadata: { labels: { app: 'web' } }, spec: { serviceAccountName: 'web' } } },
};
const STRICT = policy('PeerAuthentication', 'default', { mtls: { mode: 'STRICT' } });
const rewriting = routes('one', '*', [to('web', { match: [{ uri: { prefix: '/pub' } }], rewrite: { uri: '/open' } })]);
const allowing = (rule: JsonObject): JsonObject =>
  policy('AuthorizationPolicy', 'web', { selector: { matchLabels: { app: 'web' } }, rules: [rule] });
const isolating = (name: string): JsonObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { podSelector: { matchLabels: { app: name } }, ingress: [] },
});

function wayOf(manifests: readonly JsonObject[], path = '/pub', more: JsonObject = {}) {
  const called = { workload: 'shop/gw', port: 8080 };
  const call = { from: { plaintext: true }, to: called, request: { path, host: 'www.example.com' }, ...more };
  const world = WORLD.filter(({ kind }) => kind !== 'Namespace');
  const mesh = readMesh([SIDECARS, PODS, ...world, gateway(HTTP), ...manifests]);
  return wholeWays(mesh)(throughGateways(mesh)(readCase(call)));
}

test('the target judges the path that arrives, and the gateway as its caller', () => {
  const path = (value: string): JsonObject => ({ to: [{ operation: { paths: [value] } }] });
  expect(wayOf([rewriting, allowing(path('/open'))]).verdict).toMatchObject({ verdict: 'allow', point: 'sidecar' });
  expect(wayOf([rewriting, allowing(path('/pub'))]).verdict).toMatchObject({ verdict: 'deny', point: 'sidecar' });
  const from = (account: string): JsonObject => ({
    from: [{ source: { principals: [`cluster.local/ns/shop/sa/${account}`] } }],
  });
  expect(wayOf([rewriting, STRICT, allowing(from('gw-account'))]).verdict.verdict).toBe('allow');
  expect(wayOf([rewriting, STRICT, allowing(from('other'))]).verdict.verdict).toBe('deny');
});

test('a DestinationRule of the gateway may keep it from a STRICT target', () => {
  const plain = istio('DestinationRule', 'web', { host: 'web', trafficPolicy: { tls: { mode: 'DISABLE' } } });
  expect(wayOf([rewriting, STRICT]).verdict.verdict).toBe('allow');
  expect(wayOf([rewriting, STRICT, plain]).verdict).toMatchObject({ verdict: 'deny', layer: 'mtls' });
});

test('under PASSTHROUGH a gateway connects to the address by which it was called itself, and to whom is not told', () => {
  const rule = (simple: string): JsonObject =>
    istio('DestinationRule', 'web', { host: 'web', trafficPolicy: { loadBalancer: { simple } } });
  expect(wayOf([rewriting, rule('RANDOM')]).verdict.verdict).toBe('allow');
  expect(wayOf([rewriting, rule('PASSTHROUGH')]).verdict).toMatchObject({
    verdict: 'undecided',
    because: [expect.stringContaining('under PASSTHROUGH')],
  });
});

test('the network is met twice: before the gateway, and behind it', () => {
  expect(wayOf([rewriting, isolating('gw')]).verdict).toMatchObject({ verdict: 'deny', layer: 'network' });
  expect(wayOf([rewriting, isolating('web')]).verdict).toMatchObject({ verdict: 'deny', layer: 'network' });
  expect(wayOf([rewriting, isolating('api')]).verdict.verdict).toBe('allow');
});

test('what no route takes is answered by the gateway, whatever its targets say', () => {
  const way = wayOf([rewriting, allowing({ from: [{ source: { principals: ['nobody'] } }] })], '/other');
  expect(way).toMatchObject({ routing: { kind: 'answered', status: 404 }, verdict: { point: 'gateway' } });
});

test('the address of a client that the call does not tell is not taken for that of the gateway', () => {
  const remote = allowing({ from: [{ source: { remoteIpBlocks: ['203.0.113.0/24'] } }] });
  const from = (ip: string): JsonObject => ({ from: { plaintext: true, ip } });
  expect(wayOf([rewriting, remote]).verdict.verdict).toBe('undecided');
  expect(wayOf([rewriting, remote], '/pub', from('203.0.113.7')).verdict.verdict).toBe('allow');
  expect(wayOf([rewriting, remote], '/pub', from('192.0.2.7')).verdict.verdict).toBe('deny');
});

test('outcomes by weight give a verdict only where they share it', () => {
  const weighed = (...hosts: readonly string[]): JsonObject =>
    routes('one', '*', [{ route: hosts.map((host) => ({ destination: { host }, weight: 1 })) }]);
  const nobody = allowing({ from: [{ source: { principals: ['nobody'] } }] });
  expect(wayOf([weighed('web', 'web')]).verdict.verdict).toBe('allow');
  expect(wayOf([weighed('web', 'web'), nobody]).verdict).toMatchObject({ verdict: 'deny', layer: 'authorization' });
  // a share that the gateway answers with 503 comes to nobody, and is refused by nobody
  expect(wayOf([weighed('web', 'none')]).verdict.verdict).toBe('undecided');
  expect(wayOf([weighed('web', 'none'), nobody]).verdict.verdict).toBe('undecided');
  expect(wayOf([weighed('none', 'nil')]).verdict).toMatchObject({ verdict: 'deny', answered: true, status: 503 });
});

test('the pods of a Gateway of the Gateway API need not be among the manifests', () => {
  const edge = api('Gateway', 'edge', {
    gatewayClassName: 'istio',
    listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }],
  });
  const route = api('HTTPRoute', 'one', {
    parentRefs: [{ name: 'edge' }],
    rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
  });
  const call = { to: { gateway: 'shop/edge', port: 80 } };
  const only = (account: string): JsonObject =>
    allowing({ from: [{ source: { principals: [`cluster.local/ns/shop/sa/${account}`] } }] });
  expect(wayOf([edge, route, only('edge-istio')], '/', call).verdict.verdict).toBe('allow');
  expect(wayOf([edge, route, only('edge')], '/', call).verdict.verdict).toBe('deny');
  // they have the labels of the Gateway, and those that istiod adds, by which NetworkPolicies may select them
  const labelled = { ...edge, metadata: { ...(edge.metadata as JsonObject), labels: { tier: 'edge' } } };
  const closing = (labels: JsonObject): JsonObject => {
    const isolated = isolating('edge');
    return { ...isolated, spec: { ...(isolated.spec as JsonObject), podSelector: { matchLabels: labels } } };
  };
  const verdictUnder = (labels: JsonObject): string =>
    wayOf([labelled, route, closing(labels)], '/', call).verdict.verdict;
  expect(verdictUnder({ tier: 'edge' })).toBe('deny');
  expect(verdictUnder({ 'gateway.istio.io/managed': 'istio.io-gateway-controller' })).toBe('deny');
  expect(verdictUnder({ tier: 'other' })).toBe('allow');
  expect(wayOf([route], '/', call).verdict.verdict).toBe('undecided');
});

describe('the verdict on a call to a gateway is the one behind it', () => {
  const closed = allowing({ from: [{ source: { principals: ['nobody'] } }] });
  const world = [SIDECARS, PODS, ...WORLD.filter(({ kind }) => kind !== 'Namespace'), gateway(HTTP), rewriting];
  const verdictAt = (target: JsonObject, ...manifests: readonly JsonObject[]) =>
    evaluator(readMesh([...world, ...manifests]))(
      readCase({ from: { plaintext: true }, to: target, request: { path: '/pub', host: 'www.example.com' } }),
    );

  test.each<[string, JsonObject]>([
    ['a Gateway by the port of its server', { gateway: 'shop/gw', port: 80 }],
    ['a Gateway by the port of its pods', { gateway: 'shop/gw', port: 8080 }],
    ['the Service in front of it', { service: 'shop/gw', port: 80 }],
  ])('called as %s', (_, target) => {
    expect(verdictAt(target)).toMatchObject({ verdict: 'allow' });
    expect(verdictAt(target, closed)).toMatchObject({ verdict: 'deny', point: 'sidecar', layer: 'authorization' });
  });

  test('and not that of its pods, where these are what is called', () => {
    expect(verdictAt({ workload: 'shop/gw', port: 8080 }, closed)).toMatchObject({
      verdict: 'allow',
      point: 'gateway',
    });
  });

  test('pods are a gateway by their own name, where no Gateway has it', () => {
    const other = istio('Gateway', 'edge', { selector: { app: 'gw' }, servers: [HTTP] });
    const through = routes('one', '*', [to('web')], {});
    const named = { ...(through.spec as JsonObject), gateways: ['edge'] };
    const mesh = readMesh([
      ...world.filter(({ kind }) => kind !== 'Gateway'),
      other,
      { ...through, spec: named },
      closed,
    ]);
    const call = { from: { plaintext: true }, to: { gateway: 'shop/gw', port: 80 }, request: { host: 'x' } };
    expect(evaluator(mesh)(readCase(call))).toMatchObject({ verdict: 'deny', point: 'sidecar' });
    expect(evaluator(mesh)(readCase({ ...call, to: { gateway: 'shop/web', port: 80 } }))).toMatchObject({
      verdict: 'undecided',
      because: ['`shop/web` is no gateway'],
    });
  });

  test('a gateway that leads to itself is followed so far only', () => {
    expect(verdictAt({ gateway: 'shop/gw', port: 80 }, routes('loop', 'www.example.com', [to('gw')]))).toMatchObject({
      verdict: 'undecided',
      because: ['the call passes more than 8 gateways'],
    });
  });

  test('what it answers itself comes to nobody, and the verdict tells that no policy denies it', () => {
    const redirecting = routes('back', 'www.example.com', [{ redirect: { uri: '/new' } }]);
    expect(verdictAt({ gateway: 'shop/gw', port: 80 }, redirecting, closed)).toMatchObject({
      verdict: 'deny',
      answered: true,
      point: 'gateway',
      status: 301,
    });
  });
});

test('bytes that are passed on are the request, unless TLS hides it', () => {
  const server = (protocol: string, tls: JsonObject): JsonObject => ({
    port: { number: 80, name: 'any', protocol },
    hosts: ['www.example.com'],
    ...tls,
  });
  const route = [{ destination: { host: 'web', port: { number: 80 } } }];
  const tcp = istio('VirtualService', 'bytes', { hosts: ['*'], gateways: ['gw'], tcp: [{ route }] });
  const sni = { match: [{ sniHosts: ['www.example.com'] }], route };
  const passing = istio('VirtualService', 'bytes', { hosts: ['*'], gateways: ['gw'], tls: [sni] });
  const onlyGet = allowing({ to: [{ operation: { methods: ['GET'] } }] });
  const world = [SIDECARS, PODS, ...WORLD.filter(({ kind }) => kind !== 'Namespace'), onlyGet];
  const verdictWith = (request: JsonObject, ...manifests: readonly JsonObject[]) =>
    evaluator(readMesh([...world, ...manifests]))(
      readCase({ from: { plaintext: true }, to: { gateway: 'shop/gw', port: 80 }, request }),
    );
  const plain = gateway(server('TCP', {}));
  expect(verdictWith({}, plain, tcp)).toMatchObject({ verdict: 'allow', by: 'shop/web#0' });
  expect(verdictWith({ method: 'PUT' }, plain, tcp)).toMatchObject({ verdict: 'deny', layer: 'authorization' });
  const hidden = verdictWith(
    { sni: 'www.example.com' },
    gateway(server('TLS', { tls: { mode: 'PASSTHROUGH' } })),
    passing,
  );
  expect(hidden).toMatchObject({ verdict: 'deny', point: 'sidecar' });
  expect(hidden.because[0]).toContain('refuses what is not HTTP');
});

describe('a waypoint behind a gateway', () => {
  const AMBIENT = {
    ...SIDECARS,
    metadata: { name: 'shop', labels: { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'wp' } },
  };
  const waypoint = api('Gateway', 'wp', {
    gatewayClassName: 'istio-waypoint',
    listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
  });
  const closed = policy('AuthorizationPolicy', 'l7', {
    targetRefs: [{ group: '', kind: 'Service', name: 'web' }],
    action: 'DENY',
    rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/gw-account'] } }] }],
  });
  const others = WORLD.filter(({ kind, metadata }) => kind !== 'Namespace' && (metadata as JsonObject).name !== 'web');
  const service = (labels: JsonObject): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop', labels },
    spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  });
  const askedWith = (labels: JsonObject, ...more: readonly JsonObject[]) =>
    explainer(readMesh([AMBIENT, PODS, ...others, service(labels), gateway(HTTP), rewriting, waypoint, ...more]))(
      readCase({ from: { plaintext: true }, to: { gateway: 'shop/gw', port: 80 }, request: { path: '/pub' } }),
    );

  test('is passed by, and this is told', () => {
    const { verdict, steps } = askedWith({}, closed);
    expect(verdict).toMatchObject({ verdict: 'allow' });
    expect(steps.map(({ why }) => why)).toContain(
      '`shop/web` is captured by ztunnel; the call goes past waypoint `shop/wp`, as gateways do where no label `istio.io/ingress-use-waypoint` leads them there',
    );
  });

  test('takes the call where a label asks for it, and knows the gateway as its caller', () => {
    const label = { 'istio.io/ingress-use-waypoint': 'true' };
    const { steps } = askedWith(label);
    expect(askedWith(label).verdict).toMatchObject({ verdict: 'allow' });
    expect(askedWith(label, closed).verdict).toMatchObject({ verdict: 'deny', point: 'waypoint', by: 'shop/l7#0' });
    expect(askedWith({ 'istio.io/ingress-use-waypoint': 'false' }, closed).verdict.verdict).toBe('allow');
    // the target knows the waypoint as its caller
    expect(steps.flatMap(({ call }) => call ?? []).map(({ from, port }) => [from, port])).toEqual([
      [{ plaintext: true }, 8080],
      [{ identity: 'cluster.local/ns/shop/sa/gw-account' }, 80],
      [{ identity: 'cluster.local/ns/shop/sa/wp' }, 8080],
    ]);
  });
});

test('that a caller is either refused or answered is told with both endings', () => {
  const caller = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'job', namespace: 'dark' },
    spec: { template: { spec: { serviceAccountName: 'job', containers: [{ name: 'main' }] } } },
  };
  const explained = (namespaces: readonly JsonObject[], path: string) => {
    const call = { from: { workload: 'dark/job' }, to: { gateway: 'shop/gw', port: 80 } };
    const mesh = readMesh([...WORLD, ...namespaces, caller, gateway(HTTP), rewriting]);
    return explainer(mesh)(readCase({ ...call, request: { path, host: 'www.example.com' } }));
  };
  const { verdict, steps } = explained([], '/unknown');
  expect(verdict.verdict).toBe('undecided');
  expect(steps[0]?.why).toMatch(
    /^what the proxy of the caller speaks .*: deny for mTLS as .* to `shop\/gw`, answered for plaintext to `shop\/gw`$/,
  );
  expect(steps.map(({ outcome }) => outcome).filter((outcome) => outcome === 'deny')).toHaveLength(2);
  const bare = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dark' } };
  expect(explained([bare], '/unknown').verdict).toMatchObject({ verdict: 'deny', answered: true });
});
