/** The regions of rules: who touches each, and the case that would. */
import { readInvariants } from '../../src/cases/invariant-file';
import { judgeOf } from '../../src/cases/judge';
import { coverageOf } from '../../src/coverage/coverage';
import { freeNames } from '../../src/coverage/free-names';
import type { Region } from '../../src/coverage/policy-coverage';
import { spokenOf } from '../../src/coverage/regions/spoken-of';
import { explored } from '../../src/coverage/regions/untried';
import { touchesIn } from '../../src/coverage/touch/call-touches';
import { meshOf } from '../../src/policy/synthesized';
import { caseFile, WORKLOADS } from './judge-cases';

const policy = (spec: string, name = 'p', kind = 'AuthorizationPolicy') => `---
apiVersion: ${kind === 'NetworkPolicy' ? 'networking.k8s.io' : 'security.istio.io'}/v1
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
const call = (from: string, request: string, port = 8080) =>
  `from: { ${from} }, to: { workload: shop/payments, port: ${port} }, request: { ${request} }, expect: allow`;
const WEB = 'identity: cluster.local/ns/shop/sa/web';
const ORDERS = 'identity: cluster.local/ns/shop/sa/orders';

/** What is known of the regions of the first policy. */
const look = (
  manifests: string,
  {
    cases = [],
    invariants = [],
    workloads = WORKLOADS,
  }: {
    readonly cases?: readonly string[];
    readonly invariants?: readonly string[];
    readonly workloads?: string;
  },
) => {
  const mesh = meshOf(workloads + manifests);
  const text = `invariants:\n${invariants.map((one, index) => `  - { name: i${index}, ${one} }`).join('\n')}`;
  const file = invariants.length === 0 ? { invariants: [] } : readInvariants({ name: 'i.yaml', text });
  if ('problems' in file) throw new Error(JSON.stringify(file));
  const found = explored(mesh, coverageOf(mesh, cases.length === 0 ? [] : [caseFile(...cases)]), {
    touches: touchesIn(mesh),
    spoken: file.invariants.flatMap((one) => spokenOf(one, mesh) ?? []),
    nameCase: freeNames([]),
    tell: () => {},
  });
  const regions = found.coverage.map((one) => one.rules.flatMap((rule) => rule.regions));
  return { mesh, ...found, all: regions.flat(), regions: regions[0] ?? [] };
};

/** Regions that something touches, in words; of those with `untried`, what that is. */
const shownOf = (regions: readonly Region[]) =>
  regions.map(({ touched, spoken = 0, untried }) => untried?.kind ?? (touched + spoken > 0 ? 'tried' : 'lost'));

const ROUTES = policy(`
  selector: { matchLabels: { app: payments } }
  rules:
    - from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }, { source: { namespaces: [ops] } }]
      to: [{ operation: { methods: [GET], paths: [/a] } }, { operation: { paths: [/b] } }]`);
const TAKEN = ['from[0], to[0]', 'from[0], to[1]', 'from[1], to[0]', 'from[1], to[1]'];

describe('what cases touch', () => {
  const touched = (manifests: string, ...cases: readonly string[]) => {
    const [first] = coverageOf(meshOf(WORKLOADS + manifests), [caseFile(...cases)]);
    return first?.rules.flatMap(({ regions }) => regions).flatMap((one) => (one.touched > 0 ? [one.shown] : []));
  };

  test('a rule takes calls by each combination of its entries', () => {
    expect(touched(ROUTES, call(WEB, 'path: /a'))).toEqual(['a call that it takes by `from[0]` and `to[0]`']);
    expect(touched(ROUTES, call(WEB, 'path: /b'))).toEqual(['a call that it takes by `from[0]` and `to[1]`']);
  });

  test('a list keeps out what nothing else keeps out, and what is refused for it', () => {
    expect(touched(ROUTES, call(WEB, 'path: /a, method: PUT'))).toEqual([
      'a call that only `methods` of `to[0]` keeps from it',
      'a call that only `paths` of `to[1]` keeps from it',
    ]);
    expect(touched(ROUTES, call(WEB, 'path: /x, method: PUT'))).toEqual([
      'a call that only `paths` of `to[1]` keeps from it',
    ]);
    expect(touched(ROUTES, call(ORDERS, 'path: /x'))).toEqual([]);
    const open = policy('{ rules: [{}] }', 'open');
    expect(touched(ROUTES + open, call(WEB, 'path: /a, method: PUT'))).toEqual([]);
  });

  test('what a list keeps from a DENY is let through for it, or it decides nothing', () => {
    const deny = policy('{ action: DENY, rules: [{ to: [{ operation: { paths: [/a], methods: [PUT] } }] }] }');
    const allow = (path: string) => policy(`{ rules: [{ to: [{ operation: { paths: [${path}] } }] }] }`, 'q');
    const kept = ['a call that only `methods` keeps from it'];
    expect(touched(deny, call(WEB, 'path: /a'))).toEqual(kept);
    expect(touched(deny + allow('/a'), call(WEB, 'path: /a'))).toEqual(kept);
    expect(touched(deny + allow('/b'), call(WEB, 'path: /a'))).toEqual([]);
  });

  test('what CUSTOM takes nobody can tell, and too many combinations are named', () => {
    const custom = policy(
      '{ action: CUSTOM, provider: { name: x }, rules: [{ to: [{ operation: { paths: [/a] } }] }] }',
    );
    expect(look(custom, {}).regions).toEqual([]);
    const entries = (count: number) => Array.from({ length: count }, (_, n) => `{ operation: { paths: [/${n}] } }`);
    const many = (count: number) =>
      look(
        policy(
          `{ rules: [{ from: [{ source: { namespaces: [a] } }, { source: { namespaces: [b] } }], to: [${entries(count).join()}] }] }`,
        ),
        {},
      ).coverage[0]?.rules[0];
    expect(many(33)).toMatchObject({ tooMany: 66, regions: { length: 2 + 33 } });
    expect(many(32)?.tooMany).toBeUndefined();
    expect(many(32)?.regions).toHaveLength(64 + 2 + 32);
  });
});

describe('a case for each region that none touches', () => {
  const estates: readonly (readonly [string, string, string])[] = [
    ['entries and lists', ROUTES, WORKLOADS],
    [
      'tokens with audiences, claims, and negations',
      policy(`{ jwtRules: [{ issuer: 'https://idp.example', audiences: [pay] }] }`, 't', 'RequestAuthentication') +
        policy(`
  rules:
    - from: [{ source: { requestPrincipals: ['https://idp.example/*'], notNamespaces: [ops] } }]
      to: [{ operation: { paths: ['/{*}/a'], notMethods: [DELETE], ports: ['8080'] } }]
      when: [{ key: 'request.auth.claims[group]', values: [staff] }]`) +
        policy(`{ action: DENY, rules: [{ when: [{ key: 'request.headers[x-debug]', values: ['1'] }] }] }`, 'd'),
      WORKLOADS,
    ],
    [
      'mTLS',
      policy(
        '{ selector: { matchLabels: { app: payments } }, mtls: { mode: STRICT }, portLevelMtls: { 9090: { mode: DISABLE } } }',
        'm',
        'PeerAuthentication',
      ),
      WORKLOADS,
    ],
    [
      'the network',
      policy(
        '{ podSelector: { matchLabels: { app: payments } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 8080 }] }] }',
        'net',
        'NetworkPolicy',
      ),
      WORKLOADS,
    ],
    [
      'ztunnel',
      policy(
        `{ rules: [{ from: [{ source: { namespaces: [shop] } }, { source: { principals: ['cluster.local/ns/*'] } }], to: [{ operation: { ports: ['8080'] } }] }] }`,
      ),
      WORKLOADS.replace('istio-injection: enabled', 'istio.io/dataplane-mode: ambient'),
    ],
  ];

  test.each(estates)('%s: each holds, and touches what it is for', (_, manifests, workloads) => {
    const { mesh, cases, all } = look(manifests, { workloads });
    expect(all.filter(({ untried }) => untried?.kind === 'unknown')).toEqual([]);
    expect(cases.length).toBeGreaterThan(0);
    const file = caseFile(...cases.map(({ id: _id, ...one }) => JSON.stringify(one).slice(1, -1)));
    const { judge } = judgeOf(file.cases, mesh, file.secrets);
    expect(file.cases.map((one) => judge(one).outcome.kind)).toEqual(file.cases.map(() => 'met'));
    const again = coverageOf(mesh, [file]).flatMap((one) => one.rules.flatMap((rule) => rule.regions));
    expect(again.map(({ touched }) => touched > 0)).toEqual(all.map(({ untried }) => untried?.kind === 'case'));
  });

  test('a region in which there is no call is no gap, and one with a call is', () => {
    const deny = (path: string) =>
      policy(`{ action: DENY, rules: [{ to: [{ operation: { paths: [${path}] } }] }] }`, 'q');
    const taken = (manifests: string) => shownOf(look(manifests, {}).regions).slice(0, TAKEN.length);
    expect(taken(ROUTES + deny('/a'))).toEqual(['empty', 'case', 'empty', 'case']);
    expect(taken(ROUTES + deny('/c'))).toEqual(['case', 'case', 'case', 'case']);
  });

  test('a port where nothing listens is nobody’s gap', () => {
    const ports = (list: string) => policy(`{ rules: [{ to: [{ operation: { ports: [${list}] } }] }] }`);
    expect(shownOf(look(ports("'8080'"), {}).regions)).toEqual(['case', 'case']);
    expect(shownOf(look(ports("'8080', '9090'"), {}).regions)).toEqual(['case', 'empty']);
  });

  test('at a gateway, rules are read about the port of its proxy, not that of its Service', () => {
    const gateway = (port: string) =>
      policy(`
  selector: { matchLabels: { app: gw } }
  rules: [{ from: [{ source: { ipBlocks: [10.0.0.0/8] } }], to: [{ operation: { ports: ['${port}'] } }] }]`);
    const pods = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: gw, namespace: shop }
spec:
  template:
    metadata: { labels: { app: gw }, annotations: { inject.istio.io/templates: gateway } }
    spec: { serviceAccountName: gw, containers: [{ name: istio-proxy }] }
---
apiVersion: v1
kind: Service
metadata: { name: gw, namespace: shop }
spec: { selector: { app: gw }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gw, namespace: shop }
spec: { selector: { app: gw }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }] }
`;
    const [byService] = look(gateway('80') + pods, {}).regions;
    expect(byService?.untried).toEqual({ kind: 'empty' });
    const [byProxy] = look(gateway('8080') + pods, {}).regions;
    expect(byProxy?.untried).toMatchObject({ kind: 'case' });
  });

  test('of more places than are looked at, nothing is proven, and it is said', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) =>
        WORKLOADS.slice(WORKLOADS.indexOf('---')).replaceAll(/web|orders|payments/g, (name) => `${name}-${n}`),
      ).join('');
    const denied = ROUTES.replace(/ {2}selector.*/, '') + policy('{ action: DENY, rules: [{}] }', 'q');
    const first = (count: number) => look(many(count) + denied, {}).regions[0]?.untried;
    expect(first(1)).toEqual({ kind: 'empty' });
    expect(first(8)).toEqual({ kind: 'unknown', because: 'only 24 places where it decides were looked at' });
  });

  test('where a policy decides nowhere, nothing is told', () => {
    const lost = policy('{ selector: { matchLabels: { app: nobody } }, rules: [{}] }');
    expect(shownOf(look(lost, {}).regions)).toEqual(['unknown']);
  });

  test('what only an authorizer can tell is no case', () => {
    const asked = policy('{ action: CUSTOM, provider: { name: x }, rules: [{}] }', 'c');
    const mesh = `---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: '{ extensionProviders: [{ name: x, envoyExtAuthzGrpc: { service: x.shop.svc.cluster.local, port: 9000 } }] }' }
`;
    const open = policy('{ rules: [{}] }');
    expect(shownOf(look(open + asked + mesh, {}).regions)).toEqual(['unknown']);
    expect(shownOf(look(open + mesh, {}).regions)).toEqual(['case']);
  });
});

