import { App, Chart } from 'cdk8s';
import { DataPlane, PodSecurityLevel, Source, ZeroTrustNamespace, type ZeroTrustNamespaceProps } from '../../src';
import { manifestOf, manifestsOf } from './manifests';

/** A namespace `shop` in a chart that has a namespace of its own. */
function newNamespace(props: ZeroTrustNamespaceProps = {}): { app: App; shop: ZeroTrustNamespace } {
  const app = new App();
  const chart = new Chart(app, 'chart', { namespace: 'of-the-chart' });
  return { app, shop: new ZeroTrustNamespace(chart, 'shop', props) };
}

const labelsOf = (props: ZeroTrustNamespaceProps) =>
  manifestOf(newNamespace(props).app, 'Namespace', 'shop').metadata.labels;

test('default deny is a policy with an empty spec, which selects everything and allows nothing', () => {
  const policy = manifestOf(newNamespace().app, 'AuthorizationPolicy', 'allow-nothing');
  expect(policy.spec).toStrictEqual({});
  expect(policy.metadata.namespace).toBe('shop');
});

test('connections are mTLS only', () => {
  expect(manifestOf(newNamespace().app, 'PeerAuthentication', 'default').spec).toStrictEqual({
    mtls: { mode: 'STRICT' },
  });
});

test('the Namespace object lives in no namespace, whatever its chart says', () => {
  expect(manifestOf(newNamespace().app, 'Namespace', 'shop').metadata).not.toHaveProperty('namespace');
});

test.each([
  ['a sidecar', DataPlane.sidecar(), { 'istio-injection': 'enabled' }],
  ['a revision', DataPlane.revision('1-30'), { 'istio.io/rev': '1-30' }],
  ['ambient', DataPlane.ambient(), { 'istio.io/dataplane-mode': 'ambient' }],
  ['none', DataPlane.none(), { 'istio-injection': 'disabled' }],
])('the label of the data plane: %s', (_name, dataPlane, labels) => {
  expect(labelsOf({ dataPlane })).toEqual(labels);
});

test('further labels and Pod Security stand beside the label of the data plane', () => {
  expect(labelsOf({ labels: { team: 'shop' }, podSecurity: PodSecurityLevel.RESTRICTED })).toEqual({
    'istio-injection': 'enabled',
    'pod-security.kubernetes.io/enforce': 'restricted',
    team: 'shop',
  });
});

test('a namespace that somebody else owns is protected, and its Namespace object not written', () => {
  const app = new App();
  const foreign = ZeroTrustNamespace.fromName(new Chart(app, 'chart'), 'theirs', 'legacy');
  expect(foreign.apiObject).toBeUndefined();
  expect(manifestsOf(app).map((m) => [m.kind, m.metadata.namespace, m.metadata.name])).toEqual([
    ['PeerAuthentication', 'legacy', 'default'],
    ['AuthorizationPolicy', 'legacy', 'allow-nothing'],
  ]);
});

test('callers are told to speak mTLS only where that is asked for', () => {
  expect(manifestsOf(newNamespace().app).map((m) => m.kind)).not.toContain('DestinationRule');
  expect(manifestOf(newNamespace({ mutualTlsForCallers: true }).app, 'DestinationRule', 'default').spec).toEqual({
    host: '*.shop.svc.cluster.local',
    trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
  });
});

test('as a source a namespace is every identity of it', () => {
  expect(newNamespace().shop.toSource()).toEqual(Source.namespaces('shop'));
});
