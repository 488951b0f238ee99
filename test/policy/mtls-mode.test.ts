import { mtlsMode } from '../../src/policy/mtls-mode';
import { readMesh } from '../../src/policy/read-mesh';

interface Written {
  readonly ns: string;
  readonly name?: string;
  readonly created?: string;
  readonly spec: object;
}

function modeOf(policies: readonly Written[], port = 8080): string {
  const manifests = policies.map(({ ns, name = 'default', created, spec }) => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name, namespace: ns, creationTimestamp: created },
    spec,
  }));
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api', namespace: 'shop', labels: { app: 'api' } } };
  const mesh = readMesh([...manifests, pod]);
  return mesh.workloads.map((workload) => mtlsMode(mesh, workload, port)).join();
}

const mode = (word: string): object => ({ mtls: { mode: word } });
const selector = { matchLabels: { app: 'api' } };

describe('the mTLS mode of a port', () => {
  test.each<[string, readonly Written[], string]>([
    ['nothing said', [], 'PERMISSIVE'],
    ['the mesh is strict', [{ ns: 'istio-system', spec: mode('STRICT') }], 'STRICT'],
    [
      'a namespace can weaken the mesh',
      [
        { ns: 'istio-system', spec: mode('STRICT') },
        { ns: 'shop', spec: mode('PERMISSIVE') },
      ],
      'PERMISSIVE',
    ],
    [
      'UNSET inherits',
      [
        { ns: 'istio-system', spec: mode('STRICT') },
        { ns: 'shop', spec: mode('UNSET') },
      ],
      'STRICT',
    ],
    ['`selector: {}` is namespace-wide', [{ ns: 'shop', spec: { selector: {}, ...mode('STRICT') } }], 'STRICT'],
    [
      'a selector in the root namespace is ignored',
      [{ ns: 'istio-system', spec: { selector, ...mode('STRICT') } }],
      'PERMISSIVE',
    ],
    [
      'the workload overrides',
      [
        { ns: 'shop', spec: mode('STRICT') },
        { ns: 'shop', name: 'w', spec: { selector, ...mode('DISABLE') } },
      ],
      'DISABLE',
    ],
    [
      'a port overrides the workload',
      [{ ns: 'shop', spec: { selector, ...mode('STRICT'), portLevelMtls: { 8080: { mode: 'DISABLE' } } } }],
      'DISABLE',
    ],
    [
      'a port UNSET inherits',
      [{ ns: 'shop', spec: { selector, ...mode('STRICT'), portLevelMtls: { 8080: {} } } }],
      'STRICT',
    ],
    [
      'ports without a selector are ignored',
      [{ ns: 'shop', spec: { portLevelMtls: { 8080: { mode: 'STRICT' } } } }],
      'PERMISSIVE',
    ],
  ])('%s', (_, policies, expected) => {
    expect(modeOf(policies)).toBe(expected);
  });

  test('the older of two counts, and of equal age the first by name', () => {
    const strict = { ns: 'shop', name: 'b', spec: mode('STRICT') };
    const open = { ns: 'shop', name: 'a', spec: mode('PERMISSIVE') };
    expect(modeOf([strict, open])).toBe('PERMISSIVE');
    expect(
      modeOf([
        { ...open, created: '2024-01-01T00:00:01Z' },
        { ...strict, created: '2024-01-01T00:00:00Z' },
      ]),
    ).toBe('STRICT');
  });
});