describe('what invariants touch', () => {
  const only = policy(
    `{ rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }], to: [{ operation: { paths: [/a] } }] }] }`,
  );
  const spoken = (manifests: string, invariant: string) =>
    look(manifests, { invariants: [invariant] }).regions.flatMap(({ shown, spoken: count = 0 }) =>
      count > 0 ? [shown] : [],
    );
  const [takes, byCaller, byPath] = [
    'a call that it takes',
    'a call that only `principals` keeps from it',
    'a call that only `paths` keeps from it',
  ];

  test.each<readonly [string, readonly (string | undefined)[]]>([
    ['onlyCallers: { to: { workload: shop/payments }, callers: [{ workload: shop/web }] }', [byCaller]],
    [
      'onlyCallers: { to: { workload: shop/payments }, callers: [{ namespace: shop }, { plaintext: true }] }',
      [byCaller],
    ],
    [
      'onlyCallers: { to: { workload: shop/payments }, requests: { paths: [/b] }, callers: [{ workload: shop/web }] }',
      [],
    ],
    ['neverReaches: { from: { workload: shop/web }, to: { workload: shop/payments } }', [takes, byPath]],
    ['neverReaches: { from: { workload: shop/web }, to: { workload: shop/payments, port: 1 } }', []],
    ['noPlaintext: {}', [byCaller]],
    ['noPlaintext: { except: [{ namespace: shop }] }', []],
    ['noOpenWorkload: { to: { namespace: shop } }', [byCaller]],
    ['needsToken: { to: { workload: shop/payments }, requests: { paths: [/a] } }', [takes, byCaller]],
    [
      'mustAllow: { calls: [{ from: { identity: cluster.local/ns/shop/sa/web }, to: { workload: shop/payments, port: 8080 }, request: { path: /a } }] }',
      [takes],
    ],
    ['equivalent: { manifests: [x.yaml] }', [takes, byCaller, byPath]],
  ])('%s', (invariant, touched) => {
    expect(spoken(only, invariant)).toEqual(touched);
  });

  test('of the internet they touch nothing here', () => {
    expect(spoken(only, 'neverReaches: { from: { internet: true }, to: { workload: shop/payments } }')).toEqual([]);
  });

  test('plaintext that mTLS refuses touches no rule, but the mode', () => {
    const strict = policy('{ mtls: { mode: STRICT } }', 'm', 'PeerAuthentication');
    const { all } = look(only + strict, { invariants: ['noPlaintext: {}'] });
    expect(all.flatMap(({ shown, spoken: count = 0 }) => (count > 0 ? [shown] : []))).toEqual(['a call in plaintext']);
  });
});
