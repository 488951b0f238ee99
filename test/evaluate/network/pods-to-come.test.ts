/** Of an identity that no workload has, NetworkPolicies are told where they treat all pods that may have it alike. */
import * as fc from 'fast-check';
import { networkOf } from '../../../src/evaluate/network/network-stage';
import { behavioursOf } from '../../../src/istio/behaviour';
import type { JsonObject } from '../../../src/policy/json-object';
import type { Mesh } from '../../../src/policy/model';
import { readCase } from '../../../src/policy/read-case';
import { readMesh } from '../../../src/policy/read-mesh';

const IDENTITY = 'cluster.local/ns/dev/sa/new';
const namespace = (name: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { team: name } },
});
const deployment = (space: string, account: string, labels: JsonObject): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: account, namespace: space },
  spec: { template: { metadata: { labels }, spec: { serviceAccountName: account } } },
});
const policy = (space: string, name: string, spec: JsonObject): JsonObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: space },
  spec,
});
const SHOP = [namespace('dev'), namespace('shop'), deployment('shop', 'api', { app: 'api' })];

function verdictIn(mesh: Mesh): string {
  const { from, to } = readCase({ from: { identity: IDENTITY }, to: { workload: 'shop/api', port: 8080 } });
  return networkOf(mesh)(from, to).verdict;
}

const verdictOf = (...objects: readonly JsonObject[]): string => verdictIn(readMesh([...SHOP, ...objects]));

const expression = fc
  .record({ key: fc.constantFrom('app', 'tier'), operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist') })
  .chain(({ key, operator }) =>
    fc
      .uniqueArray(fc.constantFrom('a', 'b', ''), { minLength: 1, maxLength: 2 })
      .map((values) => (operator === 'In' || operator === 'NotIn' ? { key, operator, values } : { key, operator })),
  );
const selector = fc
  .array(expression, { maxLength: 2 })
  .map((matchExpressions): JsonObject => (matchExpressions.length === 0 ? {} : { matchExpressions }));
const team = fc.constantFrom('dev', 'shop').map((name) => ({ matchLabels: { team: name } }));
const peer = fc.record({ namespaceSelector: team, podSelector: selector }, { requiredKeys: ['podSelector'] });
const port = fc.constantFrom(8080, 9090).map((number) => ({ port: number }));
const rules = (direction: 'from' | 'to') =>
  fc.array(fc.record({ [direction]: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 1 }) }), {
    maxLength: 2,
  });
const outgoing = fc
  .record({ podSelector: selector, egress: rules('to') })
  .map((spec) => ({ ...spec, policyTypes: ['Egress'] }));
const incoming = fc
  .record({ podSelector: fc.constant({}), ingress: rules('from') })
  .map((spec) => ({ ...spec, policyTypes: ['Ingress'] }));
const policies = fc
  .tuple(fc.array(outgoing, { maxLength: 3 }), fc.array(incoming, { maxLength: 2 }))
  .map(([out, into]) => [
    ...out.map((spec, index) => policy('dev', `out-${index}`, spec)),
    ...into.map((spec, index) => policy('shop', `in-${index}`, spec)),
  ]);

const VALUES = [undefined, '', 'a', 'b', 'z'];
const WORLDS = VALUES.flatMap((app) =>
  VALUES.map((tier) => ({ ...(app !== undefined && { app }), ...(tier !== undefined && { tier }) })),
);

test('what is told is what becomes of a pod of any labels', () => {
  const told = new Set<string>();
  fc.assert(
    fc.property(policies, (objects) => {
      const verdicts = new Set(WORLDS.map((labels) => verdictOf(...objects, deployment('dev', 'new', labels))));
      const verdict = verdictOf(...objects);
      expect(verdict).toBe(verdicts.size === 1 ? [...verdicts][0] : 'undecided');
      told.add(verdict);
    }),
    { numRuns: 400 },
  );
  // without one of them, nothing would have been tried
  expect([...told].sort()).toEqual(['allow', 'deny', 'undecided']);
});

const SHUT = policy('dev', 'shut', { podSelector: {}, policyTypes: ['Egress'] });
const chosen = (operator: string) =>
  policy('dev', operator.toLowerCase(), {
    podSelector: { matchExpressions: [{ key: 'app', operator, values: ['a'] }] },
    policyTypes: ['Egress'],
  });
const LETS_IN = policy('shop', 'in', {
  podSelector: {},
  ingress: [{ from: [{ namespaceSelector: {}, podSelector: {} }] }],
});

test('a namespace whose pods may call nobody refuses, though none of them is known', () => {
  expect(verdictOf(SHUT)).toBe('deny');
  expect(verdictOf(chosen('In'), chosen('NotIn'))).toBe('deny');
  expect(verdictOf(chosen('In'))).toBe('undecided');
  expect(verdictOf(LETS_IN)).toBe('allow');
});

test('a machine of the namespace, which no policy selects, leaves that open', () => {
  const machine = (space: string): JsonObject => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: { name: 'vm', namespace: space },
    spec: { address: '10.9.0.1', serviceAccount: 'vm' },
  });
  expect(verdictOf(SHUT, machine('dev'))).toBe('undecided');
  expect(verdictOf(SHUT, machine('shop'))).toBe('deny');
});

test('so does a version of Istio in which pods on the host’s network may have an identity', () => {
  const verdictAt = (minor: number): string => {
    const mesh = readMesh([...SHOP, SHUT]);
    const [behaviour] = behavioursOf({ minor });
    return verdictIn({ ...mesh, settings: { ...mesh.settings, behaviour } });
  };
  expect(verdictAt(30)).toBe('undecided');
  expect(verdictAt(31)).toBe('deny');
});

test('labels of which policies tell too many apart are left open', () => {
  const byLabel = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      policy('dev', `p${index}`, { podSelector: { matchLabels: { [`k${index}`]: 'x' } }, policyTypes: ['Egress'] }),
    );
  const all = policy('dev', 'all', {
    podSelector: { matchExpressions: [{ key: 'k0', operator: 'NotIn', values: ['x'] }] },
    policyTypes: ['Egress'],
  });
  expect(verdictOf(all, ...byLabel(5))).toBe('deny');
  expect(verdictOf(all, ...byLabel(6))).toBe('undecided');
});
