/** What a project decided once for all its checks: the file `zero-trust.yaml`. */
import { type Code, isCode, type Severity } from '../findings/catalogue';
import { SEVERITIES } from '../findings/finding';
import type { FieldPath } from '../policy/field-path';
import { problemsAt, readPlainDocument, shapeProblems } from '../policy/plain-document';
import { ANY_TEXT, closed, listOf, maybe, type Shape, TEXT, wordOf } from '../policy/shape';
import type { SourceFile, Unreadable } from '../policy/source-text';
import type { SourceDocument } from '../policy/split-documents';
import { isDay, type ListedSuppression, whyNotSuppressible } from './suppression';

/** The name of the file. */
export const CONFIGURATION = 'zero-trust.yaml';

export interface Configuration {
  /** the least severity that fails */
  readonly failOn: Severity | undefined;
  /** the file of MeshConfig, relative to the configuration */
  readonly mesh: string | undefined;
  readonly suppressions: readonly ListedSuppression[];
}

/** What holds without the file. */
export const NO_CONFIGURATION: Configuration = { failOn: undefined, mesh: undefined, suppressions: [] };

/** INVARIANT: `SHAPE` admits only this. */
interface Written {
  readonly failOn?: Severity | null;
  readonly mesh?: string | null;
  readonly suppress?: readonly WrittenSuppression[] | null;
}

interface WrittenSuppression {
  readonly code: string;
  readonly object: {
    readonly group?: string | null;
    readonly kind: string;
    readonly namespace?: string | null;
    readonly name: string;
  };
  readonly field?: string | null;
  readonly reason: string;
  readonly until?: string | null;
}

const OBJECT = closed({ kind: TEXT, ...maybe({ group: ANY_TEXT, namespace: ANY_TEXT }), name: TEXT }, ['kind', 'name']);
const ENTRY = closed({ code: TEXT, object: OBJECT, reason: TEXT, ...maybe({ field: ANY_TEXT, until: TEXT }) }, [
  'code',
  'object',
  'reason',
]);
const SHAPE: Shape = {
  kind: 'maybe',
  of: closed(maybe({ failOn: wordOf(...SEVERITIES), mesh: TEXT, suppress: listOf(ENTRY) })),
};

/** The configuration, or everything that is wrong with it: a misspelt suppression must not pass for one. */
export function readConfiguration(file: SourceFile): Configuration | Unreadable {
  const plain = readPlainDocument(file);
  if ('problems' in plain) return plain;
  const problems = shapeProblems(plain, SHAPE);
  if (problems.length > 0) return { problems };
  const { failOn, mesh, suppress } = (plain.value ?? {}) as Written;
  const entries = (suppress ?? []).map((entry, index) => ({ entry, path: ['suppress', index] }));
  const wrong = entries.flatMap(({ entry, path }) => problemsOf(entry, path));
  if (wrong.length > 0) return { problems: problemsAt(plain.document, wrong) };
  return {
    failOn: failOn ?? undefined,
    mesh: mesh ?? undefined,
    suppressions: entries.map(({ entry, path }) => suppressionOf(entry, path, plain.document)),
  };
}

function problemsOf({ code, reason, until }: WrittenSuppression, path: FieldPath) {
  const at = (field: string, message: string | undefined) =>
    message === undefined ? [] : [{ path: [...path, field], message }];
  return [
    ...at('code', isCode(code) ? whyNotSuppressible(code) : `\`${code}\` is no code of a finding`),
    ...at('reason', reason.trim() === '' ? 'the reason is empty; say why the finding may stay' : undefined),
    ...at(
      'until',
      typeof until === 'string' && !isDay(until) ? `\`${until}\` is no day; write \`2030-01-31\`` : undefined,
    ),
  ];
}

function suppressionOf(
  { code, object, field, reason, until }: WrittenSuppression,
  path: FieldPath,
  document: SourceDocument,
): ListedSuppression {
  const { group, kind, namespace, name } = object;
  return {
    kind: 'entry',
    code: code as Code,
    // an empty group is the core group, an empty namespace none
    object: { kind, name, ...(typeof group === 'string' && { group }), ...(namespace && { namespace }) },
    field: field ?? undefined,
    reason,
    until: until ?? undefined,
    document,
    path,
  };
}
