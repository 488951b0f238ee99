import { wholeWays } from '../../src/evaluate/whole-way';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { api, gateway, HTTP, istio, policy, routes, to, WORLD } from './gateway-mesh';

const SIDECARS = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } },
};
const PODS = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { template: { metadata: { labels: { app: 'web' } }, spec: { serviceAccountName: 'web' } } },
};
const STRICT = policy('PeerAuthentication', 'default', { mtls: { mode: 'STRICT' } });
const rewriting = routes('one', '*', [to('web', { match: [{ uri: { prefix: '/pub' } }], rewrite: { uri: '/open' } })]);
const allowing = (rule: JsonObject): JsonObject =>
  policy('AuthorizationPolicy', 'web', { selector: { matchLabels: { app: 'web' } }, rules: [rule] });
const isolating = (name: string): JsonObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { podSelector: { matchLabels: { app: name } }, ingress: [] },
});

function wayOf(manifests: readonly JsonObject[], path = '/pub', more: JsonObject = {}) {
  const called = { workload: 'shop/gw', port: 8080 };
  const call = { from: { plaintext: true }, to: called, request: { path, host: 'www.example.com' }, ...more };
  const world = WORLD.filter(({ kind }) => kind !== 'Namespace');
  return wholeWays(readMesh([SIDECARS, PODS, ...world, gateway(HTTP), ...manifests]))(readCase(call));
}

test('the target judges the path that arrives, and the gateway as its caller', () => {
  const path = (value: string): JsonObject => ({ to: [{ operation: { paths: [value] } }] });
  expect(wayOf([rewriting, allowing(path('/open'))]).verdict).toMatchObject({ verdict: 'allow', point: 'sidecar' });
  expect(wayOf([rewriting, allowing(path('/pub'))]).verdict).toMatchObject({ verdict: 'deny', point: 'sidecar' });
  const from = (account: string): JsonObject => ({
    from: [{ source: { principals: [`cluster.local/ns/shop/sa/${account}`] } }],
  });
  expect(wayOf([rewriting, STRICT, allowing(from('gw-account'))]).verdict.verdict).toBe('allow');
  expect(wayOf([rewriting, STRICT, allowing(from('other'))]).verdict.verdict).toBe('deny');
});

test('a DestinationRule of the gateway may keep it from a STRICT target', () => {
  const plain = istio('DestinationRule', 'web', { host: 'web', trafficPolicy: { tls: { mode: 'DISABLE' } } });
  expect(wayOf([rewriting, STRICT]).verdict.verdict).toBe('allow');
  expect(wayOf([rewriting, STRICT, plain]).verdict).toMatchObject({ verdict: 'deny', layer: 'mtls' });
});

test('the network is met twice: before the gateway, and behind it', () => {
  expect(wayOf([rewriting, isolating('gw')]).verdict).toMatchObject({ verdict: 'deny', layer: 'network' });
  expect(wayOf([rewriting, isolating('web')]).verdict).toMatchObject({ verdict: 'deny', layer: 'network' });
  expect(wayOf([rewriting, isolating('api')]).verdict.verdict).toBe('allow');
});

test('what no route takes is answered by the gateway, whatever its targets say', () => {
  const way = wayOf([rewriting, allowing({ from: [{ source: { principals: ['nobody'] } }] })], '/other');
  expect(way).toMatchObject({ routing: { kind: 'answered', status: 404 }, verdict: { point: 'gateway' } });
});

test('the address of a client that the call does not tell is not taken for that of the gateway', () => {
  const remote = allowing({ from: [{ source: { remoteIpBlocks: ['203.0.113.0/24'] } }] });
  const from = (ip: string): JsonObject => ({ from: { plaintext: true, ip } });
  expect(wayOf([rewriting, remote]).verdict.verdict).toBe('undecided');
  expect(wayOf([rewriting, remote], '/pub', from('203.0.113.7')).verdict.verdict).toBe('allow');
  expect(wayOf([rewriting, remote], '/pub', from('192.0.2.7')).verdict.verdict).toBe('deny');
});

test('outcomes by weight give a verdict only where they share it', () => {
  const both = [
    { destination: { host: 'web' }, weight: 1 },
    { destination: { host: 'none' }, weight: 1 },
  ];
  const weighed = routes('one', '*', [{ route: both }]);
  expect(wayOf([weighed]).verdict.verdict).toBe('allow');
  expect(wayOf([weighed, allowing({ from: [{ source: { principals: ['nobody'] } }] })]).verdict.verdict).toBe(
    'undecided',
  );
});

test('the pods of a Gateway of the Gateway API need not be among the manifests', () => {
  const edge = api('Gateway', 'edge', {
    gatewayClassName: 'istio',
    listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }],
  });
  const route = api('HTTPRoute', 'one', {
    parentRefs: [{ name: 'edge' }],
    rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
  });
  const call = { to: { gateway: 'shop/edge', port: 80 } };
  const only = (account: string): JsonObject =>
    allowing({ from: [{ source: { principals: [`cluster.local/ns/shop/sa/${account}`] } }] });
  expect(wayOf([edge, route, only('edge-istio')], '/', call).verdict.verdict).toBe('allow');
  expect(wayOf([edge, route, only('edge')], '/', call).verdict.verdict).toBe('deny');
  expect(wayOf([route], '/', call).verdict.verdict).toBe('undecided');
});
