import { App, Chart } from 'cdk8s';
import {
  AllowRoute,
  ArgoCd,
  DataPlane,
  EgressGateway,
  EgressPort,
  EgressRoute,
  IngressGateway,
  IngressPath,
  IngressRoute,
  IngressTls,
  JwtProtectedApi,
  MeshBaseline,
  MeshGateway,
  Operation,
  RolloutStage,
  ServiceIdentity,
  WorkloadPort,
  ZeroTrustNamespace,
} from '../../src';
import { changes, newAmbientBrownfield, newBrownfield, objectsOf } from './brownfield';
import { manifestOf, manifestsOf } from './manifests';

const { OBSERVE, DENY, STRICT } = RolloutStage;
const WAVE = 'metadata.annotations.argocd.argoproj.io/sync-wave:';
const OPTIONS = 'metadata.annotations.argocd.argoproj.io/sync-options:';
const DRY_RUN = 'metadata.annotations.istio.io/dry-run:';

let warn: jest.SpyInstance;
beforeEach(() => {
  warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => warn.mockRestore());

/** What is said on standard error when the app is written. */
function warningsOf(app: App): string[] {
  warn.mockClear();
  app.synthYaml();
  return warn.mock.calls.map(([line]) => line as string);
}

function newApp(add: (chart: Chart) => void): App {
  const app = new App();
  add(new Chart(app, 'chart'));
  return app;
}

describe('moving on changes only what it must', () => {
  const at = (stage: RolloutStage) => objectsOf(newBrownfield(stage));
  const ambientAt = (stage: RolloutStage) => objectsOf(newAmbientBrownfield(stage));

  test('stage STRICT is what is written without a stage', () => {
    expect(newBrownfield(STRICT).synthYaml()).toBe(newBrownfield().synthYaml());
  });

  test('from OBSERVE to DENY policies are enforced, and what knows no dry run appears', () => {
    const policies = ['backend-allow', 'backend-deny', 'public-allow', 'web-allow'];
    expect(changes(at(OBSERVE), at(DENY))).toEqual([
      `AuthorizationPolicy allow-nothing ${WAVE} -20 → 20`,
      ...['allow-nothing', ...policies].map((name) => `AuthorizationPolicy ${name} ${DRY_RUN} true → none`),
      ...['backend', 'default', 'rates.example.com'].map((name) => `+ DestinationRule ${name}`),
      '+ Gateway public',
      '+ HTTPRoute site',
      '+ HTTPRoute site-redirect',
      'Namespace shop metadata.labels.pod-security.kubernetes.io/audit: baseline → none',
      'Namespace shop metadata.labels.pod-security.kubernetes.io/enforce: none → baseline',
      'Namespace shop metadata.labels.pod-security.kubernetes.io/warn: baseline → none',
      ...['backend-network', 'default-deny', 'every-pod', 'public-network', 'web-network'].map(
        (name) => `+ NetworkPolicy ${name}`,
      ),
      '+ RequestAuthentication backend-jwt',
      '+ ServiceEntry rates',
      '+ Sidecar backend-egress',
      '+ Sidecar default',
    ]);
  });

  test('from DENY to STRICT only mTLS changes, and how Argo CD orders what closes', () => {
    expect(changes(at(DENY), at(STRICT))).toEqual([
      `AuthorizationPolicy allow-nothing ${WAVE} 20 → -20`,
      `NetworkPolicy default-deny ${OPTIONS} none → PruneLast=true`,
      `NetworkPolicy default-deny ${WAVE} 20 → -25`,
      'PeerAuthentication backend spec.mtls.mode: PERMISSIVE → STRICT',
      'PeerAuthentication backend spec.portLevelMtls.8080.mode: PERMISSIVE → DISABLE',
      'PeerAuthentication default spec.mtls.mode: PERMISSIVE → STRICT',
      `Sidecar backend-egress ${OPTIONS} none → PruneLast=true`,
      `Sidecar backend-egress ${WAVE} 15 → -20`,
      `Sidecar default ${OPTIONS} none → PruneLast=true`,
      `Sidecar default ${WAVE} 20 → -20`,
    ]);
  });

  test('behind a waypoint the same two steps', () => {
    const policies = ['allow-nothing', 'backend-allow', 'backend-lock', 'waypoint-allow-nothing'];
    expect(changes(ambientAt(OBSERVE), ambientAt(DENY)).filter((change) => !change.includes(WAVE))).toEqual(
      policies.map((name) => `AuthorizationPolicy ${name} ${DRY_RUN} true → none`),
    );
    expect(changes(ambientAt(DENY), ambientAt(STRICT))).toEqual([
      `AuthorizationPolicy allow-nothing ${WAVE} 20 → -20`,
      `AuthorizationPolicy waypoint-allow-nothing ${WAVE} 20 → -20`,
      'PeerAuthentication default spec.mtls.mode: PERMISSIVE → STRICT',
    ]);
  });

  test('without Argo CD no stage writes a wave', () => {
    for (const stage of [OBSERVE, DENY, STRICT]) {
      const app = newBrownfield(stage);
      ArgoCd.disable(app);
      expect(app.synthYaml()).not.toContain('argocd');
    }
  });
});

describe('at OBSERVE it is said aloud what is not seen', () => {
  test('what knows no dry run, by name', () => {
    const app = newApp((chart) => {
      const shop = new ZeroTrustNamespace(chart, 'shop', { stage: OBSERVE });
      const ports = [WorkloadPort.http(8080)];
      const backend = new ServiceIdentity(chart, 'backend', { namespace: shop, ports });
      backend.select({ app: 'backend' });
      new JwtProtectedApi(chart, 'api', { target: backend, issuers: [{ issuer: 'https://auth.example.com' }] });
    });
    expect(warningsOf(app)).toEqual([
      'warning: [chart/shop] namespace `shop` is at stage `OBSERVE`, where nothing is refused yet; what knows no dry run is written from stage `DENY` on: RequestAuthentication `backend-jwt`',
    ]);
    expect(manifestsOf(app).map(({ kind }) => kind)).not.toContain('RequestAuthentication');
  });

  test.each([
    [
      'ztunnel',
      DataPlane.ambient(),
      'nothing tells what ztunnel would refuse, as istiod sends it no dry run without `AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY`',
    ],
    [
      'a waypoint',
      DataPlane.ambientWithWaypoint(),
      'the waypoint tells what it would refuse, and ztunnel does not, as istiod sends it no dry run without `AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY`',
    ],
  ])('%s', (_name, dataPlane, unseen) => {
    const app = newApp((chart) => new ZeroTrustNamespace(chart, 'shop', { stage: OBSERVE, dataPlane }));
    expect(warningsOf(app)).toEqual([
      `warning: [chart/shop] namespace \`shop\` is at stage \`OBSERVE\`, where nothing is refused yet; ${unseen}`,
    ]);
  });

  test('the twin: at DENY and STRICT nothing is said', () => {
    expect([...warningsOf(newBrownfield(DENY)), ...warningsOf(newAmbientBrownfield(STRICT))]).toEqual([]);
  });
});

test('a stage that is said after the objects of its namespace holds for them, too', () => {
  const app = newApp((chart) => {
    const old = { namespace: 'shop', name: 'backend', ports: [WorkloadPort.http(8080)] };
    const backend = ServiceIdentity.fromServiceAccount(chart, 'backend', old);
    backend.select({ app: 'backend' });
    new JwtProtectedApi(chart, 'api', { target: backend, issuers: [{ issuer: 'https://auth.example.com' }] });
    ZeroTrustNamespace.fromName(chart, 'shop', 'shop', { stage: OBSERVE });
  });
  expect(manifestsOf(app).map(({ kind, metadata: { name, annotations } }) => [kind, name, annotations])).toEqual([
    ['AuthorizationPolicy', 'backend-allow', { 'argocd.argoproj.io/sync-wave': '-10', 'istio.io/dry-run': 'true' }],
    ['AuthorizationPolicy', 'backend-deny', expect.objectContaining({ 'istio.io/dry-run': 'true' })],
    ['PeerAuthentication', 'default', expect.anything()],
    ['AuthorizationPolicy', 'allow-nothing', expect.objectContaining({ 'istio.io/dry-run': 'true' })],
  ]);
});

test('an app at OBSERVE is written alike a second time, and says what it said', () => {
  const app = newBrownfield(OBSERVE);
  const first = app.synthYaml();
  expect(app.synthYaml()).toBe(first);
  expect(warn.mock.calls).toHaveLength(1);
});

test('more rules than one policy takes are enforced part by part, which is said at DENY only', () => {
  const newLarge = (stage: RolloutStage) =>
    newApp((chart) => {
      const shop = new ZeroTrustNamespace(chart, 'shop', { stage });
      const backend = new ServiceIdentity(chart, 'backend', { namespace: shop, ports: [WorkloadPort.http(8080)] });
      backend.select({ app: 'backend' });
      for (let index = 0; index < 513; index += 1) {
        new AllowRoute(chart, `route${index}`, { to: backend, operations: [Operation.get(`/item/${index}`)] });
      }
    });
  const said = (stage: RolloutStage) => warningsOf(newLarge(stage)).filter((line) => line.includes('ALLOW policies'));
  expect(manifestOf(newLarge(DENY), 'AuthorizationPolicy', 'backend-allow-2').spec.rules).toHaveLength(1);
  expect([said(OBSERVE), said(STRICT)]).toEqual([[], []]);
  expect(said(DENY)).toEqual([
    'warning: [chart/backend] `shop/backend` needs 2 ALLOW policies, which stage `DENY` enforces one after the other, so that some of its routes are refused for a moment; join some of them, or move on when nobody calls',
  ]);
});

describe('an object goes by the stage of the namespace whose policies confine it', () => {
  const kinds = (app: App) => manifestsOf(app).map(({ kind }) => kind);

  test.each([
    [
      'one of its own',
      (edge: ZeroTrustNamespace, chart: Chart) => new IngressGateway(chart, 'public', { namespace: edge }),
    ],
    [
      'an existing one whose pods are elsewhere',
      (_edge: ZeroTrustNamespace, chart: Chart) =>
        IngressGateway.fromIstio(chart, 'public', {
          name: 'public',
          namespace: 'routes',
          podNamespace: 'edge',
          serviceAccount: 'public',
        }),
    ],
  ])('a way in waits for its gateway, and not for its target: %s', (_name, gatewayIn) => {
    const newEdge = (gatewayStage: RolloutStage, targetStage: RolloutStage) =>
      newApp((chart) => {
        const edge = new ZeroTrustNamespace(chart, 'edge', { stage: gatewayStage });
        const shop = new ZeroTrustNamespace(chart, 'shop', { stage: targetStage });
        const web = new ServiceIdentity(chart, 'web', { namespace: shop, ports: [WorkloadPort.http(8080)] });
        web.select({ app: 'web' });
        const gateway = gatewayIn(edge, chart);
        const isOwned = gateway.node.children.length > 0;
        new IngressRoute(chart, 'site', {
          gateway,
          hosts: ['shop.example.com'],
          ...(isOwned ? { tls: IngressTls.secret('shop-tls') } : {}),
          rules: [{ paths: [IngressPath.prefix('/')], to: web, port: 80 }],
        });
      });
    const written = (app: App) =>
      kinds(app).filter((kind) => !['Namespace', 'ServiceAccount', 'PeerAuthentication'].includes(kind));
    expect(new Set(written(newEdge(OBSERVE, STRICT)))).toEqual(new Set(['AuthorizationPolicy']));
    expect(written(newEdge(STRICT, OBSERVE))).toEqual(written(newEdge(STRICT, STRICT)));
    expect(new Set(written(newEdge(STRICT, STRICT))).size).toBeGreaterThan(1);
  });

  test('a way out waits for its callers, and leads them to the gateway when that stands', () => {
    const newEgress = (stage: RolloutStage) =>
      newApp((chart) => {
        const shop = new ZeroTrustNamespace(chart, 'shop', { stage });
        const gateway = new EgressGateway(chart, 'egress', { namespace: 'istio-egress', serviceAccount: 'egress' });
        const hosts = ['rates.example.com'];
        new EgressRoute(chart, 'rates', { namespace: shop, gateway, hosts, ports: [EgressPort.tls()] });
      });
    const waves = (stage: RolloutStage) =>
      Object.fromEntries(
        manifestsOf(newEgress(stage))
          .filter(({ apiVersion }) => apiVersion.startsWith('networking.istio.io'))
          .map(({ kind, metadata: { annotations } }) => [kind, annotations?.['argocd.argoproj.io/sync-wave']]),
      );
    // the gateway itself is there in any case, as callers of another stage may be led to it
    expect(waves(OBSERVE)).toEqual({ Gateway: '10' });
    expect(waves(DENY)).toEqual({
      DestinationRule: '-20',
      Gateway: '10',
      ServiceEntry: '15',
      VirtualService: '15',
      Sidecar: '20',
    });
    expect(waves(STRICT)).toEqual({
      DestinationRule: '-20',
      Gateway: '10',
      ServiceEntry: '-10',
      VirtualService: '-10',
      Sidecar: '-20',
    });
  });
});

describe('a mesh', () => {
  const gateway = MeshGateway.gatewayApi('public', 'edge');
  const baseline = (stage: RolloutStage) =>
    newApp((chart) => new MeshBaseline(chart, 'mesh', { stage, openGateways: [gateway] }));
  const summary = (stage: RolloutStage) =>
    manifestsOf(baseline(stage)).map(({ kind, metadata: { name, annotations }, spec }) => [
      `${kind} ${name}`,
      annotations?.['istio.io/dry-run'] ?? spec.mtls?.mode ?? 'enforced',
      annotations?.['argocd.argoproj.io/sync-wave'],
    ]);

  test('opens and closes by its own stage, its gateways included', () => {
    expect(summary(OBSERVE)).toEqual([
      ['PeerAuthentication default', 'PERMISSIVE', '-20'],
      ['AuthorizationPolicy public-open', 'true', '-22'],
      ['AuthorizationPolicy allow-nothing', 'true', '-20'],
      ['Telemetry mesh-default', 'enforced', '-20'],
    ]);
    expect(summary(DENY)).toEqual([
      ['PeerAuthentication default', 'PERMISSIVE', '-20'],
      ['AuthorizationPolicy public-open', 'enforced', '-22'],
      ['AuthorizationPolicy allow-nothing', 'enforced', '20'],
      ['Telemetry mesh-default', 'enforced', '-20'],
    ]);
  });

  test('says at OBSERVE that it closes nothing yet', () => {
    expect(warningsOf(baseline(OBSERVE))).toEqual([
      'warning: [chart/mesh] the mesh is at stage `OBSERVE`, where nothing is refused yet',
    ]);
    expect(warningsOf(baseline(DENY))).toEqual([]);
  });

  test('closes late while a namespace is at DENY, whose routes may have been dry runs a moment ago', () => {
    const waveAbove = (stage: RolloutStage) => {
      const app = newApp((chart) => {
        new MeshBaseline(chart, 'mesh');
        new ZeroTrustNamespace(chart, 'shop', { stage });
      });
      const [policy] = manifestsOf(app).filter(({ metadata }) => metadata.name === 'allow-nothing');
      return policy?.metadata.annotations?.['argocd.argoproj.io/sync-wave'];
    };
    expect([waveAbove(DENY), waveAbove(STRICT)]).toEqual(['20', '-20']);
  });

  test('has its proxies log at OBSERVE what dry runs would have done', () => {
    const formatOf = (stage: RolloutStage) => {
      const { meshConfig } = new MeshBaseline(new Chart(new App(), 'chart'), 'mesh', { stage });
      return JSON.parse(String(meshConfig.accessLogFormat)) as Record<string, string>;
    };
    expect(formatOf(OBSERVE)).toEqual({
      ...formatOf(DENY),
      dry_run_allow: '%DYNAMIC_METADATA(envoy.filters.http.rbac:istio_dry_run_allow_shadow_engine_result)%',
      dry_run_allow_policy:
        '%DYNAMIC_METADATA(envoy.filters.http.rbac:istio_dry_run_allow_shadow_effective_policy_id)%',
      dry_run_deny: '%DYNAMIC_METADATA(envoy.filters.http.rbac:istio_dry_run_deny_shadow_engine_result)%',
      dry_run_deny_policy: '%DYNAMIC_METADATA(envoy.filters.http.rbac:istio_dry_run_deny_shadow_effective_policy_id)%',
    });
    expect(Object.keys(formatOf(DENY)).filter((field) => field.startsWith('dry_run'))).toEqual([]);
  });
});
