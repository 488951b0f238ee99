/** Case files: which requests a set of manifests must allow, and which it must refuse. */
import type { FieldPath } from '../policy/field-path';
import { isObject, type Json, type JsonObject } from '../policy/json-object';
import { placesOf } from '../policy/manifest';
import type { ObjectName } from '../policy/metadata';
import { mistakesAt } from '../policy/plain-document';
import { readCase } from '../policy/read-case';
import type { Request } from '../policy/request';
import { linesOf, type Position, type ReadProblem, type SourceFile } from '../policy/source-text';
import { type SourceDocument, splitDocuments } from '../policy/split-documents';
import { readDocument } from '../policy/yaml-document';
import { CASE_FILE } from './case-shape';
import { type Expectation, readExpectation } from './expectation';
import { type Mistake, mistakesIn } from '../policy/shape';

/** One case: a call, and what must become of it. */
export interface Case {
  readonly id: string;
  readonly because?: string;
  readonly request: Request;
  readonly expect: Expectation;
  /** where it stands in its file */
  readonly line: number;
  /** its number among the `cases` */
  readonly index: number;
}

/** One case file. */
export interface CaseFile {
  readonly document: SourceDocument;
  readonly manifests: readonly CaseManifests[];
  readonly mesh: JsonObject;
  /** TLS Secrets that exist beside those of the manifests; absent: any may */
  readonly secrets?: readonly ObjectName[];
  readonly cases: readonly Case[];
}

/** Manifests that a case file names by their path, relative to it, or holds. */
export type CaseManifests = (
  { readonly kind: 'path'; readonly path: string } | { readonly kind: 'object'; readonly object: JsonObject }
) & { readonly at: FieldPath };

/** A case file, or everything that is wrong with it. */
export type CaseFileReading =
  | { readonly kind: 'read'; readonly file: CaseFile }
  | { readonly kind: 'wrong'; readonly problems: readonly ReadProblem[] };

/**
 * The case files of a text, one after the other, so that only one is held at a time: each document is one, and in a
 * `.jsonl` file each line.
 */
export function* readCaseFiles(source: SourceFile): Generator<CaseFileReading> {
  const { documents, problems } = source.name.endsWith('.jsonl') ? linesAsDocuments(source) : splitDocuments(source);
  if (problems.length > 0) yield { kind: 'wrong', problems };
  let found = 0;
  for (const document of documents) {
    const { value, problems: wrong } = readDocument(document);
    if ((value === undefined || value === null) && wrong.length === 0) continue;
    if (isManifest(value)) return yield { kind: 'wrong', problems: [manifestAt(document, value)] }; // said once a file
    found += 1;
    yield wrong.length > 0 ? { kind: 'wrong', problems: wrong } : readCaseFile(document, value);
  }
  if (found > 0 || problems.length > 0) return;
  const message = 'it holds no case file; one is a mapping with `cases`';
  yield { kind: 'wrong', problems: [{ file: source.name, line: 1, column: 1, message }] };
}

function isManifest(value: Json): value is JsonObject {
  return isObject(value) && 'kind' in value && 'apiVersion' in value && !('cases' in value);
}

function manifestAt({ file, firstLine }: SourceDocument, { kind }: JsonObject): ReadProblem {
  const message = `it holds manifests (\`${String(kind)}\`), and no cases; name it by \`--manifests\`, or under \`manifests\` of a case file`;
  return { file, line: firstLine, column: 1, message };
}

/** The problems at these places of a case file. */
export function problemsAt(document: SourceDocument, mistakes: readonly Mistake[]): readonly ReadProblem[] {
  return mistakesAt(document, mistakes, 'the case file');
}

function readCaseFile(document: SourceDocument, value: Json): CaseFileReading {
  const mistakes = mistakesIn(CASE_FILE, value);
  if (mistakes.length > 0) return { kind: 'wrong', problems: problemsAt(document, mistakes) };
  const written = value as CheckedCaseFile;
  const first = new Map<string, number>();
  const twice = written.cases.flatMap(({ id }, index) => {
    const before = first.get(id);
    if (before === undefined) first.set(id, index);
    const message = `is \`${id}\`, as is that of \`cases[${before}]\`; an id names one case`;
    return before === undefined ? [] : [{ path: ['cases', index, 'id'], message }];
  });
  if (twice.length > 0) return { kind: 'wrong', problems: problemsAt(document, twice) };
  const places = placesOf(
    document,
    written.cases.map((_, index) => ['cases', index]),
  );
  const file: CaseFile = {
    document,
    manifests: (written.manifests ?? []).map((each, index) =>
      typeof each === 'string'
        ? { kind: 'path', path: each, at: ['manifests', index] }
        : { kind: 'object', object: each, at: ['manifests', index] },
    ),
    mesh: written.mesh ?? {},
    ...(written.secrets === undefined ? {} : { secrets: written.secrets.map(nameIn) }),
    cases: written.cases.map((each, index) => ({
      id: each.id,
      ...(each.because === undefined ? {} : { because: each.because }),
      request: readCase(each),
      expect: readExpectation(each.expect),
      line: (places[index] as Position).line,
      index,
    })),
  };
  return { kind: 'read', file };
}

/** What the shape of a case file has made sure of. */
interface CheckedCaseFile {
  readonly manifests?: readonly (string | JsonObject)[];
  readonly mesh?: JsonObject;
  readonly secrets?: readonly string[];
  readonly cases: readonly (JsonObject & { readonly id: string; readonly because?: string })[];
}

/** `namespace/name`, as its shape has made sure. */
function nameIn(text: string): ObjectName {
  const [namespace = '', name = ''] = text.split('/');
  return { namespace, name };
}

function linesAsDocuments({ name, text }: SourceFile): ReturnType<typeof splitDocuments> {
  const documents = linesOf(text).map((line, index) => ({ file: name, index, text: line, firstLine: index + 1 }));
  return { documents, problems: [] };
}
