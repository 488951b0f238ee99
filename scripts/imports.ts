/**
 * Regenerates imports/ with `cdk8s import`, from the definitions that cdk8s.yaml names, or from files:
 * `npm run imports`, `npm run imports -- <file>…`.
 *
 * The definitions are cut down first: one version a kind, as further versions triple the code, and no prose, so that a
 * reworded sentence of Istio's changes nothing here.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { ROOT, runCdk8s } from './cdk8s';

/** The API groups of the objects that this library writes. */
const GROUPS = [
  'argoproj.io',
  'gateway.networking.k8s.io',
  'networking.istio.io',
  'security.istio.io',
  'telemetry.istio.io',
];

/**
 * Fields of Argo CD's kinds that this library never writes, wherever they stand: with them the classes would have
 * 80,000 lines. An ApplicationSet repeats the schema of an Application once for each place where a generator may stand.
 */
const NEVER_WRITTEN: ReadonlySet<string> = new Set(
  (
    'status operation sources sourceHydrator helm kustomize plugin jsonnet info ignoreDifferences ' +
    'managedNamespaceMetadata list merge scmProvider pullRequest clusterDecisionResource strategy templatePatch ' +
    'ignoreApplicationDifferences preservedFields roles syncWindows signatureKeys sourceIntegrity orphanedResources ' +
    'destinationServiceAccounts'
  ).split(' '),
);

interface Definition {
  readonly spec: { readonly group: string; readonly versions: readonly { readonly name: string }[] };
}

async function main(files: readonly string[]): Promise<void> {
  const texts =
    files.length === 0 ? await Promise.all(origins().map(download)) : files.map((file) => readFileSync(file, 'utf8'));
  const definitions = texts.flatMap(readDefinitions).filter((definition) => GROUPS.includes(definition.spec.group));
  const found = new Set(definitions.map((definition) => definition.spec.group));
  const missing = GROUPS.filter((group) => !found.has(group));
  if (missing.length > 0) {
    throw new Error(`no definition of ${missing.join(', ')} in ${(files.length === 0 ? origins() : files).join(', ')}`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'imports-'));
  try {
    // One file for all of them: of two files with kinds of one group, the importer keeps the second only.
    const short = join(folder, 'definitions.yaml');
    writeFileSync(short, definitions.map((definition) => stringify(shortened(definition))).join('---\n'));
    runCdk8s(['import', short, '--language', 'typescript', '--output', 'imports', '--no-save'], ROOT);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where the definitions come from, by cdk8s.yaml. */
function origins(): readonly string[] {
  return (parse(readFileSync(join(ROOT, 'cdk8s.yaml'), 'utf8')) as { imports: string[] }).imports;
}

async function download(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response.text();
}

function readDefinitions(text: string): Definition[] {
  const documents = parseAllDocuments(text).map((document) => document.toJS() as Definition | null);
  return documents.filter((definition) => definition !== null);
}

/** The definition with one version, `v1` where there is one, and without prose. */
function shortened(definition: Definition): unknown {
  const { versions } = definition.spec;
  const version = versions.find(({ name }) => name === 'v1') ?? versions[0];
  const short = withoutProse({ ...definition, spec: { ...definition.spec, versions: [version] } });
  return definition.spec.group === 'argoproj.io' ? withoutUnused(short) : short;
}

/** Without any `description` that is text: one that is an object describes a field of that name. */
function withoutProse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => key !== 'description' || typeof inner !== 'string')
      .map(([key, inner]) => [key, withoutProse(inner)]),
  );
}

/** Without the fields that are never written, and without the templates that each generator may have. */
function withoutUnused(value: unknown, within = ''): unknown {
  if (Array.isArray(value)) return value.map((inner) => withoutUnused(inner, within));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => typeof inner !== 'object' || !(NEVER_WRITTEN.has(key) || isOwnTemplate(key, within)))
      .map(([key, inner]) => [key, withoutUnused(inner, key === 'generators' ? key : within)]),
  );
}

function isOwnTemplate(field: string, within: string): boolean {
  return field === 'template' && within === 'generators';
}

void main(process.argv.slice(2));
