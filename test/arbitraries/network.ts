/** Small random clusters with NetworkPolicies, as manifests, in which everything is known: every pod has an address. */
import * as fc from 'fast-check';
import type { JsonObject } from '../../src/policy/json-object';

/** A cluster, in the parts that laws exchange. */
export interface Cluster {
  readonly namespaces: readonly JsonObject[];
  readonly pods: readonly JsonObject[];
  readonly policies: readonly JsonObject[];
}

const NAMESPACES = ['one', 'two', 'three'];
const ADDRESSES = ['10.0.0.1', '10.0.1.2', '10.1.0.3', '10.2.0.4', 'fd00::1', 'fd00:1::2'];

const value = fc.constantFrom('x', 'y', '');
const labels = fc.dictionary(fc.constantFrom('a', 'b'), value, { maxKeys: 2 });
const expression = fc.oneof(
  fc.record({
    key: fc.constantFrom('a', 'b'),
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.uniqueArray(value, { minLength: 1 }),
  }),
  fc.record({ key: fc.constantFrom('a', 'b'), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);
const selector: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.record({ matchLabels: labels }) },
  { weight: 2, arbitrary: fc.record({ matchExpressions: fc.array(expression, { minLength: 1, maxLength: 2 }) }) },
);
const block = fc.record(
  {
    cidr: fc.constantFrom('0.0.0.0/0', '10.0.0.0/15', '10.2.0.4/32', '::/0', 'fd00::/32'),
    except: fc.subarray(['10.0.0.0/24', '10.1.0.0/16', 'fd00::/64']),
  },
  { requiredKeys: ['cidr'] },
);
const peer: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
  fc.record({ ipBlock: block }),
);
const port: fc.Arbitrary<JsonObject> = fc.constantFrom(
  { port: 80 },
  { port: 80, endPort: 8080 },
  { port: 'http' },
  { protocol: 'UDP' },
  {},
);
const portsAnd = (field: 'from' | 'to'): fc.Arbitrary<JsonObject> =>
  fc.record({ [field]: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) });

/** The `spec` of a NetworkPolicy. */
export const policySpec: fc.Arbitrary<JsonObject> = fc.record(
  {
    podSelector: selector,
    policyTypes: fc.subarray(['Ingress', 'Egress']),
    ingress: fc.array(portsAnd('from'), { maxLength: 2 }),
    egress: fc.array(portsAnd('to'), { maxLength: 2 }),
  },
  { requiredKeys: ['podSelector'] },
);

/** A NetworkPolicy of this name. */
export function policyManifest(name: string, namespace: string, spec: JsonObject): JsonObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}

/** The name of one of the cluster's namespaces. */
export const namespaceName = fc.constantFrom(...NAMESPACES);

/** A cluster of three namespaces and six pods, one for each address. */
export const cluster: fc.Arbitrary<Cluster> = fc.record({
  namespaces: fc.tuple(...NAMESPACES.map((name) => labels.map((own) => namespaceManifest(name, own)))),
  pods: fc.tuple(
    ...ADDRESSES.map((ip, i) =>
      fc.tuple(namespaceName, labels).map(([namespace, own]) => podManifest(i, namespace, own, ip)),
    ),
  ),
  policies: fc
    .array(fc.tuple(namespaceName, policySpec), { maxLength: 4 })
    .map((policies) => policies.map(([namespace, spec], i) => policyManifest(`p${i}`, namespace, spec))),
});

/** A call from one pod of the cluster, by number, to another. */
export const call = fc.record({
  from: fc.nat({ max: ADDRESSES.length - 1 }),
  to: fc.nat({ max: ADDRESSES.length - 1 }),
  port: fc.constantFrom(80, 8080, 9090),
});

function namespaceManifest(name: string, own: Readonly<Record<string, string>>): JsonObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: own } };
}

function podManifest(i: number, namespace: string, own: Readonly<Record<string, string>>, ip: string): JsonObject {
  const ports = [{ name: 'http', containerPort: i % 2 === 0 ? 8080 : 9090 }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `w${i}`, namespace, labels: own },
    spec: { serviceAccountName: `s${i}`, containers: [{ name: 'main', ports }] },
    status: { podIP: ip },
  };
}
