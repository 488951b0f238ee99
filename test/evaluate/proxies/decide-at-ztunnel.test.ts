import { evaluate, evaluator } from '../../../src/evaluate/evaluate';
import { readCase } from '../../../src/policy/read-case';
import { readMesh } from '../../../src/policy/read-mesh';
import { API, ask, authorization, FRONT, namespace, peerAuthentication, pod, STRANGER, words } from '../ambient-mesh';

const service = (ports: readonly object[]): Readonly<Record<string, unknown>> => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'all', namespace: 'shop' },
  spec: { selector: { app: 'api' }, ports },
});
const DENY_WEB = authorization('deny-web', {
  action: 'DENY',
  rules: [{ from: [{ source: { namespaces: ['web'] } }] }],
});

describe('policies that reach ztunnel', () => {
  const DENY_ALL = { action: 'DENY', rules: [{}] };

  test('an attached DENY denies, and is named', () => {
    expect(words(ask([authorization('all', DENY_ALL)], FRONT))).toBe('deny authorization shop/all#0');
    expect(words(ask([authorization('all', { ...DENY_ALL, selector: { matchLabels: { app: 'db' } } })], FRONT))).toBe(
      'allow',
    );
  });

  test.each([
    ['`selector: {}` is attached to nothing', { ...DENY_ALL, selector: {} }, {}],
    ['targetRefs are meant for others', { ...DENY_ALL, targetRefs: [{ kind: 'Service', name: 'api' }] }, {}],
    ['AUDIT is no action of ztunnel', { ...DENY_ALL, action: 'AUDIT' }, {}],
    ['CUSTOM is no action of ztunnel', { ...DENY_ALL, action: 'CUSTOM', provider: { name: 'opa' } }, {}],
    ['dry-run is not sent', DENY_ALL, { annotations: { 'istio.io/dry-run': 'T' } }],
    ['another namespace is another namespace', { ...DENY_ALL, selector: undefined }, { namespace: 'web' }],
  ])('%s', (_, spec, metadata) => {
    expect(words(ask([authorization('all', spec, metadata)], FRONT))).toBe('allow');
  });

  test('a bare pod without labels gets whatever any selector of its namespace asks for', () => {
    const manifests = [pod('bare', { labels: undefined }), authorization('all', DENY_ALL)];
    const to = { workload: 'shop/bare', port: 80 };
    expect(words(ask(manifests, FRONT, to))).toBe('deny authorization shop/all#0');
    expect(words(ask([pod('bare', { labels: { a: 'b' } }), authorization('all', DENY_ALL)], FRONT, to))).toBe('allow');
  });

  test('an ALLOW policy whose rules are all left out still closes', () => {
    const http = authorization('http', { rules: [{ to: [{ operation: { methods: ['GET'] } }] }] });
    const verdict = ask([http], FRONT);
    expect(words(verdict)).toBe('deny authorization');
    expect(verdict.because).toContain('rule shop/http#0 asks for `methods`, which ztunnel cannot see, and is left out');
    expect(words(ask([authorization('audit', { action: 'AUDIT', rules: [{}] })], FRONT))).toBe('allow');
  });
});

describe('rules without what HTTP tells', () => {
  const ofWeb = { from: [{ source: { namespaces: ['web'] } }] };

  test.each([
    ['paths alone', { to: [{ operation: { paths: ['/admin'] } }] }, 'allow'],
    ['paths beside a source', { ...ofWeb, to: [{ operation: { paths: ['/admin'] } }] }, 'allow'],
    ['a header beside a source', { ...ofWeb, when: [{ key: 'request.headers[a]', values: ['b'] }] }, 'allow'],
    [
      'source.serviceAccount as condition',
      { when: [{ key: 'source.serviceAccount', values: ['web/front'] }] },
      'allow',
    ],
    ['paths beside ports in one entry', { to: [{ operation: { paths: ['/a'], ports: ['8080'] } }] }, 'deny'],
    [
      'paths and ports in two entries',
      { to: [{ operation: { paths: ['/a'] } }, { operation: { ports: ['8080'] } }] },
      'deny',
    ],
    ['trustDomains alone', { from: [{ source: { trustDomains: ['cluster.local'] } }] }, 'allow'],
    [
      'trustDomains beside namespaces',
      { from: [{ source: { trustDomains: ['other'], namespaces: ['web'] } }] },
      'deny',
    ],
  ])('DENY with %s: %s', (_, rule, expected) => {
    expect(ask([authorization('p', { action: 'DENY', rules: [rule] })], FRONT).verdict).toBe(expected);
  });
});

