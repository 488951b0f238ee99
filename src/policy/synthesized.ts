/**
 * What does a program have in hand, read as manifests? A chart or an app of cdk8s, manifest text, one object, or a list
 * of such: all go through the one reader, so a chart means here what its file means in the cluster.
 */
import { isObject, type JsonObject } from './json-object';
import { type Manifests, readManifests } from './manifest';
import type { Mesh } from './model';
import { tryReadMesh } from './read-mesh';
import { readMeshConfig } from './read-mesh-config';
import type { SourceFile } from './source-text';

/** A chart of cdk8s, whichever copy of cdk8s made it. */
export interface ChartLike {
  readonly node: { readonly path: string };
  toJson(): readonly unknown[];
}

/** An app of cdk8s, whichever copy of cdk8s made it. */
export interface AppLike {
  readonly charts: readonly ChartLike[];
}

/** What can be judged. */
export type Subject = ChartLike | AppLike | string | object | readonly Subject[];

/** The subject cannot be judged; each line says why. */
export class SubjectError extends Error {
  override readonly name = 'SubjectError';
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

/** The objects of the subject. Of an app all charts; of a chart its own. What cdk8s refuses, it throws itself. */
export function manifestsOf(subject: Subject): Manifests {
  return readManifests(textsOf(subject));
}

/** The objects of the subject, all of them and at least one; throws when one cannot be read. */
export function allManifestsOf(subject: Subject): Manifests {
  const read = manifestsOf(subject);
  if (read.problems.length > 0) {
    throw new SubjectError(
      read.problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`),
    );
  }
  if (read.manifests.length > 0) return read;
  throw new SubjectError(['it holds no object; a chart without objects, or empty text?']);
}

/**
 * The mesh of the subject, under these settings of MeshConfig; what they do not say, the ConfigMap `istio` of the
 * subject says. Throws when it holds no object, or an unreadable one. Fails closed: of a mesh with objects left out,
 * every answer could be wrong.
 */
export function meshOf(subject: Subject, settings: JsonObject = {}): Mesh {
  return meshIn(allManifestsOf(subject), settings);
}

/** The mesh of these objects, under these settings, which win over those of the ConfigMap `istio` among them. */
export function meshIn(read: Manifests, settings: JsonObject): Mesh {
  const found = readMeshConfig(read);
  if ('problems' in found) throw new SubjectError(found.problems.map(({ message }) => message));
  const objects = read.manifests.map(({ object }) => object);
  const { mesh, errors } = tryReadMesh(objects, { ...found.config, ...settings });
  if (errors.length > 0) throw new SubjectError(errors.map(({ message }) => message));
  return mesh;
}

function textsOf(subject: unknown): readonly SourceFile[] {
  if (typeof subject === 'string') return [{ name: 'text', text: subject }];
  if (Array.isArray(subject)) {
    return subject.flatMap((item: unknown, index) =>
      textsOf(item).map(({ name, text }) => ({
        name: name === 'text' || name === 'object' ? `${name} ${index}` : name,
        text,
      })),
    );
  }
  if (isChart(subject)) return [{ name: subject.node.path || 'chart', text: jsonDocuments(subject.toJson()) }];
  if (isApp(subject)) return subject.charts.flatMap(textsOf);
  if (isObject(subject) && isPlain(subject)) return [{ name: 'object', text: jsonDocuments([subject]) }];
  const shown = typeof subject === 'object' && subject !== null ? subject.constructor.name : String(subject);
  throw new SubjectError([
    `\`${shown}\` cannot be judged; expected a chart or app of cdk8s, manifest text, or objects with \`apiVersion\` and \`kind\``,
  ]);
}

/** Told by what it can do: two copies of cdk8s in one project are common, and break `instanceof`. */
function isChart(subject: unknown): subject is ChartLike {
  const chart = subject as Partial<ChartLike> | null | undefined;
  return typeof chart?.toJson === 'function' && typeof chart.node?.path === 'string';
}

function isApp(subject: unknown): subject is AppLike {
  const app = subject as (Partial<AppLike> & { readonly node?: unknown }) | null | undefined;
  return Array.isArray(app?.charts) && app.node !== undefined;
}

function isPlain(subject: JsonObject): boolean {
  return typeof subject.apiVersion === 'string' || typeof subject.kind === 'string';
}

/** JSON is YAML, but for characters that YAML has to see escaped. */
function jsonDocuments(objects: readonly unknown[]): string {
  const documents = objects.map((object) =>
    JSON.stringify(object, null, 2).replace(
      /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
  return documents.join('\n---\n');
}
