import type { Fate, JudgedMutant } from '../../src/coverage/mutation-run';
import { provenIn } from '../../src/coverage/proof';
import { searchIn } from '../../src/coverage/search/search';
import { meshOf } from '../../src/policy/synthesized';
import { caseFile, judged } from './judge-cases';

/** `shop/api` behind a waypoint of another namespace, which all pods but it are kept from. */
const SHARED = `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: way, istio.io/use-waypoint-namespace: ways }
---
apiVersion: v1
kind: Namespace
metadata: { name: ways }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: way, namespace: ways }
spec:
  gatewayClassName: istio-waypoint
  listeners: [{ name: mesh, port: 15008, protocol: HBONE, allowedRoutes: { namespaces: { from: All } } }]
${['api', 'web']
  .map(
    (name) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec: { serviceAccountName: ${name}, containers: [{ name: main, ports: [{ containerPort: 8080 }] }] }
`,
  )
  .join('')}---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { selector: { app: api }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
`;
const ENTRY = `---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: partner, namespace: shop }
spec:
  hosts: [partner.example]
  addresses: [192.0.2.1]
  ports: [{ number: 80, name: http, protocol: HTTP }]
  resolution: STATIC
  endpoints: [{ address: 192.0.2.7 }]
`;
const GETS = '[{ to: [{ operation: { methods: [GET] } }] }]';
const policy = (namespace: string, target: string, rules = GETS) => `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: gets, namespace: ${namespace} }
spec: { targetRefs: [{ ${target} }], rules: ${rules} }
`;
const WAY = 'group: gateway.networking.k8s.io, kind: Gateway, name: way';
const API = "group: '', kind: Service, name: api";

const run = (manifests: string, ...cases: readonly string[]) =>
  judged(meshOf(SHARED + manifests), caseFile(...cases), (now, callers) => provenIn(now, searchIn(now, callers)));
const kinds = (results: readonly JudgedMutant[]) => [...new Set(results.map(({ fate }) => fate.kind))];
const calls = (results: readonly JudgedMutant[]) => [
  ...new Set(
    results.flatMap(({ fate }) => (fate.kind === 'survived' ? [JSON.stringify(fate.noticing.written.to)] : [])),
  ),
];
const changes = (results: readonly JudgedMutant[], kind: Fate['kind']) =>
  results.filter(({ fate }) => fate.kind === kind).map(({ mutant }) => mutant.change);
const POST = 'from: { workload: shop/web }, to: { service: shop/api, port: 80 }, request: { method: POST }';

describe('what no case notices of a policy', () => {
  test.each([
    ['of a waypoint', policy('ways', WAY)],
    [
      'of all waypoints',
      policy('istio-system', 'group: gateway.networking.k8s.io, kind: GatewayClass, name: istio-waypoint'),
    ],
    ['of a Service', policy('shop', API)],
  ])('%s is shown by a call of the Service behind it', (_, manifests) => {
    const results = run(manifests, `${POST.replace('POST', 'GET')}, expect: allow`);
    expect(calls(results)).toEqual(['{"service":"shop/api","port":80}']);
    expect(changes(results, 'survived')).toContain('the policy is left out');
    expect(changes(results, 'unknown')).toEqual([]);
    const noticed = run(manifests, `${POST.replace('POST', 'GET')}, expect: allow`, `${POST}, expect: deny`);
    expect(changes(noticed, 'killed')).toContain('the policy is left out');
  });

  test('of a waypoint is shown by a call of the pods, where it is for these', () => {
    const forPods = SHARED.replace('name: way, ', 'labels: { istio.io/waypoint-for: workload }, name: way, ');
    const results = judged(meshOf(forPods + policy('ways', WAY)), caseFile(`${POST}, expect: allow`), searchIn);
    expect(calls(results)).toEqual(['{"workload":"shop/api","port":8080}']);
  });

  test('of a host outside is shown by a call of the host', () => {
    const target = 'group: networking.istio.io, kind: ServiceEntry, name: partner';
    const results = run(ENTRY + policy('shop', target), `${POST}, expect: allow`);
    expect(calls(results)).toEqual(['{"host":"partner.example","port":80}']);
  });
});

describe('behind waypoints', () => {
  const twice = GETS.replace('[{', '[{ to: [{ operation: { methods: [GET] } }] }, {');
  const case1 = `${POST}, expect: deny`;

  test('what changes nothing is proven, such as to leave out one of two rules that say the same', () => {
    const results = run(policy('ways', WAY, twice), case1);
    expect(changes(results, 'equivalent')).toContain('rule 0 is left out');
    expect(kinds(results)).not.toContain('unknown');
  });

  test('nothing is proven where hosts outside are called through them, too', () => {
    const results = run(ENTRY + policy('ways', WAY, twice), case1);
    expect(changes(results, 'unknown')).toContain('rule 0 is left out');
    expect(kinds(results)).not.toContain('equivalent');
  });
});
