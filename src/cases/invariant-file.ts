/** Invariants files: what must always hold, read and checked. */
import type { FieldPath } from '../policy/field-path';
import type { JsonObject } from '../policy/json-object';
import { nameOf } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { nearWord } from '../policy/near-word';
import { mistakesAt, readPlainDocument } from '../policy/plain-document';
import { readCase } from '../policy/read-case';
import type { Mistake } from '../policy/shape';
import { mistakesIn } from '../policy/shape';
import type { SourceDocument } from '../policy/split-documents';
import type { SourceFile, Unreadable } from '../policy/source-text';
import type { Called, Callers, Invariant, Named } from '../reach/invariant';
import { INVARIANT_FILE, INVARIANT_KINDS, type InvariantKind } from './invariant-shape';
import { unknownNamesIn } from './known-names';

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

/** Names in the file that the mesh does not hold: a misspelt one would hold for the wrong reason. */
export function unknownNames({ document, invariants }: InvariantFile, mesh: Mesh): Unreadable['problems'] {
  const mistakes = invariants.flatMap((invariant, index) => {
    const at = (path: FieldPath): FieldPath => ['invariants', index, invariant.kind, ...path];
    return unknownIn(invariant, mesh).map(({ path, message }) => ({ path: at(path), message }));
  });
  return mistakesAt(document, mistakes, 'the invariants file');
}

function unknownIn(invariant: WrittenInvariant, mesh: Mesh): readonly Mistake[] {
  switch (invariant.kind) {
    case 'onlyCallers':
      return [
        ...unknown(mesh, invariant.to, ['to']),
        ...invariant.callers.flatMap((one, index) => unknown(mesh, one, ['callers', index])),
      ];
    case 'needsToken':
      return unknown(mesh, invariant.to, ['to']);
    case 'noPlaintext':
    case 'noOpenWorkload':
      return [
        ...unknown(mesh, invariant.to ?? {}, ['to']),
        ...(invariant.except ?? []).flatMap((one, index) => unknown(mesh, one, ['except', index])),
      ];
    case 'neverReaches':
      // a namespace that has no workloads yet may be the very one that is kept out
      return [
        ...unknown(mesh, invariant.from.namespace === undefined ? invariant.from : {}, ['from']),
        ...unknown(mesh, invariant.to, ['to']),
      ];
    case 'mustAllow': {
      const unknownOf = unknownNamesIn(mesh);
      return invariant.calls.flatMap((call, index) =>
        unknownOf(call).map(({ path, message }) => ({ path: ['calls', index, ...path], message })),
      );
    }
    case 'equivalent':
      return [];
  }
}

function unknown(mesh: Mesh, { workload, namespace }: Called | Callers, path: FieldPath): readonly Mistake[] {
  const workloads = [...new Set(mesh.workloads.map(nameOf))];
  const namespaces = [...new Set(mesh.workloads.map((one) => one.namespace))];
  return [
    ...notAmong('workload', workload, workloads, [...path, 'workload']),
    ...notAmong('namespace', namespace, namespaces, [...path, 'namespace']),
  ];
}

function notAmong(
  what: string,
  name: string | undefined,
  known: readonly string[],
  path: FieldPath,
): readonly Mistake[] {
  if (name === undefined || known.includes(name)) return [];
  const meant = nearWord(name, known);
  const missing =
    what === 'workload'
      ? 'no workload of this name is among the manifests'
      : 'no workload of this namespace is among the manifests';
  return [{ path, message: `is \`${name}\`: ${missing}${meant === undefined ? '' : `; did you mean \`${meant}\`?`}` }];
}