describe('matching', () => {
  test.each([
    ['principals', ['cluster.local/ns/web/sa/front'], 'allow'],
    ['principals', ['cluster.local/ns/web/*'], 'allow'],
    ['principals', ['*/sa/front'], 'allow'],
    ['principals', ['*'], 'allow'],
    ['principals', ['**'], 'deny'],
    ['principals', ['*front*'], 'deny'],
    ['principals', ['spiffe://cluster.local/ns/web/sa/front'], 'deny'],
    ['namespaces', ['w*b'], 'deny'],
    ['namespaces', ['we*'], 'allow'],
    ['serviceAccounts', ['web/front'], 'allow'],
    ['serviceAccounts', ['front'], 'deny'],
    ['ipBlocks', ['10.0.0.99/24'], 'allow'],
    ['ipBlocks', ['::/0'], 'deny'],
  ])('ALLOW with %s %j: %s', (field, values, expected) => {
    const policy = authorization('p', { rules: [{ from: [{ source: { [field]: values } }] }] });
    expect(ask([policy], { ...FRONT, ip: '10.0.0.7' }).verdict).toBe(expected);
  });

  test('`not` fields hold for callers without identity', () => {
    const policy = authorization('p', { rules: [{ from: [{ source: { notNamespaces: ['web'] } }] }] });
    expect(ask([policy], STRANGER).verdict).toBe('allow');
    expect(ask([policy], FRONT).verdict).toBe('deny');
  });

  test('`cluster.local` points nowhere, and aliases count for nothing', () => {
    const mesh = { trustDomain: 'td1', trustDomainAliases: ['td0'] };
    const rules = [{ from: [{ source: { principals: ['cluster.local/ns/web/sa/front'] } }] }];
    expect(words(ask([authorization('p', { rules })], { identity: 'td1/ns/web/sa/front' }, API, mesh))).toBe(
      'deny authorization',
    );
    expect(words(ask([], { identity: 'td0/ns/web/sa/front' }, API, mesh))).toBe('deny mtls');
    expect(words(ask([], { identity: 'td1/ns/web/sa/front' }, API, mesh))).toBe('allow');
    expect(words(ask([], { identity: 'td1/front' }, API, mesh))).toBe('deny mtls');
  });
});

describe('who is named', () => {
  const OTHER = authorization('other', { action: 'DENY', rules: [{}] });

  test('one matching DENY rule is named, several are not', () => {
    expect(words(ask([DENY_WEB], FRONT))).toBe('deny authorization shop/deny-web#0');
    expect(words(ask([DENY_WEB, OTHER], FRONT))).toBe('deny authorization');
  });

  test('a DENY policy is named before a PeerAuthentication', () => {
    const strict = peerAuthentication('istio-system/default', 'STRICT');
    expect(words(ask([strict], STRANGER))).toBe('deny mtls');
    expect(words(ask([strict, OTHER], STRANGER))).toBe('deny authorization shop/other#0');
    expect(words(ask([strict], FRONT))).toBe('allow');
  });
});

