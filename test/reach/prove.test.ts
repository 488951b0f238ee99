import { evaluator } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { meshOf } from '../../src/policy/synthesized';
import { writeCase } from '../../src/policy/write-case';
import type { Invariant } from '../../src/reach/invariant';
import { equivalent } from '../../src/reach/invariants/equivalent';
import { mustAllow } from '../../src/reach/invariants/must-allow';
import { needsToken } from '../../src/reach/invariants/needs-token';
import { neverReaches } from '../../src/reach/invariants/never-reaches';
import { noOpenWorkload } from '../../src/reach/invariants/no-open-workload';
import { noPlaintext } from '../../src/reach/invariants/no-plaintext';
import { onlyCallers } from '../../src/reach/invariants/only-callers';
import { prove } from '../../src/reach/prove';
import { ASKS_ELSEWHERE, CHARGE, REFUND, SHOP } from '../jest/shop';
import { analystOf } from '../../src/reach/analyst';

const MESH = { extensionProviders: [{ name: 'opa', envoyExtAuthzGrpc: {} }] };
const ENGINES = { analystOf, judgeOf: evaluator };
const proofOf = (text: string, invariant: Invariant) => prove(meshOf(text, MESH), [invariant], ENGINES)[0]?.proof;
const payments = { workload: 'shop/payments', port: 8080 };
const name = 'an invariant';

const vacuously = (because: string) => ({ kind: 'holds', vacuity: { kind: 'no-request', because } });

/** Deployments with sidecars, each with a port and an account of its name. */
const workloads = (...names: readonly string[]) =>
  names
    .map((full) => full.split('/') as [string, string])
    .map(
      ([namespace, app]) => `---
apiVersion: v1
kind: Namespace
metadata: { name: ${namespace}, labels: { istio-injection: enabled } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${app}, namespace: ${namespace} }
spec:
  template:
    metadata: { labels: { app: ${app} } }
    spec: { serviceAccountName: ${app}, containers: [{ name: main, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${app}, namespace: ${namespace} }
spec: { selector: { app: ${app} }, ports: [{ name: http, port: 8080 }] }
`,
    )
    .join('');
const strict = `---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec: { mtls: { mode: STRICT } }
`;
const allow = (target: string, ...callers: readonly string[]) => {
  const [namespace, app] = target.split('/');
  const principals = callers.map((caller) => `cluster.local/ns/${caller.replace('/', '/sa/')}`).join(', ');
  return `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${app}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${app} } }
  rules: [${callers.length === 0 ? '' : `{ from: [{ source: { principals: [${principals}] } }] }`}]
`;
};

describe('onlyCallers', () => {
  test('holds where nobody else gets there', () => {
    const only = onlyCallers({ name, to: payments, callers: [{ workload: 'shop/orders' }] });
    expect(proofOf(SHOP, only)).toEqual({ kind: 'holds' });
  });

  test('fails with a request of somebody else', () => {
    const proof = proofOf(SHOP, onlyCallers({ name, to: payments, callers: [{ plaintext: true }] }));
    expect(proof).toMatchObject({
      kind: 'fails',
      violations: 1,
      counterexample: { actual: { verdict: 'allow', by: 'shop/payments-allow#0' } },
    });
    expect(proof?.kind === 'fails' && writeCase(proof.counterexample.request)).toMatchObject(CHARGE);
  });

  test('is about the requests that it names', () => {
    const about = (methods: readonly string[]) =>
      onlyCallers({ name, to: payments, requests: { methods }, callers: [] });
    expect(proofOf(SHOP, about(['POST']))).toMatchObject({ kind: 'fails' });
    expect(proofOf(SHOP, about(['GET', 'DELETE']))).toEqual({ kind: 'holds' });
  });

  test('knows callers by namespace and by identity, too', () => {
    const by = (caller: object) => proofOf(SHOP, onlyCallers({ name, to: payments, callers: [caller] }));
    expect(by({ namespace: 'shop' })).toEqual({ kind: 'holds' });
    expect(by({ namespace: 'dev' })).toMatchObject({ kind: 'fails' });
    expect(by({ identity: 'cluster.local/ns/shop/sa/orders' })).toEqual({ kind: 'holds' });
    expect(by({ identity: 'cluster.local/ns/shop/sa/other' })).toMatchObject({ kind: 'fails' });
  });

  test('is undecided where an authorizer decides', () => {
    const asking = `${SHOP}---${ASKS_ELSEWHERE}`;
    expect(proofOf(asking, onlyCallers({ name, to: payments, callers: [] }))).toEqual({
      kind: 'undecided',
      because: ['shop/orders to `shop/payments`, port `8080`: an external authorizer decides'],
    });
    expect(proofOf(asking, onlyCallers({ name, to: payments, callers: [{ workload: 'shop/orders' }] }))).toEqual({
      kind: 'holds',
    });
  });
});

