/** Which texts the paths of a command line name: files, folders with all below them, or standard input. */
import type { WorkingDirectory } from '../analyse/configuration-file';
import { visible } from '../findings/visible';
import { documentsOf, MAX_FILE_BYTES, type Manifests, readManifests } from '../policy/manifest';
import { type MeshConfig, readMeshConfig } from '../policy/read-mesh-config';
import { decodeUtf8, type ReadProblem, type SourceFile, type Unreadable } from '../policy/source-text';
import { NO_FILES } from './empty-input';
import { type Io, reasonOf } from './io';
import type { Progress } from './progress';

export interface Input {
  readonly files: readonly SourceFile[];
  readonly problems: readonly ReadProblem[];
  /** whether it may hold nothing */
  readonly mayBeEmpty?: boolean;
}

function tooLarge(file: string): ReadProblem {
  return { file, line: 1, column: 1, message: `it has more than ${MAX_FILE_BYTES / 1024 / 1024} MiB; split it` };
}

/**
 * The texts, in the order of the paths and, in a folder, of names: the same on every machine; each file once, whatever
 * links and paths lead to it. Files that hold settings are no manifests, and are passed over in folders; a folder with
 * nothing else is refused, unless it `mayBeEmpty`.
 */
export async function readInput(
  paths: readonly string[],
  io: Io,
  settings: readonly (string | undefined)[] = [],
  mayBeEmpty = false,
): Promise<Input> {
  const files: SourceFile[] = [];
  const problems: ReadProblem[] = [];
  const refuse = (file: string, message: string): void => void problems.push({ file, line: 1, column: 1, message });
  const seen = new Set<string>();
  const settingsFiles = new Set(settings.flatMap((path) => realPathOf(path, io)));

  const take = (file: string, bytes: Uint8Array) => {
    const decoded = bytes.length > MAX_FILE_BYTES ? tooLarge(file) : decodeUtf8(file, bytes);
    if ('text' in decoded) files.push(decoded);
    else problems.push(decoded);
  };
  /** whether anything is there, be it wrong, or seen before */
  const visit = (path: string, given: boolean): boolean => {
    try {
      const entry = io.stat(path);
      if (!given && entry.kind !== 'folder' && !/\.(ya?ml|json)$/i.test(path)) return false;
      // a pipe in a folder would be waited for without end
      if (!given && entry.kind === 'stream') refuse(path, 'it is neither a file nor a folder');
      else if (entry.kind === 'stream') take(path, io.read(path));
      if (entry.kind === 'stream') return true;
      const real = io.realPath(path);
      if (!given && settingsFiles.has(real)) return false;
      if (seen.has(real)) return true;
      seen.add(real);
      if (entry.kind === 'folder') {
        const names = [...io.list(path)].sort(byCodePoint);
        return names.map((name) => visit(join(path, name), false)).includes(true);
      }
      if (entry.size > MAX_FILE_BYTES) problems.push(tooLarge(path));
      else take(path, io.read(path));
    } catch (error) {
      refuse(path, reasonOf(error));
    }
    return true;
  };

  for (const path of paths) {
    if (path !== '-') {
      if (!visit(path, true) && !mayBeEmpty) refuse(path, NO_FILES);
      continue;
    }
    const bytes = await io.input(MAX_FILE_BYTES);
    if (bytes === undefined) problems.push(tooLarge('-'));
    else take('-', bytes);
  }
  return { files, problems, mayBeEmpty };
}

/** A file of this size takes about a second. */
const LONG_WORK_BYTES = 8 * 1024 * 1024;

/** The objects of these files, one file after the other; of documents that are `before`, those that were read there. */
export function readAll(files: readonly SourceFile[], progress: Progress, before?: Manifests): Manifests {
  const known = before && documentsOf(before);
  const parts = files.map((file, index) => {
    progress.tell(`reading ${index + 1} of ${files.length} files`, file.text.length > LONG_WORK_BYTES);
    return readManifests([file], known);
  });
  return {
    manifests: parts.flatMap(({ manifests }) => manifests),
    problems: parts.flatMap(({ problems }) => problems),
    documents: parts.reduce((sum, { documents }) => sum + documents, 0),
  };
}

/** The settings of the mesh: those of the file, if one is named, else those that the manifests hold. */
export function readMesh(read: Manifests, path: string | undefined, io: Io): MeshConfig | Unreadable {
  const file = path === undefined ? undefined : readText(path, io);
  return file !== undefined && 'problems' in file ? file : readMeshConfig(read, file);
}

/** The text of one file that an option names. */
export function readText(path: string, io: Io): SourceFile | Unreadable {
  const refuse = (message: string): Unreadable => ({ problems: [{ file: path, line: 1, column: 1, message }] });
  try {
    const entry = io.stat(path);
    if (entry.kind === 'file' && entry.size > MAX_FILE_BYTES) return { problems: [tooLarge(path)] };
    const bytes = io.read(path);
    if (bytes.length > MAX_FILE_BYTES) return { problems: [tooLarge(path)] };
    const decoded = decodeUtf8(path, bytes);
    return 'text' in decoded ? decoded : { problems: [decoded] };
  } catch (error) {
    return refuse(reasonOf(error));
  }
}

/** The files around the working directory, for settings that are looked for. */
export function workingDirectory(io: Io): WorkingDirectory {
  return {
    depth: io.realPath('.').split(/[\\/]/).filter(Boolean).length,
    isFile: (path) => {
      try {
        return io.stat(path).kind === 'file';
      } catch {
        return false;
      }
    },
    read: (path) => readText(path, io),
  };
}

/** Problems as lines for people, and for editors that jump to places. */
export function showProblems(problems: readonly ReadProblem[]): string[] {
  return problems.map(({ file, line, column, message }) => visible(`${file}:${line}:${column}: ${message}`));
}

/** Nothing for a file that is not there: it may yet be written. */
function realPathOf(path: string | undefined, io: Io): string[] {
  try {
    return path === undefined ? [] : [io.realPath(path)];
  } catch {
    return [];
  }
}

/** Always with `/`, as reports are compared between machines. */
function join(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
