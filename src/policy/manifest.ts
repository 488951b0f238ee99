/** Which objects some texts hold, each with its place: the one door for manifests. */
import type { FieldPath } from './field-path';
import { groupBy } from './group-by';
import { isObject, type Json, type JsonObject } from './json-object';
import { locateAll } from './locate';
import type { Position, ReadProblem, SourceFile } from './source-text';
import { positionsOf, type SourceDocument, splitDocuments } from './split-documents';
import { readDocument } from './yaml-document';

/**
 * Bytes that one file may have. The API server takes 3 MiB an object, and a dump of a cluster in one list is the
 * largest file we have seen use of; beyond, memory could not be bounded.
 */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** One object as somebody wrote it. */
export interface Manifest {
  readonly object: JsonObject;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly document: SourceDocument;
  /** where the object stands in its document: nowhere but at the root, or an item of a list */
  readonly root: FieldPath;
}

/** All that was read. INVARIANT: a document is in `manifests`, in `problems`, or was empty. */
export interface Manifests {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly ReadProblem[];
  /** documents that were not empty */
  readonly documents: number;
}

/** Documents that were read before, by their text, each of which is given out once. */
export type ReadBefore = (text: string) => readonly Manifest[] | undefined;

/** The documents of these manifests, all of which could be read. */
export function documentsOf({ manifests }: Manifests): ReadBefore {
  const documents = groupBy(manifests, ({ document }) => document).values();
  const left = groupBy([...documents], ([first]) => first?.document.text);
  const given = new Map<string, number>();
  return (text) => {
    const count = given.get(text) ?? 0;
    given.set(text, count + 1);
    return left.get(text)?.[count];
  };
}

/**
 * The objects of these texts, in order, and every reason why one could not be read. LAW: `before` saves time, and
 * changes nothing but that objects of documents which are in it are its own.
 */
export function readManifests(files: readonly SourceFile[], before: ReadBefore = () => undefined): Manifests {
  const manifests: Manifest[] = [];
  const problems: ReadProblem[] = [];
  let documents = 0;
  for (const file of files) {
    const split = splitDocuments(file);
    const found = [...split.problems];
    for (const document of split.documents) {
      const known = before(document.text);
      if (known !== undefined) {
        documents += 1;
        manifests.push(...known.map((manifest) => ({ ...manifest, document })));
        continue;
      }
      const { value, problems: wrong } = readDocument(document);
      // kubectl skips a document that is empty or null
      if ((value === undefined || value === null) && wrong.length === 0) continue;
      documents += 1;
      found.push(...wrong);
      if (wrong.length === 0) addObjects(document, value, manifests, found);
    }
    problems.push(...found.sort((a, b) => a.line - b.line || a.column - b.column));
  }
  return { manifests, problems, documents };
}

/** The place in its file of a field of an object. */
export function placeOf(manifest: Manifest, path: FieldPath): Position {
  return placesOf(manifest.document, [[...manifest.root, ...path]])[0] as Position;
}

/** The places of fields of one document, given from the root of the document. */
export function placesOf(document: SourceDocument, paths: readonly FieldPath[]): Position[] {
  return locateAll(document, paths);
}

/** kubectl opens lists in lists, too. @see k8s.io/cli-runtime pkg/resource/visitor.go, `FlattenListVisitor` */
function addObjects(document: SourceDocument, whole: Json, manifests: Manifest[], problems: ReadProblem[]): void {
  const refuse = (message: string, path: FieldPath) => {
    const position = path.length === 0 ? firstContent(document) : (placesOf(document, [path])[0] as Position);
    problems.push({ file: document.file, ...position, message });
  };
  const visit = (value: Json, root: FieldPath, typeMeta: JsonObject): void => {
    if (!isObject(value)) {
      const expected = 'a document is a mapping with `apiVersion` and `kind`';
      return refuse(`${nameOf(value)} is not an object of Kubernetes; ${expected}`, root);
    }
    const object = { ...typeMeta, ...value };
    const items = itemsOf(object);
    if (items === undefined) return void manifests.push(manifestOf(document, object, root));
    if (!Array.isArray(items))
      return refuse('`items` of a `List` is not a list; begin each object with `-`', [...root, 'items']);
    items.forEach((item, index) => visit(item, [...root, 'items', index], typeOfItems(object)));
  };
  visit(whole, [], {});
}

function manifestOf(document: SourceDocument, object: JsonObject, root: FieldPath): Manifest {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  return {
    object,
    apiVersion: text(object.apiVersion),
    kind: text(object.kind),
    namespace: text(metadata.namespace) || undefined,
    name: text(metadata.name) || text(metadata.generateName),
    document,
    root,
  };
}

/** Any kind `…List` with items is a list to kubectl, and not an object that could be applied. */
function itemsOf({ kind, items }: JsonObject): Json {
  if (kind === 'List') return items ?? [];
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : undefined;
}

/** The items of a `ServiceList` may leave out that they are Services; those of a `List` may not. */
function typeOfItems(list: JsonObject): JsonObject {
  if (list.kind === 'List' || typeof list.kind !== 'string') return {};
  return { apiVersion: list.apiVersion, kind: list.kind.slice(0, -'List'.length) };
}

function firstContent(document: SourceDocument): Position {
  return positionsOf(document)(Math.max(0, document.text.search(/^[ \t]*[^\s#]/m)));
}

function nameOf(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  return `\`${String(value).slice(0, 40)}\``;
}

function text(value: Json): string {
  return typeof value === 'string' ? value : '';
}
