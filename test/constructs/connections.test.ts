import { Duration } from 'cdk8s';
import { ClientTlsMode, MtlsMode, MutualTls, TrafficHost, TrafficPolicy } from '../../src';
import { manifestOf } from './manifests';
import { newShop } from './shop';

test('a stricter mode of one workload needs no reason and is pruned last', () => {
  const { app, chart, backend } = newShop();
  new MutualTls(chart, 'mtls', { target: backend });
  const { spec, metadata } = manifestOf(app, 'PeerAuthentication', 'backend');
  expect(spec).toEqual({ selector: { matchLabels: { app: 'backend' } }, mtls: { mode: 'STRICT' } });
  expect(metadata.annotations).toEqual({
    'argocd.argoproj.io/sync-options': 'PruneLast=true',
    'argocd.argoproj.io/sync-wave': '-20',
  });
});

test('a weaker mode of one port keeps its reason, and removing it restricts, so it is not pruned last', () => {
  const { app, chart, backend } = newShop();
  new MutualTls(chart, 'mtls', {
    target: backend,
    ports: [{ port: 8080, mode: MtlsMode.PERMISSIVE }],
    reason: 'probed from outside the mesh',
  });
  const { spec, metadata } = manifestOf(app, 'PeerAuthentication', 'backend');
  expect(spec).toEqual({
    selector: { matchLabels: { app: 'backend' } },
    mtls: { mode: 'STRICT' },
    portLevelMtls: { 8080: { mode: 'PERMISSIVE' } },
  });
  expect(metadata.annotations).toEqual({
    'argocd.argoproj.io/sync-wave': '-20',
    'cdk8s-zero-trust/reason': 'probed from outside the mesh',
  });
});

test('limits without a TLS mode still say ISTIO_MUTUAL, as a rule inherits nothing', () => {
  const { app, chart, shop } = newShop();
  new TrafficPolicy(chart, 'traffic', {
    namespace: shop,
    host: TrafficHost.service('backend', 'shop'),
    tcp: { maxConnections: 100, connectTimeout: Duration.millis(30) },
    http: { http1MaxPendingRequests: 50, maxRequestsPerConnection: 10 },
  });
  expect(manifestOf(app, 'DestinationRule', 'backend').spec).toEqual({
    host: 'backend.shop.svc.cluster.local',
    trafficPolicy: {
      tls: { mode: 'ISTIO_MUTUAL' },
      connectionPool: {
        tcp: { maxConnections: 100, connectTimeout: '0.03s' },
        http: { http1MaxPendingRequests: 50, maxRequestsPerConnection: 10 },
      },
    },
  });
});

test.each([
  ['a Service', TrafficHost.service('backend', 'shop'), 'backend', 'backend.shop.svc.cluster.local'],
  ['every Service of a namespace', TrafficHost.allServices('shop'), 'all-services', '*.shop.svc.cluster.local'],
  ['a host outside', TrafficHost.external('api.example.com'), 'api.example.com', 'api.example.com'],
])('hosts are written in full: %s', (_title, host, name, full) => {
  const { app, chart, shop } = newShop();
  new TrafficPolicy(chart, 'traffic', { namespace: shop, host });
  expect(manifestOf(app, 'DestinationRule', name).spec.host).toBe(full);
});

test('plaintext keeps its reason', () => {
  const { app, chart, shop } = newShop();
  new TrafficPolicy(chart, 'traffic', {
    namespace: shop,
    host: TrafficHost.external('legacy.example.com'),
    tls: { mode: ClientTlsMode.DISABLE, reason: 'has no TLS' },
  });
  const { spec, metadata } = manifestOf(app, 'DestinationRule', 'legacy.example.com');
  expect(spec.trafficPolicy).toEqual({ tls: { mode: 'DISABLE' } });
  expect(metadata.annotations).toMatchObject({ 'cdk8s-zero-trust/reason': 'has no TLS' });
});