describe('needsToken', () => {
  const tokens = `${SHOP.replace("ports: ['8080'] } }]", "ports: ['8080'] } }]\n      when: [{ key: 'request.auth.claims[iss]', values: ['https://login.example'] }]")}---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: tokens, namespace: shop }
spec: { jwtRules: [{ issuer: 'https://login.example', jwksUri: 'https://login.example/keys' }] }
`;

  test('holds where a token of the issuer is asked for', () => {
    const needs = needsToken({ name, to: payments, issuer: 'https://login.example' });
    expect(proofOf(tokens, needs)).toEqual({ kind: 'holds' });
    expect(proofOf(SHOP, needs)).toMatchObject({ kind: 'fails', counterexample: { actual: { verdict: 'allow' } } });
  });

  test('fails for the token of another issuer', () => {
    expect(proofOf(tokens, needsToken({ name, to: payments, issuer: 'https://other.example' }))).toMatchObject({
      kind: 'fails',
    });
    expect(proofOf(tokens, needsToken({ name, to: payments }))).toEqual({ kind: 'holds' });
  });
});

describe('noPlaintext', () => {
  const permissive = SHOP.replace('STRICT', 'PERMISSIVE').replace(/ {4}- from: .*\n {6}to/, '    - to');

  test('holds under STRICT, and fails where plaintext is let in', () => {
    expect(proofOf(SHOP, noPlaintext({ name }))).toEqual({ kind: 'holds' });
    const proof = proofOf(permissive, noPlaintext({ name }));
    expect(proof).toMatchObject({ kind: 'fails', violations: 1, counterexample: { actual: { verdict: 'allow' } } });
    expect(proof?.kind === 'fails' && proof.counterexample.request.from).toEqual({ kind: 'plaintext' });
  });

  test('leaves out what it is told to', () => {
    expect(proofOf(permissive, noPlaintext({ name, except: [payments] }))).toEqual({ kind: 'holds' });
    expect(proofOf(permissive, noPlaintext({ name, to: { workload: 'shop/orders' } }))).toEqual(
      vacuously('no port by which anything listens is left of which it speaks'),
    );
  });
});

