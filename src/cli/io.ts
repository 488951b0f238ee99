/** All that a command may touch of the world: files, streams, clock. Tests hand in another world. */

/** What stands at a path; a stream is a pipe or a device, which may never end. */
export type Entry =
  | { readonly kind: 'file'; readonly size: number; /** when it was last written */ readonly modified: number }
  | { readonly kind: 'folder' }
  | { readonly kind: 'stream' };

export interface Io {
  /** what is at the path; throws when there is nothing, or it cannot be read */
  readonly stat: (path: string) => Entry;
  /** the names in a folder, in any order */
  readonly list: (path: string) => readonly string[];
  /** the path without links and detours, to see a folder that holds itself */
  readonly realPath: (path: string) => string;
  /** the bytes of a file; of a stream, the first ones, more than any command takes */
  readonly read: (path: string) => Uint8Array;
  readonly write: (path: string, text: string) => void;
  /** standard input, or nothing once it is longer than `limit` bytes */
  readonly input: (limit: number) => Promise<Uint8Array | undefined>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** whether people look at standard output, at standard error */
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** milliseconds since some moment, to see how long work lasts */
  readonly now: () => number;
  /** so many milliseconds, unless somebody interrupts */
  readonly wait: (milliseconds: number) => Promise<'elapsed' | 'interrupted'>;
  /** what git answers in the working directory, to this input */
  readonly git: (args: readonly string[], input?: string) => GitAnswer;
  /** the day, as `2030-01-31` */
  readonly today: () => string;
  /** the version of this package */
  readonly version: () => string;
}

/** What a run of git gave. */
export interface GitAnswer {
  /** not 0: it failed, and `err` says why, if anything does */
  readonly code: number;
  readonly out: Uint8Array;
  readonly err: string;
}

/** Something about the call or its input that ends the command with exit code 2; its lines are for people. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

/** Told by its name: each command is bundled for itself, and has a class of its own. */
export function isWrongUse(error: unknown): error is WrongUse {
  return error instanceof Error && error.name === 'WrongUse';
}

/** What the system said about a file, in its own short words: `no such file or directory`. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'it may not be read',
    EPERM: 'it may not be read',
    EISDIR: 'it is a folder',
    ENOTDIR: 'part of the path is no folder',
    ELOOP: 'it is a link to itself',
  };
  return known[code ?? ''] ?? message ?? 'for an unknown reason';
}
