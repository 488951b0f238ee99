import { AMBIENT, app, oneCase, probe, SHOP } from './estate';

const denied = { request: { path: '/admin' } };
const reasons = (manifests: string, cases: readonly object[], options = {}) =>
  probe(manifests, cases, options).notProbed.map(({ id, because }) => `${id}: ${because}`);

test('there is one Job for each account, which sends what its cases say', () => {
  const cases = [
    oneCase('reads', 'allow'),
    oneCase('no-admin', { verdict: 'deny', layer: 'authorization' }, denied),
    oneCase('no-batch', { status: 403 }, { from: { identity: 'cluster.local/ns/shop/sa/batch' } }),
    oneCase('by-workload', 'allow', {
      to: { workload: 'shop/orders', port: 8080 },
      request: { method: 'HEAD', path: '/orders/1?a=b', headers: { 'X-A': ['b', ''] }, remoteIp: '10.0.0.1' },
    }),
  ];
  const call = { method: 'GET', path: '/orders/17', headers: [], target: 'orders.shop.svc:80' };
  expect(probe(SHOP, cases)).toEqual({
    probes: [
      {
        namespace: 'shop',
        serviceAccount: 'batch',
        hasSidecar: true,
        calls: [{ ...call, id: 'no-batch', expect: 'deny' }],
      },
      {
        namespace: 'shop',
        serviceAccount: 'frontend',
        hasSidecar: true,
        calls: [
          { ...call, id: 'reads', expect: 'allow' },
          { ...call, id: 'no-admin', expect: 'deny', path: '/admin' },
          {
            ...call,
            id: 'by-workload',
            expect: 'allow',
            method: 'HEAD',
            path: '/orders/1?a=b',
            headers: [
              ['x-a', 'b'],
              ['x-a', ''],
              ['x-forwarded-for', '10.0.0.1'],
            ],
          },
        ],
      },
    ],
    notProbed: [],
  });
});

test('the caller of a case may be any workload that runs as the account', () => {
  const manifests = `${SHOP}${app('shop', 'canary', 'frontend')}`;
  const { probes } = probe(manifests, [oneCase('reads', 'allow', { from: { workload: 'shop/canary' } })]);
  expect(probes).toMatchObject([{ serviceAccount: 'frontend', calls: [{ id: 'reads' }] }]);
});

test('what may change something is sent only where that is asked for', () => {
  const writes = [oneCase('writes', 'allow', { request: { method: 'POST', path: '/orders/1' } })];
  expect(reasons(SHOP, writes)).toEqual([
    'writes: `POST` may change something where it is let through; it is sent where writes are asked for',
  ]);
  expect(probe(SHOP, writes, { writes: true })).toMatchObject({
    probes: [{ calls: [{ method: 'POST' }] }],
    notProbed: [],
  });
});

test('no Job runs as somebody who was not named', () => {
  const cases = [oneCase('reads', 'allow'), oneCase('no-batch', 'deny', { from: { workload: 'shop/batch' } })];
  const accounts = [{ namespace: 'shop', serviceAccount: 'frontend' }];
  const { probes, notProbed } = probe(SHOP, cases, { accounts });
  expect(probes.map(({ serviceAccount }) => serviceAccount)).toEqual(['frontend']);
  expect(notProbed).toEqual([{ id: 'no-batch', because: '`shop/batch` is not among the callers that may be probed' }]);
});