describe('noOpenWorkload', () => {
  test('holds where each caller is named, and fails where any identity gets in', () => {
    expect(proofOf(SHOP, noOpenWorkload({ name }))).toEqual({ kind: 'holds' });
    const open = SHOP.replace('cluster.local/ns/shop/sa/orders', '"*"');
    expect(proofOf(open, noOpenWorkload({ name }))).toMatchObject({ kind: 'fails', violations: 1 });
    expect(proofOf(open, noOpenWorkload({ name, except: [payments] }))).toEqual({ kind: 'holds' });
    expect(proofOf(open, noOpenWorkload({ name, requests: { methods: ['GET'] } }))).toEqual({ kind: 'holds' });
    const ofAnyNamespace = open.replace('principals: ["*"]', 'namespaces: ["*"]');
    expect(ofAnyNamespace).not.toBe(open);
    expect(proofOf(ofAnyNamespace, noOpenWorkload({ name }))).toMatchObject({ kind: 'fails', violations: 1 });
    for (const principals of ['["*", cluster.local/ns/a/*]', '[cluster.local/*]']) {
      const listed = open.replace('principals: ["*"]', `principals: ${principals}`);
      expect(proofOf(listed, noOpenWorkload({ name }))).toMatchObject({ kind: 'fails', violations: 1 });
    }
    const ofOne = open.replace('principals: ["*"]', 'principals: [cluster.local/ns/a/*]');
    expect(proofOf(ofOne, noOpenWorkload({ name }))).toEqual({ kind: 'holds' });
  });

  const letting = (source: string, settings: object = {}) =>
    prove(
      meshOf(SHOP.replace('principals: [cluster.local/ns/shop/sa/orders]', source), { ...MESH, ...settings }),
      [noOpenWorkload({ name })],
      ENGINES,
    )[0]?.proof;

  test.each([
    'principals: [cluster.local/*]',
    'principals: [cluster.local/ns/*]',
    "principals: ['cluster.l*']",
    'principals: [cluster.local/*, cluster.local/ns/shop/sa/orders]',
    'principals: [cluster.local/*], notNamespaces: [dev]',
    'principals: [cluster.local/*], notPrincipals: [cluster.local/ns/shop/sa/payments]',
    'trustDomains: [cluster.local]',
  ])('fails where any identity of the trust domain gets in, by %s', (source) => {
    const proof = letting(source);
    expect(proof).toMatchObject({
      kind: 'fails',
      violations: 1,
      counterexample: { actual: { verdict: 'allow', by: 'shop/payments-allow#0' } },
    });
    expect(proof?.kind === 'fails' && proof.counterexample.request.from).toMatchObject({
      kind: 'mtls',
      identity: expect.stringMatching(/^cluster\.local\//) as string,
    });
  });

  test.each([
    'principals: [cluster.local/ns/shop/*]',
    'principals: [cluster.local/ns/s*]',
    "principals: ['*/sa/orders']",
    "namespaces: ['*-prod']",
    'principals: [elsewhere/*]',
    'trustDomains: [elsewhere]',
  ])('holds where more is known of who gets in, by %s', (source) => {
    expect(letting(source)).toEqual({ kind: 'holds' });
  });

  test('thinks of each trust domain that gets in', () => {
    const federated = { caCertificates: [{ trustDomains: ['elsewhere'] }] };
    expect(letting('principals: [elsewhere/*]', federated)).toMatchObject({ kind: 'fails', violations: 1 });
    expect(letting('principals: [elsewhere/ns/shop/*]', federated)).toEqual({ kind: 'holds' });
    const renamed = { trustDomain: 'new', trustDomainAliases: ['elsewhere'] };
    expect(letting('principals: [new/*]', renamed)).toMatchObject({ kind: 'fails', violations: 1 });
    expect(letting('principals: [new/ns/shop/*]', renamed)).toEqual({ kind: 'holds' });
  });

  test('is the same in ambient', () => {
    const ambient = (principal: string) =>
      proofOf(
        SHOP.replace('istio-injection: enabled', 'istio.io/dataplane-mode: ambient')
          .replace('cluster.local/ns/shop/sa/orders', principal)
          .replace("methods: [POST], paths: [/charges], ports: ['8080']", "ports: ['8080']")
          .replace("methods: [TRACE], ports: ['8080']", "ports: ['1']"),
        noOpenWorkload({ name, to: payments }),
      );
    expect(ambient("'cluster.local/*'")).toMatchObject({ kind: 'fails' });
    expect(ambient('cluster.local/ns/shop/sa/orders')).toEqual({ kind: 'holds' });
  });
});

describe('neverReaches', () => {
  const chain =
    workloads('dev/job', 'mid/proxy', 'prod/db') +
    strict +
    allow('dev/job') +
    allow('mid/proxy', 'dev/job') +
    allow('prod/db', 'mid/proxy');
  const devToProd = { name, from: { namespace: 'dev' }, to: { namespace: 'prod' } };

  test('is about direct calls', () => {
    expect(proofOf(chain, neverReaches(devToProd))).toEqual({ kind: 'holds' });
    expect(proofOf(chain, neverReaches({ ...devToProd, from: { namespace: 'mid' } }))).toMatchObject({ kind: 'fails' });
  });

  test('goes through others where it is asked to, and tells each call on the way', () => {
    const proof = proofOf(chain, neverReaches({ ...devToProd, transitively: true }));
    expect(proof?.kind === 'fails' && proof.counterexample.through?.map(writeCase)).toMatchObject([
      { from: { workload: 'dev/job' }, to: { workload: 'mid/proxy' } },
      { from: { workload: 'mid/proxy' }, to: { workload: 'prod/db' } },
    ]);
    const cut = chain.replace(allow('mid/proxy', 'dev/job'), allow('mid/proxy'));
    expect(proofOf(cut, neverReaches({ ...devToProd, transitively: true }))).toEqual({ kind: 'holds' });
  });

  test('thinks of identities of the namespace that no workload has yet', () => {
    const open = workloads('prod/db') + strict;
    const proof = proofOf(open, neverReaches(devToProd));
    expect(proof?.kind === 'fails' && proof.counterexample.request.from).toEqual({
      kind: 'mtls',
      identity: 'cluster.local/ns/dev/sa/a',
    });
  });
});

describe('identities that no workload has', () => {
  const DEV = { namespace: 'dev' };
  const ROBOT = { identity: 'cluster.local/ns/dev/sa/robot' };
  const to = { workload: 'prod/db' };
  const admits = (source: string) =>
    workloads('prod/db', 'prod/web', 'dev/job') +
    strict +
    allow('prod/db', 'prod/web').replace(
      '{ source: { principals: [cluster.local/ns/prod/sa/web] } }',
      `{ source: ${source} }`,
    );
  const never = (source: string, from: object) => proofOf(admits(source), neverReaches({ name, from, to }))?.kind;
  const only = (source: string, callers: readonly object[]) =>
    proofOf(admits(source), onlyCallers({ name, to, callers }))?.kind;

  test.each([
    '{ principals: ["*"] }',
    '{ principals: [cluster.local/*] }',
    '{ principals: ["*/sa/robot"] }',
    '{ principals: ["*/ns/dev/sa/robot"] }',
    '{ principals: [cluster.local/ns/prod/sa/web*, cluster.local/ns/dev/sa/r*] }',
    '{ namespaces: [de*], notPrincipals: [cluster.local/ns/dev/sa/job] }',
    '{ notNamespaces: [prod] }',
  ])('%s lets in one of a namespace, whatever pattern it is of', (source) => {
    expect([never(source, DEV), never(source, ROBOT)]).toEqual(['fails', 'fails']);
    expect(only(source, [{ workload: 'prod/web' }, { workload: 'dev/job' }])).toBe('fails');
  });

  test.each([
    '{ principals: [cluster.local/ns/prod/*] }',
    '{ principals: ["*/sa/web"], notNamespaces: [dev] }',
    '{ namespaces: ["*"], notNamespaces: [d*] }',
  ])('%s lets in none', (source) => {
    expect([never(source, DEV), never(source, ROBOT)]).toEqual(['holds', 'holds']);
  });

  test('only those of the callers are told from all others of a list', () => {
    const both = '{ principals: [cluster.local/ns/prod/sa/w*, cluster.local/ns/dev/*] }';
    expect(only(both, [DEV, { workload: 'prod/web' }])).toBe('fails');
    expect(only(both, [DEV, { namespace: 'prod' }])).toBe('holds');
    expect(only('{ principals: [cluster.local/ns/dev/sa/robot] }', [ROBOT])).toBe('holds');
    expect(only('{ principals: [cluster.local/ns/dev/sa/robot*] }', [ROBOT])).toBe('fails');
    expect(only('{ namespaces: [dev] }', [DEV])).toBe('holds'); // those of other trust domains are refused before
  });

  test('an identity whose workload has no proxy to prove it is such a one', () => {
    const job = workloads('dev/job').replace('istio-injection: enabled', 'istio-injection: disabled');
    const by = (pods: string) => workloads('prod/db') + pods + strict + allow('prod/db', 'dev/job');
    const JOB = { identity: 'cluster.local/ns/dev/sa/job' };
    for (const from of [JOB, DEV]) {
      expect(proofOf(by(job), neverReaches({ name, from, to }))).toMatchObject({
        kind: 'fails',
        counterexample: { request: { from: { kind: 'mtls', ...JOB } }, actual: { verdict: 'allow' } },
      });
    }
    expect(proofOf(by(job), neverReaches({ name, from: { workload: 'dev/job' }, to }))?.kind).toBe('holds');
    expect(proofOf(by(job), onlyCallers({ name, to, callers: [] }))?.kind).toBe('fails');
    for (const caller of [JOB, DEV, { workload: 'dev/job' }]) {
      expect(proofOf(by(job), onlyCallers({ name, to, callers: [caller] }))?.kind).toBe('holds');
    }
    const proven = proofOf(by(workloads('dev/job')), neverReaches({ name, from: JOB, to }));
    expect(proven).toMatchObject({ kind: 'fails', counterexample: { request: { from: { kind: 'workload' } } } });
  });

  test('a star in place of the trust domain lets in one identity of each that TLS lets in', () => {
    const ambient = (text: string) => text.replaceAll('istio-injection: enabled', 'istio.io/dataplane-mode: ambient');
    const callers = [{ workload: 'prod/web' }];
    const exactly = admits('{ principals: ["*/ns/prod/sa/web"] }');
    for (const text of [exactly, ambient(exactly)]) {
      expect(proofOf(text, onlyCallers({ name, to, callers }))).toEqual({ kind: 'holds' });
    }
    const mesh = meshOf(exactly, { ...MESH, trustDomainAliases: ['old'] });
    expect(prove(mesh, [onlyCallers({ name, to, callers })], ENGINES)[0]?.proof).toMatchObject({
      kind: 'fails',
      counterexample: { request: { from: { identity: 'old/ns/prod/sa/web' } } },
    });
  });

  test('a counterexample is none of a workload, where another one of the pattern shows the same', () => {
    const proof = proofOf(
      admits('{ principals: [cluster.local/ns/prod/sa/web*] }'),
      onlyCallers({ name, to, callers: [{ workload: 'prod/web' }] }),
    );
    const { from } = (proof?.kind === 'fails' && proof.counterexample.request) || {};
    expect(from).toEqual({ kind: 'mtls', identity: 'cluster.local/ns/prod/sa/web-too' });
  });

  test('a way through others begins with one of them', () => {
    const chain =
      workloads('mid/proxy', 'prod/db', 'dev/job') + strict + allow('dev/job') + allow('prod/db', 'mid/proxy');
    const through = (caller: string) =>
      proofOf(
        chain + allow('mid/proxy', 'x/y').replace('cluster.local/ns/x/sa/y', caller),
        neverReaches({ name, from: ROBOT, to, transitively: true }),
      );
    const proof = through('"*/sa/robot"');
    expect(proof?.kind === 'fails' && proof.counterexample.through?.map(writeCase)).toMatchObject([
      { from: ROBOT, to: { workload: 'mid/proxy' } },
      { from: { workload: 'mid/proxy' }, to: { workload: 'prod/db' } },
    ]);
    const because = 'no workload has the identity `cluster.local/ns/dev/sa/robot`, and no policy names it';
    expect(through('"*/sa/human"')).toEqual({ kind: 'holds', vacuity: { kind: 'not-yet', because } });
  });
});

test('mustAllow tells the call that is denied', () => {
  expect(proofOf(SHOP, mustAllow({ name, calls: [readCase(CHARGE)] }))).toEqual({ kind: 'holds' });
  expect(proofOf(SHOP, mustAllow({ name, calls: [readCase(CHARGE), readCase(REFUND)] }))).toMatchObject({
    kind: 'fails',
    violations: 1,
    counterexample: { request: readCase(REFUND), actual: { verdict: 'deny' } },
  });
});

test('equivalent tells a call that is judged otherwise', () => {
  expect(proofOf(SHOP, equivalent({ name, mesh: meshOf(SHOP, MESH) }))).toEqual({ kind: 'holds' });
  const wider = meshOf(SHOP.replace('methods: [POST]', 'methods: [POST, DELETE]'), MESH);
  expect(proofOf(SHOP, equivalent({ name, mesh: wider }))).toMatchObject({
    kind: 'fails',
    counterexample: { actual: { verdict: 'deny' }, expected: { verdict: 'allow' } },
  });
});
