/** A host outside may be called at one port and reached at another: the network sees the other. */
import { evaluate } from '../../src/evaluate/evaluate';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';

const POD = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main' }] } };
const WEB = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { template: POD },
};

function entry(targetPort?: number): JsonObject {
  const port = { number: 80, name: 'http', protocol: 'HTTP', ...(targetPort === undefined ? {} : { targetPort }) };
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'pay', namespace: 'shop' },
    spec: { hosts: ['pay.example.com'], location: 'MESH_EXTERNAL', resolution: 'DNS', ports: [port] },
  };
}

function opening(...ports: readonly number[]): JsonObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'out', namespace: 'shop' },
    spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: ports.map((port) => ({ port })) }] },
  };
}

function verdict(...manifests: readonly JsonObject[]): string {
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } },
  };
  const call = { from: { workload: 'shop/web' }, to: { host: 'pay.example.com', port: 80 }, request: { path: '/' } };
  return evaluate(readMesh([namespace, WEB, ...manifests]), readCase(call)).verdict;
}

test('the called port counts where it is the one that is reached', () => {
  expect(verdict(entry(), opening(80))).toBe('allow');
  expect(verdict(entry(), opening(443))).toBe('deny');
});

test('a policy that opens only one of two ports is never taken for an open way', () => {
  expect(verdict(entry(443), opening(80))).toBe('undecided');
  expect(verdict(entry(443), opening(80, 443))).toBe('allow');
  expect(verdict(entry(443), opening(8443))).toBe('deny');
});