describe('not probed, and told why', () => {
  const request = (more: object) => ({ request: { path: '/orders/17', ...more } });
  const token = { iss: 'https://idp.example.com' };
  test.each<[string, object, string]>([
    ['a caller without identity', { from: { plaintext: true } }, 'it is of a caller without identity'],
    ['an account that may not be there', { from: { identity: 'cluster.local/ns/shop/sa/x' } }, 'no workload runs as'],
    ['another trust domain', { from: { identity: 'example.com/ns/shop/sa/frontend' } }, 'a Job gets an identity of'],
    [
      'an identity of no account',
      { from: { identity: 'cluster.local/vm' } },
      '`cluster.local/vm` is the identity of no',
    ],
    [
      'an address of the caller',
      { from: { workload: 'shop/frontend', ip: '10.0.0.1' } },
      "it names the caller's address",
    ],
    ['an address that is called', { to: { service: 'shop/orders', port: 80, ip: '10.0.0.1' } }, 'it names the address'],
    ['a connection', { request: undefined }, 'it sends no HTTP'],
    ['a token', request({ token }), 'it has a token, which only its issuer can sign'],
    ['TLS of the caller', request({ tls: true }), 'its caller does TLS of its own'],
    ['a path that curl would change', request({ path: '/orders/a b' }), 'curl does not send the path `/orders/a b`'],
    ['a header that curl would change', request({ headers: { a: ' b' } }), 'curl does not send the header `a`'],
    ['a header that splits the request', request({ headers: { a: 'b\r\nc: d' } }), 'curl does not send the header `a`'],
    [
      'a header that ends the request',
      request({ headers: { 'Content-Length': '5' } }),
      'curl does not send the header',
    ],
    [
      'gRPC',
      request({ headers: { 'content-type': 'application/grpc' } }),
      'the answer to a call of gRPC has status 200',
    ],
    ['a subset', { to: { service: 'shop/orders', port: 80, subset: 'v1' } }, 'it names a subset'],
    ['a host outside', { to: { host: 'example.com', port: 80 } }, 'it calls `example.com`, which is outside'],
    ['a port without Service', { to: { workload: 'shop/orders', port: 9090 } }, 'no Service leads to port 9090 of'],
    [
      'an expectation that no answer shows',
      { expect: { tls: 'istio_mutual' } },
      'it expects neither `allow` nor `deny`',
    ],
  ])('%s', (_, more, because) => {
    const cases = [oneCase('a', 'allow', more)];
    expect(reasons(SHOP, cases)).toEqual([expect.stringContaining(`a: ${because}`)]);
    expect(reasons(SHOP, [oneCase('a', 'allow')])).toEqual([]);
  });

  test('a denial of HEAD, whose body would tell whose it is', () => {
    const head = { request: { method: 'HEAD', path: '/admin' } };
    expect(reasons(SHOP, [oneCase('a', 'deny', head)])).toEqual([
      'a: an answer to `HEAD` has no body to tell whose denial it is',
    ]);
    expect(reasons(SHOP, [oneCase('a', 'deny', denied)])).toEqual([]);
  });

  test('a case of which the engine expects another answer', () => {
    expect(reasons(SHOP, [oneCase('a', 'deny')])).toEqual([
      expect.stringMatching(/^a: for a Job as `shop\/frontend` it is allow: /),
    ]);
  });

  test('a denial by a sidecar of a connection, which shows as 503', () => {
    const tcp = SHOP.replaceAll('name: http', 'name: tcp').replaceAll('targetPort: http', 'targetPort: tcp');
    const cases = [oneCase('a', 'deny', { from: { workload: 'shop/batch' } })];
    expect(reasons(tcp, cases)).toEqual([
      "a: its denial cuts a connection off, to which the caller's own sidecar answers 503",
    ]);
  });

  test('a namespace of which nobody knows whether it is injected', () => {
    expect(reasons(SHOP.replace('kind: Namespace', 'kind: Unknown'), [oneCase('a', 'allow')])).toEqual([
      expect.stringMatching(/^a: for a Job as `shop\/frontend` it is an open question: /),
    ]);
  });

  test('a NetworkPolicy for the pods of the workload, which the Job is none of', () => {
    const policy = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: orders, namespace: shop }
spec:
  podSelector: { matchLabels: { app: orders } }
  ingress: [{ from: [{ podSelector: { matchLabels: { app: frontend } } }] }]
`;
    expect(reasons(`${SHOP}${policy}`, [oneCase('a', 'allow')])).toEqual([
      expect.stringMatching(/^a: for a Job as `shop\/frontend` it is deny: ingress of `shop\/orders` is isolated/),
    ]);
    const open = policy.replace('app: frontend', '');
    expect(reasons(`${SHOP}${open}`, [oneCase('a', 'allow')])).toEqual([]);
  });
});

describe('in ambient', () => {
  const noBatch = oneCase('no-batch', 'deny', { from: { workload: 'shop/batch' } });

  test('pods have no sidecar', () => {
    expect(probe(AMBIENT, [oneCase('reads', 'allow')]).probes).toMatchObject([{ hasSidecar: false }]);
  });

  test('a connection that is cut off tells nothing by itself', () => {
    const { probes, notProbed } = probe(AMBIENT, [noBatch]);
    expect(probes).toEqual([]);
    expect(notProbed).toEqual([
      { id: 'no-batch', because: expect.stringContaining('its denial cuts a connection off') },
    ]);
  });

  test('it does beside a call of the same namespace to the same port that is let through', () => {
    const { probes, notProbed } = probe(AMBIENT, [oneCase('reads', 'allow'), noBatch]);
    expect(probes).toMatchObject([
      { serviceAccount: 'batch', calls: [{ id: 'no-batch', expect: 'cut-off' }] },
      { serviceAccount: 'frontend', calls: [{ id: 'reads', expect: 'allow' }] },
    ]);
    expect(notProbed).toEqual([]);
  });

  test('and not beside one of another namespace, which may be synced at another time', () => {
    const edge = AMBIENT.replaceAll('namespace: shop', 'namespace: edge').replace('name: shop', 'name: edge');
    const noEdge = oneCase('no-edge', 'deny', { from: { workload: 'edge/batch' } });
    const { notProbed } = probe(`${AMBIENT}${edge}`, [oneCase('reads', 'allow'), noEdge]);
    expect(notProbed).toMatchObject([{ id: 'no-edge' }]);
  });
});

test('the Jobs of the last sync among the manifests change nothing', () => {
  const job = `---
apiVersion: batch/v1
kind: Job
metadata: { name: zero-trust-probe-frontend, namespace: shop }
spec: { template: { spec: { serviceAccountName: frontend, containers: [{ name: a, image: a }] } } }
`;
  const cases = [oneCase('reads', 'allow'), oneCase('no-admin', 'deny', denied)];
  expect(probe(`${SHOP}${job}`, cases)).toEqual(probe(SHOP, cases));
});

test('a host that the case says is sent, and one that is only the name is not', () => {
  const withHost = (host: string) => [oneCase('a', 'allow', { request: { path: '/orders/1', host } })];
  expect(probe(SHOP, withHost('orders.shop')).probes[0]?.calls[0]).toMatchObject({ host: 'orders.shop' });
  expect(probe(SHOP, withHost('orders')).probes[0]?.calls[0]).not.toHaveProperty('host');
});
