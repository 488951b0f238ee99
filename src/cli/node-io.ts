/** The real world, as Node shows it. */
/* eslint-disable no-restricted-globals -- the one file that knows the process */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Io } from './io';

const MAX_STREAM_BYTES = 64 * 1024 * 1024;
const MAX_GIT_BYTES = 1024 * 1024 * 1024;

export const nodeIo: Io = {
  stat: (path) => {
    const stat = statSync(path);
    if (stat.isDirectory()) return { kind: 'folder' };
    return stat.isFile() ? { kind: 'file', size: stat.size, modified: stat.mtimeMs } : { kind: 'stream' };
  },
  list: (path) => readdirSync(path),
  realPath: (path) => (lstatSync(path).isSymbolicLink() ? realpathSync(path) : realpathSync.native(path)),
  read: (path) => (statSync(path).isFile() ? readFileSync(path) : readStream(path)),
  write: (path, text) => writeFileSync(path, text),
  input: async (limit) => {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) return undefined;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  },
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  outIsTerminal: process.stdout.isTTY === true,
  errIsTerminal: process.stderr.isTTY === true,
  environment: process.env,
  now: () => process.uptime() * 1_000,
  wait: (milliseconds) =>
    new Promise((resolve) => {
      const end = (how: 'elapsed' | 'interrupted') => {
        clearTimeout(timer);
        process.off('SIGINT', interrupt);
        resolve(how);
      };
      const timer = setTimeout(() => end('elapsed'), milliseconds);
      const interrupt = () => end('interrupted');
      process.on('SIGINT', interrupt);
    }),
  git: (args, input = '') => {
    // nothing of the repository is run, and no pager or prompt waits
    const { status, stdout, stderr, error } = spawnSync('git', ['--no-pager', ...args], {
      input,
      maxBuffer: MAX_GIT_BYTES,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
    });
    if (error !== undefined) return { code: -1, out: new Uint8Array(), err: `git does not run: ${error.message}` };
    return { code: status ?? -1, out: stdout, err: stderr.toString('utf8') };
  },
  today: () => new Date().toISOString().slice(0, 10),
  version: () => versionAbove(__dirname),
};

/** What a pipe or a device gives, such as `<(kustomize build)` of a shell; no more than memory can hold. */
function readStream(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let size = 0; size < MAX_STREAM_BYTES;) {
      const chunk = Buffer.alloc(65_536);
      const read = readSync(file, chunk);
      if (read === 0) break;
      chunks.push(chunk.subarray(0, read));
      size += read;
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(file);
  }
}

/** The compiled file lies deeper than the source, so the package is looked for upwards. */
function versionAbove(folder: string): string {
  try {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    if (name === 'cdk8s-zero-trust' && typeof version === 'string') return version;
  } catch {
    // no package here: look further up
  }
  const parent = dirname(folder);
  return parent === folder ? '0.0.0' : versionAbove(parent);
}
