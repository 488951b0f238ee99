import type { JsonObject } from '../../src/policy/json-object';
import { readMesh, tryReadMesh } from '../../src/policy/read-mesh';

const object = (apiVersion: string, kind: string, spec: unknown): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name: 'x', namespace: 'shop' },
  spec,
});
const traffic = (kind: string, spec: unknown, version = 'v1') =>
  readMesh([object(`networking.istio.io/${version}`, kind, spec)]).traffic;
const gatewayApi = (kind: string, spec: unknown) => readMesh([object(`gateway.networking.k8s.io/v1`, kind, spec)]);

describe('a DestinationRule', () => {
  const rule = (spec: object) => traffic('DestinationRule', { host: 'a', ...spec }).destinationRules[0];

  test('an empty `tls` is DISABLE, and none at all leaves it to auto mTLS', () => {
    expect(rule({ trafficPolicy: { tls: {} } })?.trafficPolicy?.tls).toEqual({ mode: 'DISABLE' });
    expect(rule({ trafficPolicy: {} })?.trafficPolicy).toEqual({ ports: new Map() });
    expect(rule({})?.trafficPolicy).toBeUndefined();
  });

  test('a port without `tls` is kept, and of two entries of one port the first', () => {
    const ports = [{ port: { number: 80 } }, { port: { number: 80 }, tls: { mode: 'SIMPLE' } }];
    expect(rule({ trafficPolicy: { portLevelSettings: ports } })?.trafficPolicy?.ports).toEqual(new Map([[80, {}]]));
  });

  test('a selector without labels is not the same as none', () => {
    expect(rule({ workloadSelector: {} })?.selector).toEqual({});
    expect(rule({})?.selector).toBeUndefined();
  });

  test.each(['v1', 'v1beta1', 'v1alpha3'])('of version %s', (version) => {
    expect(traffic('DestinationRule', { host: 'a' }, version).destinationRules).toHaveLength(1);
  });
});

describe('a VirtualService', () => {
  const service = (spec: object) => traffic('VirtualService', spec).virtualServices[0];

  test('is for the mesh unless it names gateways, in any of their spellings', () => {
    expect(service({})?.gateways).toEqual([{ kind: 'mesh' }]);
    expect(
      service({ gateways: ['mesh', 'a', './b', 'edge/c', 'd.edge', 'e.edge.svc.cluster.local'] })?.gateways,
    ).toEqual([
      { kind: 'mesh' },
      { kind: 'gateway', namespace: 'shop', name: 'a' },
      { kind: 'gateway', namespace: 'shop', name: 'b' },
      { kind: 'gateway', namespace: 'edge', name: 'c' },
      { kind: 'gateway', namespace: 'edge', name: 'd' },
      { kind: 'gateway', namespace: 'edge', name: 'e' },
    ]);
  });

  test('one destination alone has all the weight, among several none is zero', () => {
    const weights = (route: object[]) => {
      const action = service({ http: [{ route }] })?.http[0]?.action;
      return action?.kind === 'route' ? action.destinations.map(({ weight }) => weight) : undefined;
    };
    expect(weights([{ destination: { host: 'a' } }])).toEqual([100]);
    expect(weights([{ destination: { host: 'a' }, weight: 3 }, { destination: { host: 'b' } }])).toEqual([3, 0]);
  });

  test('an exact empty text is a match, and `{}` asks only for presence', () => {
    const match = { uri: { exact: '' }, headers: { 'x-a': {}, 'x-b': { prefix: 'p' } } };
    expect(service({ http: [{ match: [match] }] })?.http[0]?.matches[0]).toMatchObject({
      uri: { kind: 'exact', value: '' },
      headers: [
        { name: 'x-a', match: { kind: 'any' } },
        { name: 'x-b', match: { kind: 'prefix', value: 'p' } },
      ],
    });
  });

  test('a delegate without namespace is one of the own', () => {
    expect(service({ http: [{ delegate: { name: 'part' } }] })?.http[0]?.action).toEqual({
      kind: 'delegate',
      to: { namespace: 'shop', name: 'part' },
      rewrite: {},
    });
  });
});

