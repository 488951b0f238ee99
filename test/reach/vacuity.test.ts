import fc from 'fast-check';
import { evaluator } from '../../src/evaluate/evaluate';
import { meshOf } from '../../src/policy/synthesized';
import { analystOf } from '../../src/reach/analyst';
import type { Invariant, NeverReaches } from '../../src/reach/invariant';
import { equivalent } from '../../src/reach/invariants/equivalent';
import { mustAllow } from '../../src/reach/invariants/must-allow';
import { needsToken } from '../../src/reach/invariants/needs-token';
import { neverReaches } from '../../src/reach/invariants/never-reaches';
import { noOpenWorkload } from '../../src/reach/invariants/no-open-workload';
import { noPlaintext } from '../../src/reach/invariants/no-plaintext';
import { onlyCallers } from '../../src/reach/invariants/only-callers';
import { prove } from '../../src/reach/prove';
import { SHOP } from '../jest/shop';

const name = 'an invariant';
const to = { workload: 'shop/payments', port: 8080 };
const NAMESPACES = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n';
const GATEWAY = `---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: istio-system }
spec: { selector: { istio: ingressgateway }, servers: [{ port: { number: 80, protocol: HTTP }, hosts: ['*'] }] }
`;
const TOKENS = `---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: tokens, namespace: shop }
spec: { jwtRules: [{ issuer: 'https://login.example', jwksUri: 'https://login.example/keys' }] }
`;
/** Who may call is said by this in place of the identity of orders. */
const letting = (principals: string) => SHOP.replace('cluster.local/ns/shop/sa/orders', principals);
const proofOf = (invariant: Invariant, text = SHOP) =>
  prove(meshOf(text), [invariant], { analystOf, judgeOf: evaluator })[0]?.proof;
const never = (from: NeverReaches['from'], more: Partial<NeverReaches> = {}) =>
  neverReaches({ name, from, to, ...more });
const HOLDS = { kind: 'holds' };
const noRequest = (because: string) => ({ kind: 'holds', vacuity: { kind: 'no-request', because } });
const notYet = (because: string) => ({ kind: 'holds', vacuity: { kind: 'not-yet', because } });
const NO_PORT = 'no port by which anything listens is left of which it speaks';
const NO_SUCH_REQUEST = 'there is no request such as its `requests`';
const NOBODY = 'nobody is left whom it keeps out';

