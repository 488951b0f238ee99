/** A world in memory for commands. */
import type { Io } from '../../src/cli/io';

export interface FakeIo extends Io {
  readonly printed: { out: string; err: string };
  readonly written: Map<string, string>;
}

/** Files by path; folders are what lies above them. */
export function fakeIo(files: Readonly<Record<string, string | Uint8Array>>, world: Partial<Io> = {}): FakeIo {
  const printed = { out: '', err: '' };
  const written = new Map<string, string>();
  const bytes = (path: string) => {
    const content = written.get(path) ?? files[path];
    if (content === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    return typeof content === 'string' ? new TextEncoder().encode(content) : content;
  };
  const below = (path: string) => Object.keys(files).filter((file) => file.startsWith(`${path}/`));
  return {
    printed,
    written,
    stat: (path) =>
      below(path).length > 0 ? { kind: 'folder' } : { kind: 'file', size: bytes(path).length, modified: 0 },
    list: (path) => [...new Set(below(path).map((file) => file.slice(path.length + 1).split('/')[0] ?? ''))].reverse(),
    realPath: (path) => path,
    read: bytes,
    write: (path, text) => void written.set(path, text),
    input: () => Promise.resolve(bytes('-')),
    out: (text) => void (printed.out += text),
    err: (text) => void (printed.err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    environment: {},
    now: () => 0,
    wait: () => Promise.resolve('interrupted' as const),
    git: () => ({ code: 1, out: new Uint8Array(), err: 'not a git repository' }),
    today: () => '2030-01-31',
    version: () => '1.2.3',
    ...world,
  };
}
