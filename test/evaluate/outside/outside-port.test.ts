/** A host outside may be called at one port and reached at another: the network sees the other. */
import { evaluate } from '../../../src/evaluate/evaluate';
import type { JsonObject } from '../../../src/policy/json-object';
import { readCase } from '../../../src/policy/read-case';
import { readMesh } from '../../../src/policy/read-mesh';

const PLANES = {
  sidecar: { 'istio-injection': 'enabled' },
  none: {},
  ambient: { 'istio.io/dataplane-mode': 'ambient' },
};

/** A caller with these annotations in a namespace of this data plane. */
function caller(plane: keyof typeof PLANES, annotations: JsonObject = {}): readonly JsonObject[] {
  const template = { metadata: { labels: { app: 'web' }, annotations }, spec: { containers: [{ name: 'main' }] } };
  const metadata = { name: 'web', namespace: 'shop' };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: PLANES[plane] } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template } },
  ];
}

/** An entry whose port 80 is another one where it is served. */
function entry(targetPort?: number, more: JsonObject = {}): JsonObject {
  const port = { number: 80, name: 'http', protocol: 'HTTP', ...(targetPort === undefined ? {} : { targetPort }) };
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'pay', namespace: 'shop' },
    spec: { hosts: ['pay.example.com'], location: 'MESH_EXTERNAL', resolution: 'DNS', ports: [port], ...more },
  };
}

const PAST_DISCOVERY: JsonObject = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'pay', namespace: 'shop' },
  spec: { host: 'pay.example.com', trafficPolicy: { loadBalancer: { simple: 'PASSTHROUGH' } } },
};

function opening(...ports: readonly number[]): JsonObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'out', namespace: 'shop' },
    spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: ports.map((port) => ({ port })) }] },
  };
}

function verdict(...manifests: readonly JsonObject[]): string {
  const call = { from: { workload: 'shop/web' }, to: { host: 'pay.example.com', port: 80 }, request: { path: '/' } };
  return evaluate(readMesh(manifests), readCase(call)).verdict;
}

test('the called port counts where it is the one that is reached', () => {
  expect(verdict(...caller('sidecar'), entry(), opening(80))).toBe('allow');
  expect(verdict(...caller('sidecar'), entry(), opening(443))).toBe('deny');
});

test('a sidecar connects to the target port', () => {
  expect(verdict(...caller('sidecar'), entry(443), opening(443))).toBe('allow');
  expect(verdict(...caller('sidecar'), entry(443), opening(80))).toBe('deny');
  const unresolved = entry(443, { resolution: 'NONE' });
  expect(verdict(...caller('sidecar'), unresolved, opening(443))).toBe('allow');
  expect(verdict(...caller('sidecar'), unresolved, opening(80))).toBe('deny');
});

test('or to the port of the endpoint, and where endpoints differ all must be open', () => {
  const at = (...ports: readonly number[]) =>
    entry(443, {
      resolution: 'STATIC',
      endpoints: ports.map((http, index) => ({ address: `192.0.2.${index}`, ports: { http } })),
    });
  expect(verdict(...caller('sidecar'), at(8443), opening(8443))).toBe('allow');
  expect(verdict(...caller('sidecar'), at(8443), opening(443))).toBe('deny');
  expect(verdict(...caller('sidecar'), at(8443, 9443), opening(8443, 9443))).toBe('allow');
  expect(verdict(...caller('sidecar'), at(8443, 9443), opening(8443))).toBe('undecided');
});

test('whoever has no sidecar, or goes past it, connects to the port that was called', () => {
  expect(verdict(...caller('none'), entry(443), opening(80))).toBe('allow');
  expect(verdict(...caller('none'), entry(443), opening(443))).toBe('deny');
  const past = caller('sidecar', { 'traffic.sidecar.istio.io/excludeOutboundPorts': '80' });
  expect(verdict(...past, entry(443), opening(80))).toBe('allow');
  expect(verdict(...past, entry(443), opening(443))).toBe('deny');
  expect(verdict(...caller('sidecar'), entry(443), PAST_DISCOVERY, opening(80))).toBe('allow');
  expect(verdict(...caller('sidecar'), entry(443), PAST_DISCOVERY, opening(443))).toBe('deny');
});

test('a ztunnel, or a sidecar that some addresses are led past, is never guessed at', () => {
  const byAddress = caller('sidecar', { 'traffic.sidecar.istio.io/excludeOutboundIPRanges': '192.0.2.0/24' });
  expect(verdict(...byAddress, entry(443), opening(80))).toBe('undecided');
  expect(verdict(...byAddress, entry(443), opening(80, 443))).toBe('allow');
  expect(verdict(...byAddress, entry(443), opening(8443))).toBe('deny');
  expect(verdict(...caller('ambient'), entry(443), opening(80))).toBe('undecided');
});
