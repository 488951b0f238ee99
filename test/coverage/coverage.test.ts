/** What cases touch: each thing that a policy tells apart, with a case that touches it and a twin that does not. */
import { coverageOf } from '../../src/coverage/coverage';
import { meshOf } from '../../src/policy/synthesized';
import { caseFile, WORKLOADS } from './judge-cases';

const WEB = 'cluster.local/ns/shop/sa/web';
const policy = (kind: string, spec: string, name = 'p') => `---
apiVersion: ${kind === 'NetworkPolicy' ? 'networking.k8s.io' : 'security.istio.io'}/v1
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
/** A workload of another namespace. */
const OTHER = `---
apiVersion: v1
kind: Pod
metadata: { name: pod, namespace: other }
spec: { containers: [{ name: main }] }
`;
const get = (path: string, more = '') =>
  `from: { identity: ${WEB} }, to: { workload: shop/payments, port: 8080 }, request: { path: ${path}${more} }, expect: allow`;
const tcp = (from: string, port = 8080) =>
  `from: ${from}, to: { workload: shop/payments, port: ${port} }, expect: allow`;

/** Of the first policy: cases asked, of each rule `asked/matched`, and what of its values and regions is touched. */
const touched = (manifests: string, cases: readonly string[], workloads = WORKLOADS) => {
  const [first] = coverageOf(meshOf(workloads + manifests), [caseFile(...cases)]);
  return first === undefined
    ? undefined
    : {
        asked: first.asked,
        rules: first.rules.map(({ asked, matched }) => `${asked}/${matched}`),
        values: first.rules.flatMap((rule) => rule.values.map(({ touched: count }) => count)),
        regions: first.rules.flatMap((rule) => rule.regions.map(({ touched: count }) => count)),
      };
};

describe('AuthorizationPolicy', () => {
  const rules = policy(
    'AuthorizationPolicy',
    '{ rules: [{ to: [{ operation: { paths: [/a, /b] } }] }, { to: [{ operation: { paths: [/c*], notPaths: [/cc] } }] }] }',
  );

  test('a rule is matched, missed, or never tried', () => {
    expect(touched(rules, [get('/a'), get('/x')])).toMatchObject({ asked: 2, rules: ['2/1', '2/0'] });
    const elsewhere = get('/a').replace('shop/payments', 'other/pod');
    expect(touched(rules + OTHER, [elsewhere])).toMatchObject({ asked: 0, rules: ['0/0', '0/0'] });
  });

  test('a value is touched by what matches by it, and an exception by what it alone keeps out', () => {
    expect(touched(rules, [get('/b')])?.values).toEqual([0, 1, 0, 0]);
    expect(touched(rules, [get('/c')])?.values).toEqual([0, 0, 1, 0]);
    expect(touched(rules, [get('/cc')])?.values).toEqual([0, 0, 0, 1]);
    expect(touched(rules, [get('/x')])?.values).toEqual([0, 0, 0, 0]);
  });

  test('what is kept out by something else, too, does not touch the exception', () => {
    const both = policy(
      'AuthorizationPolicy',
      '{ rules: [{ to: [{ operation: { methods: [PUT], notPaths: [/cc] } }] }] }',
    );
    expect(touched(both, [get('/cc')])?.values).toEqual([0, 0]);
    expect(touched(both, [get('/cc', ', method: PUT')])?.values).toEqual([0, 1]);
  });

  test('ALLOW is not asked about what DENY refuses', () => {
    const deny = policy(
      'AuthorizationPolicy',
      '{ action: DENY, rules: [{ to: [{ operation: { paths: [/a] } }] }] }',
      'q',
    );
    expect(touched(rules + deny, [get('/a')])?.asked).toBe(0);
    expect(touched(rules + deny, [get('/b')])?.asked).toBe(1);
  });

  test('nobody is asked about what mTLS refuses', () => {
    const strict = policy('PeerAuthentication', '{ mtls: { mode: STRICT } }');
    expect(touched(rules + strict, [tcp('{ plaintext: true }')])?.asked).toBe(0);
    expect(touched(rules, [tcp('{ plaintext: true }')])?.asked).toBe(1);
  });

  test('a dry run and AUDIT decide nothing, and are not told', () => {
    expect(touched(rules.replace('spec: {', 'spec: { action: AUDIT,'), [get('/a')])).toBeUndefined();
    expect(touched(rules.replace('spec: {', 'spec: { action: DENY,'), [get('/a')])).toBeDefined();
  });

  test('ztunnel asks about connections', () => {
    const ambient = WORKLOADS.replace('istio-injection: enabled', 'istio.io/dataplane-mode: ambient');
    const named = policy('AuthorizationPolicy', `{ rules: [{ from: [{ source: { principals: [${WEB}, other] } }] }] }`);
    expect(touched(named, [tcp(`{ identity: ${WEB} }`)], ambient)).toEqual({
      asked: 1,
      rules: ['1/1'],
      values: [1, 0],
      regions: [1, 0],
    });
    expect(touched(named, [tcp('{ plaintext: true }')], ambient)).toEqual({
      asked: 1,
      rules: ['1/0'],
      values: [0, 0],
      regions: [0, 1],
    });
  });
});

test('RequestAuthentication: tokens that it accepts, and tokens that it refuses', () => {
  const tokens = policy('RequestAuthentication', "{ jwtRules: [{ issuer: 'https://idp.example' }] }");
  const claims = "claims: { iss: 'https://idp.example', sub: a }";
  expect(touched(tokens, [get('/', `, tokens: [{ ${claims} }]`)])?.regions).toEqual([1, 0]);
  expect(touched(tokens, [get('/', `, tokens: [{ ${claims}, state: expired }]`)])?.regions).toEqual([0, 1]);
  expect(touched(tokens, [get('/')])).toEqual({ asked: 1, rules: ['1/0'], values: [], regions: [0, 0] });
});

test('PeerAuthentication: calls in plaintext, and calls with mTLS, at the mode that counts', () => {
  const ports = policy(
    'PeerAuthentication',
    '{ selector: { matchLabels: { app: payments } }, mtls: { mode: STRICT }, portLevelMtls: { 9090: { mode: PERMISSIVE } } }',
  );
  expect(touched(ports, [tcp('{ plaintext: true }')])).toEqual({
    asked: 1,
    rules: ['1/1', '0/0'],
    values: [],
    regions: [1, 0, 0, 0],
  });
  expect(touched(ports, [tcp(`{ identity: ${WEB} }`, 9090)])?.regions).toEqual([0, 0, 0, 1]);
  const unset = policy(
    'PeerAuthentication',
    '{ selector: { matchLabels: { app: payments } }, portLevelMtls: { 9090: { mode: PERMISSIVE } } }',
  );
  expect(touched(unset, [tcp(`{ identity: ${WEB} }`, 9090)])).toMatchObject({ rules: ['1/1'], regions: [0, 1] });
  expect(touched(policy('PeerAuthentication', '{}'), [tcp('{ plaintext: true }')])).toMatchObject({ rules: [] });
});

test('NetworkPolicy: what each rule admits, and that all else is refused', () => {
  const network = policy(
    'NetworkPolicy',
    '{ podSelector: { matchLabels: { app: payments } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }] }',
  );
  expect(touched(network, [tcp('{ workload: shop/web }')])).toMatchObject({ rules: ['1/0', '1/1'], regions: [0, 1] });
  expect(touched(network, [tcp('{ workload: shop/orders }')])).toMatchObject({
    rules: ['1/1', '1/0'],
    regions: [1, 0],
  });
  expect(touched(network, [get('/').replace('payments', 'orders')])?.asked).toBe(0);
});