describe('calls through a Service', () => {
  const PORTS = [
    { port: 80, targetPort: 'http' },
    { port: 53, protocol: 'UDP' },
  ];
  const container = (port: number): object => ({ containers: [{ ports: [{ name: 'http', containerPort: port }] }] });
  const onlyPort = (port: string): Readonly<Record<string, unknown>> =>
    authorization('p', { rules: [{ to: [{ operation: { ports: [port] } }] }] });
  const to = { service: 'shop/all', port: 80 };

  test('are judged by the target port, also a named one', () => {
    const manifests = [service(PORTS), pod('b', { labels: { app: 'api' } }, container(8081))];
    expect(words(ask([...manifests, onlyPort('8081')], FRONT, to))).toBe('allow');
    expect(words(ask([...manifests, onlyPort('80')], FRONT, to))).toBe('deny authorization');
  });

  test('are undecided when the workloads differ, or when there is none', () => {
    const two = [
      service(PORTS),
      pod('b', { labels: { app: 'api' } }, container(8081)),
      pod('c', { labels: { app: 'api' } }, container(8082)),
    ];
    expect(ask([...two, onlyPort('8081')], FRONT, to).verdict).toBe('undecided');
    expect(ask([...two, onlyPort('8083')], FRONT, to).verdict).toBe('deny');
    expect(ask([service(PORTS)], FRONT, to).verdict).toBe('undecided');
    expect(ask([service(PORTS)], FRONT, { service: 'shop/all', port: 53 }).verdict).toBe('undecided');
  });
});

describe('what cannot be told', () => {
  const byAddress = (action: string): Readonly<Record<string, unknown>> =>
    authorization('p', { action, rules: [{ from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }] });

  test('an address that is not given decides nothing', () => {
    expect(ask([byAddress('ALLOW')], FRONT).verdict).toBe('undecided');
    expect(ask([byAddress('DENY')], FRONT).verdict).toBe('undecided');
    expect(ask([byAddress('DENY')], { ...FRONT, ip: '10.0.0.1' }).verdict).toBe('deny');
    expect(ask([byAddress('DENY')], { ...FRONT, ip: '192.0.2.1' }).verdict).toBe('allow');
  });

  test('what is denied either way is denied', () => {
    const nobody = authorization('nobody', {});
    expect(words(ask([byAddress('DENY'), nobody], FRONT))).toBe('deny');
    expect(words(ask([byAddress('DENY'), DENY_WEB], FRONT))).toBe('deny authorization');
  });

  test('a calling workload speaks what its own proxy decides', () => {
    const strict = peerAuthentication('istio-system/default', 'STRICT');
    expect(ask([strict], { workload: 'shop/api' }).verdict).toBe('allow'); // a tunnel from ztunnel to ztunnel
    const bare = namespace('bare', {});
    const outside = pod('job', { namespace: 'bare' });
    expect(ask([strict, bare, outside], { workload: 'bare/job' })).toMatchObject({ verdict: 'deny', layer: 'mtls' });
    expect(ask([bare, outside], { workload: 'bare/job' }).verdict).toBe('allow'); // in plaintext
  });
});

test('many calls to one mesh are answered as each alone', () => {
  const mesh = readMesh([
    ...['shop', 'web'].flatMap((space) => [namespace(space), pod('api', { namespace: space })]),
    peerAuthentication('istio-system/default', 'STRICT'),
    DENY_WEB,
  ]);
  const judge = evaluator(mesh);
  const calls = ['shop', 'web', 'shop', 'absent'].flatMap((space) =>
    [FRONT, STRANGER].map((from) => readCase({ from, to: { workload: `${space}/api`, port: 80 } })),
  );
  expect(calls.map(judge)).toEqual(calls.map((call) => evaluate(mesh, call)));
  expect(calls.map((call) => words(judge(call)))).toEqual([
    'deny authorization shop/deny-web#0',
    'deny mtls',
    'allow',
    'deny mtls',
    'deny authorization shop/deny-web#0',
    'deny mtls',
    'undecided',
    'undecided',
  ]);
});
