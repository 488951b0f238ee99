import * as fc from 'fast-check';
import { readExpectation } from '../../src/cases/expectation';
import { judgeOf } from '../../src/cases/judge';
import { mutate } from '../../src/coverage/mutant';
import { provenIn } from '../../src/coverage/proof';
import { searchIn } from '../../src/coverage/search/search';
import type { Fate, JudgedMutant } from '../../src/coverage/mutation-run';
import type { Case } from '../../src/cases/case-file';
import type { JsonObject } from '../../src/policy/json-object';
import type { Mesh } from '../../src/policy/model';
import { readCase } from '../../src/policy/read-case';
import { meshOf } from '../../src/policy/synthesized';
import { SHOP } from '../jest/shop';
import { caseFile, findNothing, judged, WORKLOADS } from './judge-cases';

const CHARGE =
  'from: { workload: shop/orders }, to: { service: shop/payments, port: 80 }, request: { method: POST, path: /charges }, expect: allow';
const REFUND = CHARGE.replace('POST', 'DELETE').replace('allow', 'deny');

const fates = (results: readonly JudgedMutant[], kind: Fate['kind']) =>
  results.filter(({ fate }) => fate.kind === kind).map(({ mutant }) => `${mutant.mutation}: ${mutant.change}`);
const caseIn = (written: JsonObject): Case => ({
  id: String(written.id),
  request: readCase(written),
  expect: readExpectation(written.expect),
  line: 0,
  index: 0,
});
const outcomeIn = (mesh: Mesh, one: Case) => judgeOf([one], mesh).judge(one).outcome.kind;

/** What is printed, read again: it holds, and with the change it does not. */
const expectNoticed = (mesh: Mesh, results: readonly JudgedMutant[]) => {
  for (const { mutant, fate } of results) {
    if (fate.kind !== 'survived') continue;
    const one = caseIn(JSON.parse(JSON.stringify(fate.noticing.written)) as JsonObject);
    expect([outcomeIn(mesh, one), outcomeIn(mutate(mesh, mutant), one)]).toEqual(['met', 'missed']);
  }
};

describe('the shop', () => {
  const mesh = meshOf(SHOP);

  test('the changes that its cases do not notice', () => {
    const results = judged(mesh, caseFile(CHARGE, REFUND), searchIn);
    expectNoticed(mesh, results);
    expect(fates(results, 'survived')).toMatchInlineSnapshot(`
     [
       "widen-selector: \`selector\` is left out, so that every pod is meant",
       "drop-condition: \`from\` of rule 0 is left out",
       "drop-condition: \`paths\` of rule 0 is left out",
       "widen-value: \`cluster.local/ns/shop/sa/orders\` of \`principals\` of rule 0 becomes \`cluster.local/ns/shop/sa/orders*\`",
       "widen-value: \`/charges\` of \`paths\` of rule 0 becomes \`/charges*\`",
       "widen-selector: \`selector\` is left out, so that every pod is meant",
       "flip-action: \`action\` becomes \`ALLOW\`",
       "drop-policy: the policy is left out",
       "relax-mtls: \`mode\` becomes \`PERMISSIVE\`",
     ]
    `);
  });

  test('a case that is added notices what it was made for, and the others stay', () => {
    const results = judged(mesh, caseFile(CHARGE, REFUND), searchIn);
    const relaxed = results.find(({ mutant }) => mutant.mutation === 'relax-mtls');
    const written = relaxed?.fate.kind === 'survived' ? relaxed.fate.noticing.written : {};
    const { id: _, ...rest } = written;
    const added = judged(mesh, caseFile(CHARGE, REFUND, JSON.stringify(rest).slice(1, -1)), searchIn);
    expect(fates(added, 'killed')).toEqual(
      expect.arrayContaining(['relax-mtls: `mode` becomes `PERMISSIVE`', 'drop-policy: the policy is left out']),
    );
    expect(fates(added, 'survived')).toContain('drop-condition: `from` of rule 0 is left out');
  });

  test('one new case is named for all changes that it notices', () => {
    const results = judged(mesh, caseFile(CHARGE, REFUND), searchIn);
    const ids = results.flatMap(({ mutant: { before, mutation }, fate }) =>
      fate.kind === 'survived' && before.kind === 'PeerAuthentication' ? [[mutation, fate.noticing.read.id]] : [],
    );
    expect(ids).toEqual([
      ['drop-policy', 'default-drop-policy'],
      ['relax-mtls', 'default-drop-policy'],
    ]);
  });

  test('a case that does not hold notices nothing', () => {
    const failing = CHARGE.replace('allow', 'deny');
    expect(fates(judged(mesh, caseFile(failing)), 'killed')).toEqual([]);
    expect(fates(judged(mesh, caseFile(CHARGE)), 'killed')).not.toEqual([]);
  });

  test('what is proven to change nothing is no survivor', () => {
    const results = judged(mesh, caseFile(CHARGE), () => () => ({ kind: 'none' }));
    expect(fates(results, 'survived')).toEqual([]);
    expect(fates(results, 'equivalent')).not.toEqual([]);
  });

  test('a difference that the engine does not confirm is none', () => {
    const denied = { verdict: 'deny', layer: 'mtls', because: [] } as const;
    const allowed = { verdict: 'allow', because: [] } as const;
    const call = { from: { plaintext: true }, to: { workload: 'shop/payments', port: 8080 } };
    const results = judged(mesh, caseFile(CHARGE), () => () => ({
      kind: 'found',
      call,
      before: allowed,
      after: denied,
    }));
    expect(fates(results, 'survived')).toEqual([]);
    expect(fates(results, 'unknown')).not.toEqual([]);
  });
});

