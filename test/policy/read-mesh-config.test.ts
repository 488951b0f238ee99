import { readManifests } from '../../src/policy/manifest';
import { readMeshConfig } from '../../src/policy/read-mesh-config';

const configMap = (name: string, lines: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: istio-system}\ndata:\n  mesh: |-\n${lines}\n`;
const among = (text: string) => readManifests([{ name: 'k.yaml', text }]);
const fromFile = (text: string, manifests = '') => readMeshConfig(among(manifests), { name: 'mesh.yaml', text });
const problemsOf = (reading: ReturnType<typeof readMeshConfig>) =>
  'problems' in reading ? reading.problems.map((p) => `${p.file}:${p.line}:${p.column}: ${p.message}`) : [];

describe('where the settings stand', () => {
  test('in a file that holds the mapping, with fields that nothing here reads', () => {
    expect(fromFile('rootNamespace: mesh\naccessLogFile: /dev/stdout\n')).toEqual({
      from: 'file',
      config: { rootNamespace: 'mesh', accessLogFile: '/dev/stdout' },
    });
  });

  test('in a file that holds the ConfigMap', () => {
    const file = fromFile(`kind: Namespace\napiVersion: v1\n---\n${configMap('istio', '    trustDomain: a.io')}`);
    expect(file).toEqual({ from: 'file', config: { trustDomain: 'a.io' } });
  });

  test('in the ConfigMap among the manifests, unless a file is given', () => {
    const manifests = configMap('istio', '    trustDomain: a.io');
    expect(readMeshConfig(among(manifests))).toEqual({ from: 'manifests', config: { trustDomain: 'a.io' } });
    expect(fromFile('trustDomain: b.io', manifests)).toMatchObject({ from: 'file', config: { trustDomain: 'b.io' } });
  });

  test('nowhere: the defaults of Istio', () => {
    expect(readMeshConfig(among(''))).toEqual({ from: 'defaults', config: {} });
    const other = configMap('app', '    trustDomain: a.io');
    expect(readMeshConfig(among(other))).toEqual({ from: 'defaults', config: {} });
  });

  test('in the ConfigMap of a revision; in several only if they agree', () => {
    const canary = configMap('istio-canary', '    trustDomain: a.io');
    expect(readMeshConfig(among(canary))).toMatchObject({ config: { trustDomain: 'a.io' } });
    const same = `${configMap('istio', '    trustDomain: a.io\n    accessLogFile: x')}---\n${canary}`;
    expect(readMeshConfig(among(same))).toMatchObject({ from: 'manifests', config: { trustDomain: 'a.io' } });
    const different = `${configMap('istio', '    trustDomain: b.io')}---\n${canary}`;
    expect(problemsOf(readMeshConfig(among(different)))).toEqual([
      'k.yaml:12:3: `istio-canary` has other settings than `istio`; say by `--mesh` which are meant',
    ]);
  });
});

describe('what is wrong', () => {
  test('every value of the wrong type, each with its place', () => {
    const text = [
      'trustDomain: 7',
      'trustDomainAliases: [a, 1]',
      'pathNormalization: {normalization: MERGE}',
      'extensionProviders: [{envoyExtAuthzGrpc: {}}]',
      'enableAutoMtls: "yes"',
      'defaultConfig: {gatewayTopology: {numTrustedProxies: "2"}}',
    ];
    expect(problemsOf(fromFile(text.join('\n')))).toEqual([
      'mesh.yaml:1:14: `trustDomain` `7` is not accepted; expected text; quote it: "7"',
      'mesh.yaml:2:25: `trustDomainAliases[1]` `1` is not accepted; expected text; quote it: "1"',
      'mesh.yaml:3:36: `pathNormalization.normalization` `"MERGE"` is not accepted; expected `DEFAULT`, `NONE`, `BASE`, `MERGE_SLASHES` or `DECODE_AND_MERGE_SLASHES`',
      'mesh.yaml:4:22: `extensionProviders[0]` has no `name`, which must be there',
      'mesh.yaml:5:17: `enableAutoMtls` `"yes"` is not accepted; expected `true` or `false`',
      'mesh.yaml:6:54: `defaultConfig.gatewayTopology.numTrustedProxies` `"2"` is not accepted; expected a whole number from 0 to 4294967295',
    ]);
  });

  test('what protobuf reads as left out is no mistake', () => {
    expect(problemsOf(fromFile('trustDomain: ""\nrootNamespace: null\ndefaultConfig:\n'))).toEqual([]);
    expect(problemsOf(fromFile('trustDomainAliases: [null]'))).toHaveLength(1);
  });

  test.each([
    ['pathNormalization: {normalization: NONE}', 'NONE'],
    ['pathNormalization: MERGE_SLASHES', 'MERGE_SLASHES'],
    // a field of MeshConfig that differs in two letters from one that is read
    ['certificates: []', 'BASE'],
  ])('%s is read', (text) => {
    expect(problemsOf(fromFile(text))).toEqual([]);
  });

  test.each([
    ['rootNamespce: a', 'mesh.yaml:1:15: field `rootNamespce` is not read; write `rootNamespace`'],
    ['trust_domain: a', 'mesh.yaml:1:15: field `trust_domain` is not read; write `trustDomain`'],
    [
      'meshConfig: {trustDomain: a}',
      'mesh.yaml:1:1: `meshConfig` is no field of MeshConfig; give the mapping that stands below it',
    ],
    ['istioVersion: "1.29"', 'mesh.yaml:1:15: `istioVersion` is no field of MeshConfig; say it by `--istio-version`'],
    ['[]', 'mesh.yaml:1:1: a list is not an object of Kubernetes'],
    ['', 'mesh.yaml:1:1: there is no MeshConfig here; expected its mapping, or the ConfigMap `istio` with `data.mesh`'],
    ['kind: Service', 'mesh.yaml:1:1: there is no MeshConfig here'],
    ['a: 1\na: 2', 'mesh.yaml:2:1: key `a` stands twice in one mapping'],
  ])('%j is refused rather than taken for the defaults', (text, says) => {
    expect(problemsOf(fromFile(text))[0]?.startsWith(says)).toBe(true);
  });

  test('inside the text of a ConfigMap, by its line', () => {
    const reading = readMeshConfig(among(configMap('istio', '    a: b\n    trustDomain: []')));
    expect(problemsOf(reading)).toEqual(['k.yaml:5:3: in line 2: `trustDomain` `[]` is not accepted; expected text']);
  });
});
