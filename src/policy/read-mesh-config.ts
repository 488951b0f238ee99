/**
 * Which settings does the mesh run with? Those of a file that somebody names, else those of the `istio` ConfigMap among
 * the manifests, else Istio's own.
 */
import { isObject, type Json, type JsonObject, ManifestError } from './json-object';
import { type Manifest, type Manifests, placeOf, readManifests } from './manifest';
import { readMeshSettings } from './mesh-settings';
import { distance, isSameWord } from './near-word';
import { type PlainDocument, problemsAt, readPlainDocument, shapeProblems } from './plain-document';
import { ANY_TEXT, FLAG, listOf, type Mapping, maybe, type Mistake, open, type Shape, TEXT, wordOf } from './shape';
import type { ReadProblem, SourceFile, Unreadable } from './source-text';

/** MeshConfig that was found to be readable, and where it stood: with `defaults`, nobody said anything. */
export interface MeshConfig {
  readonly config: JsonObject;
  readonly from: 'file' | 'manifests' | 'defaults';
}

/** The mesh's configuration, or everything that is wrong with it. */
export function readMeshConfig(read: Manifests, file?: SourceFile): MeshConfig | Unreadable {
  if (file !== undefined) return readMeshFile(file);
  const found = configAmong(read.manifests);
  if (found === undefined) return { config: {}, from: 'defaults' };
  return 'problems' in found ? found : { config: found.config, from: 'manifests' };
}

/** A file that holds MeshConfig itself, or a dump of the cluster with the ConfigMap in it. */
function readMeshFile(file: SourceFile): MeshConfig | Unreadable {
  const plain = readPlainDocument(file);
  if ('document' in plain && isObject(plain.value) && plain.value.kind === undefined) {
    const problems = problemsIn(plain);
    return problems.length > 0 ? { problems } : { config: plain.value, from: 'file' };
  }
  const read = readManifests([file]);
  if (read.problems.length > 0) return read;
  const found = configAmong(read.manifests);
  if (found !== undefined) return 'problems' in found ? found : { config: found.config, from: 'file' };
  const message = 'there is no MeshConfig here; expected its mapping, or the ConfigMap `istio` with `data.mesh`';
  return { problems: [{ file: file.name, line: 1, column: 1, message }] };
}

interface FoundConfig {
  readonly map: Manifest;
  readonly config: JsonObject;
}

/** What the ConfigMap of istiod says; each revision has one, and different ones leave the settings open. */
function configAmong(manifests: readonly Manifest[]): FoundConfig | Unreadable | undefined {
  const read = manifests.filter(isIstioConfig).map(configIn);
  const problems = read.flatMap((one) => ('problems' in one ? one.problems : []));
  if (problems.length > 0) return { problems };
  const [first, ...others] = read.flatMap((one) => ('config' in one ? [one] : []));
  if (first === undefined) return undefined;
  const settings = JSON.stringify(readMeshSettings(first.config));
  const other = others.find(({ config }) => JSON.stringify(readMeshSettings(config)) !== settings);
  if (other === undefined) return first;
  // two revisions are two meshes: to judge by one of them would be a guess
  const message = `\`${other.map.name}\` has other settings than \`${first.map.name}\`; say by \`--mesh\` which are meant`;
  return { problems: [problemAt(other.map, message)] };
}

function isIstioConfig({ apiVersion, kind, name, object }: Manifest): boolean {
  const holdsMesh = isObject(object.data) && object.data.mesh !== undefined;
  return apiVersion === 'v1' && kind === 'ConfigMap' && /^istio($|-)/.test(name) && holdsMesh;
}

function configIn(map: Manifest): FoundConfig | Unreadable {
  const text = (map.object.data as JsonObject).mesh;
  if (typeof text !== 'string') {
    return { problems: [problemAt(map, '`data.mesh` is not text; expected MeshConfig as YAML text')] };
  }
  const plain = readPlainDocument({ name: map.document.file, text });
  const problems = 'problems' in plain ? plain.problems : problemsIn(plain);
  if ('problems' in plain || problems.length > 0) {
    return { problems: problems.map(({ line, message }) => problemAt(map, `in line ${line}: ${message}`)) };
  }
  return { map, config: isObject(plain.value) ? plain.value : {} };
}

function problemAt(map: Manifest, message: string): ReadProblem {
  return { file: map.document.file, ...placeOf(map, ['data', 'mesh']), message };
}

const NORMALIZATION = wordOf('DEFAULT', 'NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES');

/** As protobuf reads JSON: null is the default, and so is empty text. */
function message(fields: Mapping['keys']): Mapping {
  return open(maybe(fields));
}

const PROXIES: Shape = { kind: 'whole', least: 0, most: 2 ** 32 - 1 };

/** What is read of MeshConfig; it has many fields more. */
const FIELDS: Readonly<Record<string, Shape>> = {
  trustDomain: ANY_TEXT,
  trustDomainAliases: listOf(TEXT),
  caCertificates: listOf(message({ trustDomains: listOf(TEXT) })),
  rootNamespace: ANY_TEXT,
  pathNormalization: message({ normalization: NORMALIZATION }),
  extensionProviders: listOf(open({ name: TEXT }, ['name'])),
  enableAutoMtls: FLAG,
  outboundTrafficPolicy: message({ mode: wordOf('ALLOW_ANY', 'REGISTRY_ONLY') }),
  defaultConfig: message({ gatewayTopology: message({ numTrustedProxies: PROXIES }) }),
  defaultServiceExportTo: listOf(TEXT),
  defaultVirtualServiceExportTo: listOf(TEXT),
  defaultDestinationRuleExportTo: listOf(TEXT),
};

function problemsIn({ document, value }: PlainDocument): ReadProblem[] {
  const problems = [...shapeProblems({ document, value }, shapeFor(value)), ...problemsAt(document, misplaced(value))];
  if (problems.length > 0) return problems;
  try {
    readMeshSettings(value ?? {});
    return [];
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return [{ file: document.file, line: document.firstLine, column: 1, message: error.message }];
  }
}

/** Case files write the normalization as one word, and such a mapping is taken here, too. */
function shapeFor(value: Json): Shape {
  const isShort = isObject(value) && typeof value.pathNormalization === 'string';
  return { kind: 'maybe', of: message(isShort ? { ...FIELDS, pathNormalization: NORMALIZATION } : FIELDS) };
}

/** Fields that would be ignored, and were surely meant: settings in other spelling, misspelt, or one level up. */
function misplaced(value: Json): readonly Mistake[] {
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((field) => {
    if (Object.hasOwn(FIELDS, field)) return [];
    // no other field of MeshConfig is one letter away from these
    const meant = Object.keys(FIELDS).find((one) => isSameWord(one, field) || distance(one, field) === 1);
    if (meant !== undefined) return [{ path: [field], message: `field \`${field}\` is not read; write \`${meant}\`` }];
    if (field === 'istioVersion') {
      return [{ path: [field], message: '`istioVersion` is no field of MeshConfig; say it by `--istio-version`' }];
    }
    if (field !== 'meshConfig' && field !== 'mesh') return [];
    return [
      { path: [field], message: `\`${field}\` is no field of MeshConfig; give the mapping that stands below it` },
    ];
  });
}
