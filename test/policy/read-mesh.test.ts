import { readMesh, tryReadMesh } from '../../src/policy/read-mesh';

const broken = {
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'p', namespace: 'shop' },
  spec: { rules: [{ to: [{ operation: { ports: [8080] } }] }] },
};

describe('reading a mesh', () => {
  test('LAW: a manifest that was read before has the same object, and nothing else changes', () => {
    const allow = { ...broken, spec: { rules: [{}] } };
    const before = tryReadMesh([allow, broken]);
    const after = tryReadMesh([broken, allow, { ...allow }], {}, before);
    const { mesh, errors } = tryReadMesh([broken, allow, { ...allow }]);
    expect(after.mesh).toEqual(mesh);
    expect(after.errors).toEqual(errors);
    const [same, other] = after.mesh.authorizationPolicies;
    expect(same).toBe(before.mesh.authorizationPolicies[0]);
    expect(other).not.toBe(same);
    expect([same, other].map((object) => object && after.sourceOf(object))).toEqual([allow, { ...allow }]);
  });

  test('a value of the wrong type names the object, the field and the value', () => {
    const { mesh, errors } = tryReadMesh([broken]);
    expect(errors.map((error) => error.message)).toEqual([
      'AuthorizationPolicy shop/p: `ports` is `8080`; expected text',
    ]);
    expect(mesh.authorizationPolicies).toEqual([]);
    expect(() => readMesh([broken])).toThrow('AuthorizationPolicy shop/p');
  });

  test.each([
    ['AuthorizationPolicy', { action: 'deny' }, '`action` is `deny`; expected `ALLOW`, `DENY`, `AUDIT` or `CUSTOM`'],
    [
      'PeerAuthentication',
      { mtls: { mode: 'strict' } },
      '`mode` is `strict`; expected `STRICT`, `PERMISSIVE`, `DISABLE` or `UNSET`',
    ],
  ])('a word that %s does not know is no other word', (kind, spec, message) => {
    expect(() => readMesh([{ ...broken, kind, spec }])).toThrow(`${kind} shop/p: ${message}`);
  });

  test.each([
    ['AuthorizationPolicy', {}],
    ['AuthorizationPolicy', { action: 'ALLOW' }],
    ['PeerAuthentication', {}],
    ['PeerAuthentication', { mtls: { mode: 'UNSET' } }],
  ])('the words that %s knows, or none, are read', (kind, spec) => {
    expect(tryReadMesh([{ ...broken, kind, spec }]).errors).toEqual([]);
  });

  test('unknown kinds and the items of lists', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'shop' } };
    const mesh = readMesh([{ kind: 'List', items: [pod, { kind: 'Unknown', apiVersion: 'x.io/v1' }] }, null, 'text']);
    expect(mesh.workloads).toMatchObject([{ kind: 'Pod', name: 'a', serviceAccount: 'default' }]);
  });

  test('the pods of a CronJob', () => {
    const template = { metadata: { labels: { app: 'j' } }, spec: { serviceAccountName: 'job' } };
    const manifest = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'j', namespace: 'shop', labels: { owner: 'x' } },
      spec: { jobTemplate: { spec: { template } } },
    };
    expect(readMesh([manifest]).workloads).toMatchObject([{ labels: { app: 'j' }, serviceAccount: 'job' }]);
  });

  test('a Gateway of the Gateway API is not a classic one', () => {
    const spec = { gatewayClassName: 'istio-waypoint', listeners: [{ port: 15008, protocol: 'HBONE' }] };
    const manifest = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'w' }, spec };
    expect(readMesh([manifest]).gateways).toMatchObject([{ api: { kind: 'kubernetes', className: 'istio-waypoint' } }]);
  });

  test("the settings default to Istio's", () => {
    expect(readMesh([]).settings).toMatchObject({
      trustDomain: 'cluster.local',
      rootNamespace: 'istio-system',
      pathNormalization: 'BASE',
      numTrustedProxies: 0,
    });
  });
});
