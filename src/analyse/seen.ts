/** From what a check saw to a finding with its place. */
import { type Code, entryOf } from '../findings/catalogue';
import type { Finding, ObjectName } from '../findings/finding';
import { visible } from '../findings/visible';
import { type FieldPath, showFieldPath } from '../policy/field-path';
import { type Manifest, placesOf } from '../policy/manifest';
import { linesOf } from '../policy/source-text';
import type { SourceDocument } from '../policy/split-documents';
import type { Observation } from './check-rule';

/** What was seen in an object. */
export type Seen = Observation & { readonly code: Code };

/** What was seen in a document that is no object: the configuration. */
export interface SeenInDocument {
  readonly code: Code;
  readonly document: SourceDocument;
  readonly path: FieldPath;
  readonly message: string;
}

/** The findings with their places, in the same order. Each document that has some is parsed once more. */
export function findingsOf(seen: readonly (Seen | SeenInDocument)[]): Finding[] {
  const byDocument = new Map<SourceDocument, number[]>();
  seen.forEach((one, index) => {
    const document = documentOf(one);
    const group = byDocument.get(document);
    if (group === undefined) byDocument.set(document, [index]);
    else group.push(index);
  });
  const findings: Finding[] = [];
  for (const [document, group] of byDocument) {
    const ones = group.map((index) => seen[index] as Seen | SeenInDocument);
    const places = placesOf(
      document,
      ones.map((one): FieldPath => ('manifest' in one ? [...one.manifest.root, ...one.path] : one.path)),
    );
    const lines = linesOf(document.text);
    group.forEach((index, at) => {
      const one = ones[at] as Seen | SeenInDocument;
      const { line = 1, column = 1 } = places[at] ?? {};
      const excerpt = lines[line - document.firstLine] ?? '';
      findings[index] = {
        ...aboutCode(one.code),
        message: visible(one.message),
        ...('manifest' in one && { object: nameOf(one.manifest) }),
        field: showFieldPath(one.path),
        location: { file: document.file, document: document.index, line, column, excerpt },
        ...('witness' in one && one.witness && { witness: one.witness }),
      };
    });
  }
  return findings;
}

/** What the catalogue says about every finding of a code. */
export function aboutCode(code: Code): Pick<Finding, 'code' | 'title' | 'severity' | 'category'> {
  const { title, severity, category } = entryOf(code);
  return { code, title, severity, category };
}

function documentOf(one: Seen | SeenInDocument): SourceDocument {
  return 'manifest' in one ? one.manifest.document : one.document;
}

function nameOf({ apiVersion, kind, namespace, name }: Manifest): ObjectName {
  return { apiVersion, kind, ...(namespace !== undefined && { namespace }), name };
}