describe('what speaks of no request holds vacuously', () => {
  test('where nothing listens', () => {
    expect(proofOf(noOpenWorkload({ name }), NAMESPACES)).toEqual(noRequest('no workload is among the manifests'));
    const mute = SHOP.replace(', ports: [{ containerPort: 8080 }, { containerPort: 5432 }]', '').replace(
      /apiVersion: v1\nkind: Service\n[^]*?---\n/,
      '',
    );
    expect(proofOf(noOpenWorkload({ name }), mute)).toEqual(
      noRequest('no workload of the manifests has a port by which it is known to listen'),
    );
    expect(proofOf(never({ plaintext: true }, { to: { workload: 'shop/orders' } }))).toEqual(noRequest(NO_PORT));
    expect(proofOf(never({ plaintext: true }))).toEqual(HOLDS);
  });

  test('where exceptions take in all', () => {
    const except = [{ namespace: 'shop' }];
    expect(proofOf(noOpenWorkload({ name, except }))).toEqual(noRequest(NO_PORT));
    expect(proofOf(noPlaintext({ name, except }))).toEqual(noRequest(NO_PORT));
    expect(proofOf(noPlaintext({ name, except: [to] }))).toEqual(HOLDS);
  });

  test('where there is no such request', () => {
    const about = (methods: readonly string[]) => [
      onlyCallers({ name, to, requests: { methods }, callers: [] }),
      needsToken({ name, to, requests: { methods } }),
      never({ plaintext: true }, { requests: { methods } }),
      noOpenWorkload({ name, requests: { methods } }),
    ];
    for (const invariant of about(['get']))
      expect(proofOf(invariant, SHOP + TOKENS)).toEqual(noRequest(NO_SUCH_REQUEST));
    for (const invariant of about(['GET'])) expect(proofOf(invariant, SHOP + TOKENS)).toEqual(HOLDS);
    const contradiction = { paths: ['/a'], notPaths: ['/a*'] };
    expect(proofOf(noOpenWorkload({ name, requests: contradiction }))).toEqual(noRequest(NO_SUCH_REQUEST));
  });

  test('where nobody is left who could call', () => {
    const itself = { workload: 'shop/payments' };
    expect(proofOf(never(itself))).toEqual(noRequest(NOBODY));
    expect(proofOf(never(itself, { transitively: true }))).toEqual(noRequest(NOBODY));
    expect(proofOf(never({ workload: 'shop/nobody' }))).toEqual(noRequest(NOBODY));
    // through whom it may call, it may come back to itself
    const round = `${SHOP.replace(
      'containers: [{ name: orders }]',
      'containers: [{ name: orders, ports: [{ containerPort: 8080 }] }]',
    )}---
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec: { selector: { app: orders }, ports: [{ name: http, port: 8080 }] }
`;
    const back = never(itself, { transitively: true });
    expect(proofOf(back, round)).toMatchObject({ kind: 'fails' });
    expect(proofOf(back, round.replace('cluster.local/ns/shop/sa/orders', 'x'))).toEqual(HOLDS);
  });

  test('without calls, and between meshes of which neither has a port', () => {
    expect(proofOf(mustAllow({ name, calls: [] }))).toEqual(noRequest('it names no call'));
    const mesh = meshOf(NAMESPACES);
    expect(proofOf(equivalent({ name, mesh }), NAMESPACES)).toEqual(
      noRequest('neither mesh has a port by which anything listens'),
    );
    expect(proofOf(equivalent({ name, mesh: meshOf(SHOP) }))).toEqual(HOLDS);
  });
});