const principal = fc.constantFrom('web', 'orders', 'payments', '*').map((name) => `cluster.local/ns/shop/sa/${name}`);
const some = <T>(values: fc.Arbitrary<T>) => fc.uniqueArray(values, { minLength: 1, maxLength: 2 });
const operation = fc.record(
  {
    paths: some(fc.constantFrom('/a', '/a/*', '*/z', '/{*}/b', '/a/')),
    notPaths: some(fc.constantFrom('/a/x', '/admin*')),
    methods: some(fc.constantFrom('GET', 'POST')),
    hosts: some(fc.constantFrom('payments', '*.example')),
    ports: some(fc.constantFrom('8080', '9090')),
  },
  { requiredKeys: [] },
);
const source = fc.record(
  {
    principals: some(principal),
    notPrincipals: some(principal),
    namespaces: some(fc.constantFrom('shop', 'else*')),
    ipBlocks: some(fc.constantFrom('10.0.0.0/8', '192.0.2.1')),
    requestPrincipals: some(fc.constantFrom('*', 'https://idp.example/*', 'https://idp.example/a')),
  },
  { requiredKeys: [] },
);
const notEmpty = (value: object) => Object.keys(value).length > 0;
const rule = fc.record(
  {
    from: some(source.filter(notEmpty)).map((all) => all.map((one) => ({ source: one }))),
    to: some(operation.filter(notEmpty)).map((all) => all.map((one) => ({ operation: one }))),
    when: fc.constantFrom(
      [{ key: 'request.headers[x-a]', values: ['b', 'c*'] }],
      [{ key: 'request.auth.claims[role]', notValues: ['guest'] }],
      [{ key: 'source.namespace', notValues: ['else'] }],
    ),
  },
  { requiredKeys: [] },
);
const policies = fc.array(
  fc.record({ action: fc.constantFrom('ALLOW', 'DENY'), rules: fc.array(rule, { maxLength: 1 }) }),
  { minLength: 1, maxLength: 2 },
);
/** The caller and whom it calls: each place more is tried for every change. */
const FEW = WORKLOADS.replace(/---\n(?:(?!---)[^])*name: orders,[^]*?(?=---)/, '');
const estate = fc.record({
  policies,
  isStrict: fc.boolean(),
  hasTokens: fc.boolean(),
  isAmbient: fc.boolean(),
});

function meshFor(
  { policies: specs, isStrict, hasTokens, isAmbient }: typeof estate extends fc.Arbitrary<infer E> ? E : never,
  more: readonly object[] = [],
): Mesh {
  const object = (group: string, kind: string, name: string, spec: object, namespace = 'shop') => ({
    apiVersion: `${group}/v1`,
    kind,
    metadata: { name, namespace },
    spec,
  });
  const security = 'security.istio.io';
  const workloads = isAmbient ? FEW.replace('istio-injection: enabled', 'istio.io/dataplane-mode: ambient') : FEW;
  return meshOf([
    workloads,
    ...specs.map((spec, index) => object(security, 'AuthorizationPolicy', `p${index}`, spec)),
    ...(isStrict ? [object(security, 'PeerAuthentication', 'default', { mtls: { mode: 'STRICT' } })] : []),
    ...(hasTokens
      ? [
          object(security, 'RequestAuthentication', 'tokens', {
            jwtRules: [{ issuer: 'https://idp.example', audiences: ['shop'] }],
          }),
        ]
      : []),
    ...more,
  ]);
}

const CALL = 'from: { identity: cluster.local/ns/shop/sa/web }, to: { workload: shop/payments, port: 8080 }';

test('LAW: each printed case holds, and with its change it does not', () => {
  fc.assert(
    fc.property(estate, (made) => {
      const mesh = meshFor(made);
      expectNoticed(mesh, judged(mesh, caseFile(`${CALL}, request: { path: /a }, expect: allow`), searchIn));
    }),
    { numRuns: 6 },
  );
});

test('LAW: where it is proven that nothing changes, no call is found that is decided otherwise', () => {
  fc.assert(
    fc.property(estate, (made) => {
      const proven = judged(meshFor(made), caseFile(`${CALL}, expect: deny`), (now) => provenIn(now, findNothing));
      const searched = judged(meshFor(made), caseFile(`${CALL}, expect: deny`), searchIn);
      const both = proven.filter(
        ({ fate }, index) => fate.kind === 'equivalent' && searched[index]?.fate.kind === 'survived',
      );
      expect(both.map(({ mutant }) => mutant.change)).toEqual([]);
    }),
    { numRuns: 4 },
  );
});

