import { App } from 'cdk8s';
import { withMesh } from 'cdk8s-zero-trust/jest';
import { addCharts, addMeshChart } from './main';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly namespace: string; readonly name: string };
}

const app = new App();
addCharts(app);
const mesh = withMesh(app);

test('the whole manifest', () => {
  expect(app.synthYaml()).toMatchSnapshot();
});

// cases.yaml has the whole scenario, row by row; these are the questions that a change must not answer otherwise
describe('what it means', () => {
  const to = { service: 'production/backend', port: 80 };
  const frontend = { workload: 'production/frontend' };
  const admin = { workload: 'production/admin' };
  const read = { method: 'GET', path: '/api/data' };

  test('M1, M7: each workload has its own identity', () => {
    expect(mesh).toAllow({ from: frontend, to, request: read });
    expect(mesh).toAllow({ from: admin, to, request: { path: '/admin/users' } });
    expect(mesh).toDeny({ from: frontend, to, request: { path: '/admin/users' } }, { layer: 'authorization' });
  });
  test('M4: nobody speaks plaintext', () => {
    expect(mesh).toDeny({ from: { plaintext: true }, to, request: read }, { layer: 'mtls' });
  });
  test('M10: a matching token opens the API, and no route goes around it', () => {
    const token = { iss: 'https://auth.example.com', aud: 'api.example.com', sub: 'alice', role: 'user' };
    const secure = { method: 'GET', path: '/api/secure/accounts' };
    expect(mesh).toAllow({ from: admin, to, request: { ...secure, token } });
    expect(mesh).toDeny({ from: admin, to, request: secure }, { by: 'production/backend-deny#0' });
    const blocked = { ...token, sub: 'blocked-user' };
    expect(mesh).toDeny({ from: admin, to, request: { ...secure, token: blocked } }, { status: 403 });
  });
});

describe('what no request shows', () => {
  const manifests = app.charts.flatMap((chart) => chart.toJson() as Manifest[]);
  const find = (kind: string, namespace: string, name: string) =>
    manifests.find((m) => m.kind === kind && m.metadata.namespace === namespace && m.metadata.name === name);

  test('M5: callers speak mTLS to the namespace, and to the backend through a small pool', () => {
    expect(find('DestinationRule', 'production', 'default')).toMatchObject({
      spec: { host: '*.production.svc.cluster.local', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } },
    });
    expect(find('DestinationRule', 'production', 'backend')).toMatchObject({
      spec: {
        host: 'backend.production.svc.cluster.local',
        trafficPolicy: {
          tls: { mode: 'ISTIO_MUTUAL' },
          connectionPool: {
            tcp: { maxConnections: 100 },
            http: { http1MaxPendingRequests: 50, maxRequestsPerConnection: 10 },
          },
        },
      },
    });
  });

  test('M10: the application gets the payload of the token', () => {
    expect(find('RequestAuthentication', 'production', 'backend-jwt')).toMatchObject({
      spec: { jwtRules: [{ outputPayloadToHeader: 'x-jwt-payload' }] },
    });
  });

  test('M11: every proxy of the mesh writes access logs', () => {
    expect(find('Telemetry', 'istio-system', 'mesh-default')).toMatchObject({
      spec: { accessLogging: [{ providers: [{ name: 'envoy' }] }] },
    });
    const { accessLogEncoding, accessLogFormat } = addMeshChart(new App()).meshConfig;
    expect(accessLogEncoding).toBe('JSON');
    expect(JSON.parse(String(accessLogFormat))).toMatchObject({ principal: '%DOWNSTREAM_PEER_URI_SAN%' });
  });
});