describe('what speaks of those who are yet to come holds vacuously', () => {
  const dev = 'no workload of namespace `dev` is among the manifests, and no policy names it';

  test('a namespace that neither workloads nor policies have', () => {
    expect(proofOf(never({ namespace: 'dev' }))).toEqual(notYet(dev));
    expect(proofOf(never({ namespace: 'shp' }))).toEqual(
      notYet(`${dev.replace('dev', 'shp')}; did you mean \`shop\`?`),
    );
    expect(proofOf(never({ namespace: 'shop' }, { requests: { methods: ['GET'] } }))).toEqual(HOLDS);
  });

  test('a policy names it, for other requests, or to refuse it', () => {
    const requests = { methods: ['GET'] };
    const text = letting('cluster.local/ns/dev/sa/job');
    expect(proofOf(never({ namespace: 'dev' }, { requests }), text)).toEqual(HOLDS);
    expect(proofOf(never({ namespace: 'dav' }, { requests }), text)).toEqual(notYet(dev.replace('dev', 'dav')));
    const refusing = SHOP.replace(
      '- to: [{ operation: { methods: [TRACE]',
      '- from: [{ source: { namespaces: [dev] } }]\n      to: [{ operation: { methods: [TRACE]',
    );
    expect(refusing).not.toBe(SHOP);
    expect(proofOf(never({ namespace: 'dev' }), refusing)).toEqual(HOLDS);
    // who lets in everybody, names nobody
    expect(proofOf(never({ namespace: 'dev' }, { requests }), letting('"*"'))).toEqual(notYet(dev));
  });

  test('another invariant that names it is no policy', () => {
    const both = [never({ namespace: 'dev' }), { ...never({ namespace: 'dev' }), name: 'once more' }];
    const proven = prove(meshOf(SHOP), both, { analystOf, judgeOf: evaluator });
    expect(proven.map(({ proof }) => proof)).toEqual([notYet(dev), notYet(dev)]);
  });

  test('an identity', () => {
    const orders = 'cluster.local/ns/shop/sa/orders';
    const requests = { methods: ['GET'] };
    expect(proofOf(never({ identity: orders }, { requests }))).toEqual(HOLDS);
    expect(proofOf(never({ identity: orders.replace('orders', 'ordrs') }, { requests }))).toEqual(
      notYet(
        `no workload has the identity \`${orders.replace('orders', 'ordrs')}\`, and no policy names it; did you mean \`${orders}\`?`,
      ),
    );
  });

  test('the internet, where there is no gateway', () => {
    expect(proofOf(never({ internet: true }))).toEqual(
      notYet('no gateway is among the manifests, through which anybody could come'),
    );
    expect(proofOf(never({ internet: true }), SHOP + GATEWAY)).toEqual(HOLDS);
  });

  test('an issuer whose tokens nobody accepts, where nobody gets in', () => {
    const requests = { methods: ['GET'] };
    const of = (issuer?: string) => needsToken({ name, to, requests, ...(issuer === undefined ? {} : { issuer }) });
    const none = 'is accepted there, and it holds as nobody gets in';
    expect(proofOf(of())).toEqual(notYet(`no token ${none}`));
    expect(proofOf(of(), SHOP + TOKENS)).toEqual(HOLDS);
    expect(proofOf(of('https://login.example'), SHOP + TOKENS)).toEqual(HOLDS);
    expect(proofOf(of('https://login.exmple'), SHOP + TOKENS)).toEqual(
      notYet(`no token of issuer \`https://login.exmple\` ${none}; did you mean \`https://login.example\`?`),
    );
    expect(proofOf({ ...of('https://login.exmple'), requests: {} } as Invariant, SHOP + TOKENS)).toMatchObject({
      kind: 'fails',
    });
  });
});

test('what speaks of no request does so under all policies: where all is open, it fails or says the same', () => {
  const open = SHOP.replace('STRICT', 'PERMISSIVE').replace(
    /---\napiVersion: security.istio.io\/v1\nkind: Auth[^]*$/,
    '',
  );
  const methods = fc.subarray(['GET', 'get', 'POST', 'G*'], { minLength: 1 });
  const called = fc.constantFrom({ namespace: 'shop' }, { workload: 'shop/orders' }, { workload: 'shop/payments' }, to);
  const requests = fc.oneof(
    fc.constant(undefined),
    methods.map((all) => ({ methods: all })),
    fc.tuple(methods, methods).map(([all, none]) => ({ methods: all, notMethods: none })),
  );
  const callers = fc.constantFrom(
    ...[{ plaintext: true }, { workload: 'shop/orders' }, { workload: 'shop/payments' }, { workload: 'shop/nobody' }],
    { identity: 'cluster.local/ns/dev/sa/job' },
  );
  const given = fc
    .record({ called, requests, from: callers, transitively: fc.boolean(), which: fc.nat(3) })
    .map(({ called: one, requests: asked, from, transitively, which }) => {
      const about = { name, to: one, ...(asked === undefined ? {} : { requests: asked }) };
      return [
        neverReaches({ ...about, from, transitively }),
        onlyCallers({ ...about, callers: [from] }),
        needsToken(about),
        noOpenWorkload({ ...about, except: [to] }),
      ][which] as Invariant;
    });
  fc.assert(
    fc.property(given, (invariant) => {
      const [guarded, unguarded] = [SHOP, open].map((text) => proofOf(invariant, text));
      const saysNothing = (proof: typeof guarded) => proof?.kind === 'holds' && proof.vacuity?.kind === 'no-request';
      const [here, there] = [saysNothing(guarded), saysNothing(unguarded)];
      return here === there && there === (unguarded?.kind === 'holds');
    }),
    { numRuns: 150 },
  );
});
