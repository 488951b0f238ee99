/** Which texts did files and folders hold at a revision of git? */
import { MAX_FILE_BYTES } from '../policy/manifest';
import { decodeUtf8, type ReadProblem, type SourceFile } from '../policy/source-text';
import { NO_FILES } from './empty-input';
import { type Io, WrongUse } from './io';
import type { Input } from './read-input';

/** Two revisions, as commits. */
export interface Revisions {
  readonly before: string;
  readonly after: string;
}

/** The commits that `a..b` names; throws when git does not know one. */
export function readRevisions(text: string, io: Io): Revisions {
  const [, before, after] = /^(.+?)\.\.(?!\.)(.+)$/.exec(text) ?? [];
  if (before === undefined || after === undefined || before.endsWith('.')) {
    const hint = text.includes('...') ? '; for the commit where a branch began write `$(git merge-base a b)..b`' : '';
    throw new WrongUse([`\`--git ${text}\` names no two revisions; expected such as \`main..HEAD\`${hint}`]);
  }
  return { before: commitOf(before, io), after: commitOf(after, io) };
}

function commitOf(revision: string, io: Io): string {
  const { code, out, err } = io.git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if (code === 0) return textOf(out).trim();
  const reason = err.trim().split('\n')[0] ?? '';
  throw new WrongUse([
    reason === ''
      ? `git knows no revision \`${revision}\`; was it fetched? A shallow clone has only the last commits`
      : `git was not asked: ${reason}`,
  ]);
}

/** The texts of all manifests at these paths in both revisions; a path may be missing in one of them. */
export function readRevisionsAt(
  { before, after }: Revisions,
  paths: readonly string[],
  io: Io,
): { readonly before: Input; readonly after: Input } {
  const found = { before: entriesAtAll(before, paths, io), after: entriesAtAll(after, paths, io) };
  const missing = paths.filter((path) => !found.before.get(path)?.length && !found.after.get(path)?.length);
  if (missing.length > 0) {
    throw new WrongUse(missing.map((path) => `${path}: there is no such file or folder in either revision`));
  }
  const inputs = { before: readEntries(found.before, io), after: readEntries(found.after, io) };
  const isNothing = Object.values(inputs).every(({ files, problems }) => files.length + problems.length === 0);
  if (isNothing) throw new WrongUse(paths.map((path) => `${path}: ${NO_FILES}`));
  // what was there may have been removed, and what is there may be the first
  return {
    before: { ...inputs.before, mayBeEmpty: true },
    after: { ...inputs.after, mayBeEmpty: inputs.after.files.length === 0 },
  };
}

function entriesAtAll(commit: string, paths: readonly string[], io: Io): ReadonlyMap<string, readonly TreeEntry[]> {
  return new Map(paths.map((path) => [path, entriesAt(commit, path, io)]));
}

/** In order of the paths and, in a folder, of names. */
function readEntries(found: ReadonlyMap<string, readonly TreeEntry[]>, io: Io): Input {
  const problems: ReadProblem[] = [];
  const refuse = (file: string, message: string) => void problems.push({ file, line: 1, column: 1, message });
  const entries = [...found].flatMap(([path, all]) => {
    const manifests = all.filter(({ file }) => file === path || /\.(ya?ml|json)$/i.test(file));
    for (const { file, isFile } of manifests) {
      if (!isFile) refuse(file, 'it is a link or a module of git, which is not followed');
    }
    return manifests.filter(({ isFile }) => isFile);
  });
  const unique = [...new Map(entries.map((entry) => [entry.file, entry])).values()];
  const files: SourceFile[] = [];
  const contents = contentsOf(
    unique.map(({ id }) => id),
    io,
  );
  unique.forEach(({ file }, index) => {
    const bytes = contents[index] ?? new Uint8Array();
    if (bytes.length > MAX_FILE_BYTES)
      return refuse(file, `it has more than ${MAX_FILE_BYTES / 1024 / 1024} MiB; split it`);
    const decoded = decodeUtf8(file, bytes);
    if ('text' in decoded) files.push(decoded);
    else problems.push(decoded);
  });
  return { files, problems };
}

interface TreeEntry {
  readonly file: string;
  readonly id: string;
  readonly isFile: boolean;
}

/** @see git-ls-tree(1): `<mode> <type> <object>\t<file>`, each ended by NUL */
function entriesAt(commit: string, path: string, io: Io): readonly TreeEntry[] {
  const literal = path.replace(/^(\.\/)+/, '').replace(/\/+$/, '') || '.';
  const { code, out, err } = io.git(['ls-tree', '-r', '-z', commit, '--', literal]);
  if (code !== 0) throw new WrongUse([`git did not list \`${path}\`: ${err.trim().split('\n')[0] ?? ''}`]);
  return textOf(out)
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [, mode = '', id = '', file = ''] = /^(\d+) \w+ ([0-9a-f]+)\t([^]*)$/.exec(line) ?? [];
      return { file, id, isFile: mode.startsWith('100') };
    })
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

/** @see git-cat-file(1), `--batch`: `<object> <type> <size>`, a line feed, the content, a line feed */
function contentsOf(ids: readonly string[], io: Io): readonly Uint8Array[] {
  if (ids.length === 0) return [];
  const { code, out, err } = io.git(['cat-file', '--batch'], `${ids.join('\n')}\n`);
  if (code !== 0) throw new WrongUse([`git did not read the files: ${err.trim().split('\n')[0] ?? ''}`]);
  let at = 0;
  return ids.map(() => {
    const end = out.indexOf(0x0a, at);
    const size = Number(textOf(out.subarray(at, end)).split(' ')[2]);
    at = end + 1 + size + 1;
    return out.subarray(end + 1, end + 1 + size);
  });
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