test('what changes nothing is proven: a DENY of what no ALLOW grants', () => {
  const proven = judged(meshOf(SHOP), caseFile(CHARGE, REFUND), (now, callers) =>
    provenIn(now, searchIn(now, callers)),
  );
  expect(fates(proven, 'equivalent')).toContain('drop-rule: rule 0 is left out');
  expect(fates(proven, 'unknown')).toEqual([]);
});

test('no call to a port that nobody can call is told: a DENY of port 0, and one of another', () => {
  const denied = (port: number) =>
    meshOf(`${WORKLOADS}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ports, namespace: shop }
spec: { action: DENY, rules: [{ to: [{ operation: { ports: ['8080', '${port}'] } }] }] }
`);
  const dropped = (port: number) =>
    judged(denied(port), caseFile(CHARGE.replace('allow', 'deny')), searchIn).find(({ mutant }) =>
      mutant.change.startsWith(`\`${port}\` of \`ports\``),
    )?.fate.kind;
  expect(dropped(9090)).toBe('survived');
  expect(dropped(0)).not.toBe('survived');
});

test('LAW: mutants are judged in the mesh around their policy as in the whole mesh', () => {
  // a NetworkPolicy that selects nobody: with one, the whole mesh is asked
  const idle = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'idle', namespace: 'far' },
    spec: { podSelector: { matchLabels: { app: 'nobody' } } },
  };
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'far' } };
  const caller = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'caller', namespace: 'far', labels: { app: 'caller' } },
    spec: { serviceAccountName: 'caller', containers: [{ name: 'main' }] },
  };
  const file = caseFile(
    `${CALL}, expect: allow`,
    `${CALL.replace('identity: cluster.local/ns/shop/sa/web', 'workload: far/caller')}, expect: deny`,
  );
  const told = (mesh: Mesh) =>
    judged(mesh, file, searchIn)
      .filter(({ mutant }) => mutant.before.kind !== 'NetworkPolicy')
      .map(({ mutant, fate }) => [mutant.change, fate.kind, fate.kind === 'survived' ? fate.noticing.written : '']);
  fc.assert(
    fc.property(estate, (made) => {
      expect(told(meshFor(made, [namespace, caller]))).toEqual(told(meshFor(made, [namespace, caller, idle])));
    }),
    { numRuns: 3 },
  );
});

describe('addresses and tokens', () => {
  const OPEN = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: net, namespace: shop }
spec:
  podSelector: { matchLabels: { app: payments } }
  ingress:
    - from: [{ podSelector: { matchLabels: { app: orders } } }]
    - from: [{ ipBlock: { cidr: 10.0.0.0/8 } }]
---
apiVersion: v1
kind: Service
metadata: { name: payments, namespace: shop }
spec: { selector: { app: payments }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: allow, namespace: shop }
spec:
  selector: { matchLabels: { app: payments } }
  rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/orders] } }] }]
`;
  /** It holds nowhere, and so notices nothing. */
  const nothing = caseFile(
    'from: { plaintext: true }, to: { workload: shop/web, port: 8080 }, expect: { verdict: deny, layer: custom }',
  );
  const run = (manifests: string) => {
    const mesh = meshOf(WORKLOADS + manifests);
    const results = judged(mesh, nothing, (now, callers) => provenIn(now, searchIn(now, callers)));
    expectNoticed(mesh, results);
    return results;
  };

  test('where the network tells addresses apart, callers are tried at addresses', () => {
    const results = run(OPEN);
    expect(fates(results, 'survived')).toEqual(
      expect.arrayContaining([
        'drop-condition: `from` of rule 0 is left out',
        'drop-network-rule: `ingress` rule 0: it is left out',
      ]),
    );
  });

  test('that another layer denies is no gap of the cases', () => {
    const change = 'drop-network-rule: `ingress` rule 1: it is left out';
    expect(fates(run(OPEN), 'survived')).not.toContain(change);
    const network = OPEN.replace(/---\napiVersion: security[^]*/, '');
    expect(fates(run(network), 'survived')).toContain(change);
  });

  test('a call that is not guessed is told by the sets', () => {
    const tokens = `---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: tokens, namespace: shop }
spec: { jwtRules: [{ issuer: 'https://idp.example', audiences: [pay] }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: allow, namespace: shop }
spec:
  rules:
    - from: [{ source: { requestPrincipals: ['https://idp.example/*'] } }]
      to: [{ operation: { methods: [GET], paths: [/refunds] } }]
      when: [{ key: 'request.auth.claims[group]', values: [staff] }]
`;
    const mesh = meshOf(WORKLOADS + tokens);
    const results = judged(mesh, nothing, (now) => provenIn(now, findNothing));
    expectNoticed(mesh, results);
    expect(fates(results, 'survived')).toContain('drop-condition: `methods` of rule 0 is left out');
    expect(
      fates(
        judged(mesh, nothing, () => findNothing),
        'survived',
      ),
    ).toEqual([]);
  });
});
