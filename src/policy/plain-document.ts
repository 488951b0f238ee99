/** What does a file say that is one YAML document, and no object of Kubernetes: settings of ours, or of Istio? */
import type { Json } from './json-object';
import { locateAll } from './locate';
import { type Mistake, mistakeInWords, mistakesIn, type Shape } from './shape';
import type { ReadProblem, SourceFile, Unreadable } from './source-text';
import { type SourceDocument, splitDocuments } from './split-documents';
import { readDocument } from './yaml-document';

/** The only document of a file, with its value, which is `undefined` when the file is empty. */
export interface PlainDocument {
  readonly document: SourceDocument;
  readonly value: Json;
}

/** The document, or every reason why there is not exactly one that can be read. */
export function readPlainDocument(file: SourceFile): PlainDocument | Unreadable {
  const { documents, problems: split } = splitDocuments(file);
  const read = documents.map((document) => ({ document, ...readDocument(document) }));
  const problems = [...split, ...read.flatMap((one) => one.problems)];
  if (problems.length > 0) return { problems };
  const [first, second] = read.filter(({ value }) => value !== undefined && value !== null);
  if (second !== undefined) {
    const message = 'a second document begins here, where one was expected; put it into a file of its own';
    return { problems: [{ file: file.name, line: second.document.firstLine, column: 1, message }] };
  }
  const document = first?.document ?? (documents[0] as SourceDocument);
  return { document, value: first?.value };
}

/** Every place where the document has not this shape. */
export function shapeProblems({ document, value }: PlainDocument, shape: Shape): ReadProblem[] {
  return mistakesAt(document, mistakesIn(shape, value), 'the file');
}

/** Mistakes as problems that name the field, or `whole` where it is none. */
export function mistakesAt(document: SourceDocument, mistakes: readonly Mistake[], whole: string): ReadProblem[] {
  return problemsAt(
    document,
    mistakes.map((mistake) => ({ ...mistake, message: mistakeInWords(mistake, whole) })),
  );
}

/** What is wrong with fields of a document, with their places. */
export function problemsAt(document: SourceDocument, wrong: readonly Mistake[]): ReadProblem[] {
  if (wrong.length === 0) return [];
  const places = locateAll(
    document,
    wrong.map(({ path }) => path),
  );
  return wrong.map(({ message }, index) => ({
    file: document.file,
    ...(places[index] ?? { line: document.firstLine, column: 1 }),
    message,
  }));
}