test('the namespace before a host of a classic Gateway', () => {
  const hosts = ['a.com', '*/b.com', './c.com', 'dev/*.d.com'];
  const spec = { servers: [{ port: { number: 80, protocol: 'HTTP' }, hosts }] };
  const [gateway] = readMesh([object('networking.istio.io/v1', 'Gateway', spec)]).gateways;
  expect(gateway?.servers[0]?.hosts).toEqual([
    { host: 'a.com' },
    { host: 'b.com' },
    { host: 'c.com', namespace: 'shop' },
    { host: '*.d.com', namespace: 'dev' },
  ]);
});

describe('the Gateway API', () => {
  test('what an HTTPRoute leaves out', () => {
    const read = (spec: object) => gatewayApi('HTTPRoute', spec).traffic.httpRoutes[0];
    expect(read({})?.rules).toEqual([{ matches: [], filters: [], backends: [] }]);
    expect(read({ rules: [] })?.rules).toEqual([]);
    expect(read({ rules: [{ matches: [{}], backendRefs: [{ name: 'a' }] }] })?.rules[0]).toMatchObject({
      matches: [{ path: { kind: 'prefix', value: '/' } }],
      backends: [{ group: '', kind: 'Service', namespace: 'shop', name: 'a', weight: 1 }],
    });
    expect(read({ parentRefs: [{ name: 'g' }] })?.parents).toEqual([
      { group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'shop', name: 'g' },
    ]);
  });

  test('routes of the own namespace may attach, unless the listener says otherwise', () => {
    const allowed = (namespaces?: object) => {
      const listener = { name: 'l', port: 80, protocol: 'HTTP', ...(namespaces && { allowedRoutes: { namespaces } }) };
      const [gateway] = gatewayApi('Gateway', { listeners: [listener] }).gateways;
      return gateway?.api.kind === 'kubernetes' ? gateway.api.listeners[0]?.allowedNamespaces : undefined;
    };
    expect(allowed()).toEqual({ from: 'Same' });
    expect(allowed({ from: 'All' })).toEqual({ from: 'All' });
    expect(allowed({ from: 'Nowhere' })).toEqual({ from: 'None' });
    expect(allowed({ from: 'Selector', selector: { matchLabels: { a: 'b' } } })).toMatchObject({ from: 'Selector' });
  });

  test('client certificates of all ports, and of one', () => {
    const validation = { caCertificateRefs: [{ name: 'ca' }] };
    const asked = (frontend: object) => {
      const [gateway] = gatewayApi('Gateway', { tls: { frontend } }).gateways;
      if (gateway?.api.kind !== 'kubernetes') throw new Error('no Gateway of the Gateway API');
      const { atPorts, everywhere } = gateway.api.clientCertificates;
      return { atPorts: [...atPorts.keys()], everywhere: everywhere.map(({ name }) => name) };
    };
    const perPort = [{ port: 443, tls: { validation } }];
    expect(asked({ default: {}, perPort })).toEqual({ atPorts: [443], everywhere: [] });
    expect(asked({ default: { validation } })).toEqual({ atPorts: [], everywhere: ['ca'] });
  });
});

test('only Secrets with a certificate are known, and by name alone', () => {
  const secret = (name: string, fields: object) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'shop' },
    ...fields,
  });
  const { tlsSecrets } = readMesh([
    secret('tls', { type: 'kubernetes.io/tls' }),
    secret('generic', { stringData: { 'tls.crt': 'c', 'tls.key': 'k' } }),
    secret('password', { data: { password: 'x' } }),
  ]).traffic;
  expect(tlsSecrets).toEqual([
    { namespace: 'shop', name: 'tls' },
    { namespace: 'shop', name: 'generic' },
  ]);
});

test('an object of the mesh leads back to its manifest', () => {
  const manifest = object('networking.istio.io/v1', 'DestinationRule', { host: 'a' });
  const { mesh, sourceOf } = tryReadMesh([{ kind: 'List', items: [manifest] }]);
  expect(sourceOf(mesh.traffic.destinationRules[0] as object)).toBe(manifest);
  expect(sourceOf({})).toBeUndefined();
});
