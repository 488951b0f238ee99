/** Invariants files: what must always hold, read and checked. */
import type { FieldPath } from '../policy/field-path';
import type { JsonObject } from '../policy/json-object';
import type { Mesh } from '../policy/model';
import { mistakesAt, readPlainDocument } from '../policy/plain-document';
import { readCase } from '../policy/read-case';
import { mistakesIn } from '../policy/shape';
import type { SourceDocument } from '../policy/split-documents';
import type { SourceFile, Unreadable } from '../policy/source-text';
import type { Invariant, Named } from '../reach/invariant';
import { wrongIn } from './invariant-names';
import { INVARIANT_FILE, INVARIANT_KINDS, type InvariantKind } from './invariant-shape';

/** An invariant of a file. The manifests of `equivalent` are not read yet. */
export type WrittenInvariant =
  | Exclude<Invariant, { readonly kind: 'equivalent' }>
  | ({ readonly kind: 'equivalent'; readonly manifests: readonly string[] } & Named);

/** One invariants file. */
export interface InvariantFile {
  readonly document: SourceDocument;
  readonly invariants: readonly WrittenInvariant[];
}

/** The invariants of a file, or everything that is wrong with it. */
export function readInvariants(file: SourceFile): InvariantFile | Unreadable {
  const read = readPlainDocument(file);
  if ('problems' in read) return read;
  const { document, value } = read;
  const mistakes = mistakesIn(INVARIANT_FILE, value);
  if (mistakes.length > 0) return { problems: mistakesAt(document, mistakes, 'the invariants file') };
  const { invariants } = value as { readonly invariants: readonly WrittenEntry[] };
  const twice = invariants.flatMap(({ name }, index) => {
    const before = invariants.findIndex((one) => one.name === name);
    if (before === index) return [];
    const message = `is \`${name}\`, as is that of \`invariants[${before}]\`; a name is of one invariant`;
    return [{ path: ['invariants', index, 'name'], message }];
  });
  if (twice.length > 0) return { problems: mistakesAt(document, twice, 'the invariants file') };
  return { document, invariants: invariants.map(invariantOf) };
}

/** What the shape has made sure of. */
type WrittenEntry = Named & Partial<Record<InvariantKind, JsonObject | null>>;

function invariantOf(entry: WrittenEntry): WrittenInvariant {
  const { name, because } = entry;
  const kind = kindOf(entry);
  const { calls, ...spec } = entry[kind] ?? {};
  const named = { kind, name, ...(because === undefined ? {} : { because }) };
  return {
    ...named,
    ...spec,
    ...(kind === 'mustAllow' ? { calls: (calls as readonly JsonObject[]).map(readCase) } : {}),
  } as WrittenInvariant;
}

function kindOf(entry: WrittenEntry): InvariantKind {
  return INVARIANT_KINDS.find((kind) => kind in entry) as InvariantKind;
}

/** What the file must not say of this mesh, such as names that it does not hold. */
export function wrongOfMesh({ document, invariants }: InvariantFile, mesh: Mesh): Unreadable['problems'] {
  const mistakes = invariants.flatMap((invariant, index) => {
    const at = (path: FieldPath): FieldPath => ['invariants', index, invariant.kind, ...path];
    return wrongIn(invariant, mesh).map(({ path, message }) => ({ path: at(path), message }));
  });
  return mistakesAt(document, mistakes, 'the invariants file');
}
