import { App, Chart } from 'cdk8s';
import { MeshBaseline, type MeshBaselineProps, MeshGateway } from '../../src';
import { manifestOf, manifestsOf } from './manifests';

function newMesh(props: MeshBaselineProps = {}): { app: App; mesh: MeshBaseline } {
  const app = new App();
  return { app, mesh: new MeshBaseline(new Chart(app, 'chart'), 'mesh', props) };
}

const written = (props: MeshBaselineProps) =>
  manifestsOf(newMesh(props).app).map((m) => `${m.kind} ${m.metadata.namespace}/${m.metadata.name}`);

test('a mesh is closed, speaks mTLS and writes access logs', () => {
  expect(written({})).toEqual([
    'PeerAuthentication istio-system/default',
    'AuthorizationPolicy istio-system/allow-nothing',
    'Telemetry istio-system/mesh-default',
  ]);
});

test('default deny and access logs can be switched off, mTLS cannot', () => {
  expect(written({ defaultDeny: false, accessLogs: false })).toEqual(['PeerAuthentication istio-system/default']);
});

test('everything is in the root namespace that the mesh is configured with', () => {
  expect(written({ rootNamespace: 'root' })).toEqual([
    'PeerAuthentication root/default',
    'AuthorizationPolicy root/allow-nothing',
    'Telemetry root/mesh-default',
  ]);
});

test('the mesh-wide default deny selects everything and allows nothing', () => {
  expect(manifestOf(newMesh().app, 'AuthorizationPolicy', 'allow-nothing').spec).toStrictEqual({});
});

test('open gateways are named one by one, and opened before the mesh is closed', () => {
  const { app } = newMesh({
    openGateways: [
      MeshGateway.istio('ingress', { namespace: 'edge', labels: { istio: 'ingress' } }),
      MeshGateway.gatewayApi('public', 'edge'),
    ],
  });
  const classic = manifestOf(app, 'AuthorizationPolicy', 'ingress-open');
  const modern = manifestOf(app, 'AuthorizationPolicy', 'public-open');
  expect(classic.spec).toEqual({
    selector: { matchLabels: { istio: 'ingress' } },
    action: 'ALLOW',
    rules: [{}],
  });
  expect(modern.spec).toEqual({
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }],
    action: 'ALLOW',
    rules: [{}],
  });
  const wave = (name: string) =>
    Number(manifestOf(app, 'AuthorizationPolicy', name).metadata.annotations?.['argocd.argoproj.io/sync-wave']);
  expect(wave('ingress-open')).toBeLessThan(wave('allow-nothing'));
});

test('the MeshConfig fragment names trust domains and root namespace', () => {
  const { mesh } = newMesh({ trustDomains: ['example.org', 'old.org'], accessLogs: false, rootNamespace: 'root' });
  expect(mesh.meshConfig).toEqual({
    rootNamespace: 'root',
    trustDomain: 'example.org',
    trustDomainAliases: ['old.org'],
  });
});

test('the access log format is JSON whose principal is the URI SAN of the caller', () => {
  const { meshConfig } = newMesh().mesh;
  expect(meshConfig).toMatchObject({ accessLogFile: '/dev/stdout', accessLogEncoding: 'JSON' });
  expect(JSON.parse(meshConfig.accessLogFormat as string)).toMatchObject({
    principal: '%DOWNSTREAM_PEER_URI_SAN%',
    response_code_details: '%RESPONSE_CODE_DETAILS%',
  });
});

test('the fields of a log line are the user’s to choose', () => {
  const { meshConfig } = newMesh({ accessLogFields: { path: '%REQ(:PATH)%' } }).mesh;
  expect(JSON.parse(meshConfig.accessLogFormat as string)).toEqual({ path: '%REQ(:PATH)%' });
});
