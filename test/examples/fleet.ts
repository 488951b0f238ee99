/** The example `argo-cd-pipeline` in repositories of git that are made on the spot, as a team has it. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesIn, ROOT, type Run, run } from '../cli/real-cli';

export const EXAMPLE = join(ROOT, 'examples', 'argo-cd-pipeline');

/** A clone of somebody, beside the repository that it pushes to. */
export interface Fleet {
  /** the clone */
  readonly folder: string;
  /** runs a command line there */
  sh(command: string): Run;
  /** what git says there; fails if it fails */
  git(...args: string[]): string;
  /** replaces a text that is there once, in a file of the clone */
  edit(file: string, before: string, after: string): void;
  commit(message: string): void;
  /** what the environment branch of the other repository holds, by path; undefined if there is none */
  environments(): ReadonlyMap<string, string> | undefined;
  remove(): void;
}

/** With the main branch pushed, and nothing else. */
export function newFleet(tsconfig: string): Fleet {
  const place = mkdtempSync(join(tmpdir(), 'fleet-test-'));
  const folder = join(place, 'fleet');
  const gitIn = (where: string, ...args: string[]) => {
    const who = ['-c', 'user.name=somebody', '-c', 'user.email=somebody@example.com'];
    const { status, stdout, stderr } = run(where, 'git', [...who, ...args]);
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };
  const git = (...args: string[]) => gitIn(folder, ...args);
  gitIn(place, 'init', '--quiet', '--bare', '--initial-branch=main', 'origin.git');
  gitIn(place, 'clone', '--quiet', 'origin.git', 'fleet');
  cpSync(EXAMPLE, folder, { recursive: true, filter: (path) => !/\/(dist|__snapshots__|main\.test\.ts)$/.test(path) });
  writeFileSync(join(folder, 'tsconfig.json'), tsconfig);
  install(join(folder, 'node_modules'));

  const fleet: Fleet = {
    folder,
    git,
    // who runs the pipeline has looked at the types before
    sh: (command) => run(folder, 'sh', ['-c', command], { TS_NODE_TRANSPILE_ONLY: 'true' }),
    edit: (file, before, after) => {
      const path = join(folder, file);
      const parts = readFileSync(path, 'utf8').split(before);
      if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times: ${before}`);
      writeFileSync(path, parts.join(after));
    },
    commit: (message) => {
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
    },
    environments: () => {
      if (git('ls-remote', 'origin', 'environments') === '') return undefined;
      const copy = mkdtempSync(join(place, 'environments-'));
      gitIn(place, 'clone', '--quiet', '--branch', 'environments', 'origin.git', copy);
      rmSync(join(copy, '.git'), { recursive: true });
      return textsIn(copy);
    },
    remove: () => rmSync(place, { recursive: true, force: true }),
  };
  fleet.commit('Begin');
  git('push', '--quiet', 'origin', 'HEAD:main');
  return fleet;
}

/** The files below a folder, by path. */
export function textsIn(folder: string): ReadonlyMap<string, string> {
  return new Map(filesIn(folder).map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]));
}

/** What `npm install` does, without a network: the packages of this repository, and its own, which was built. */
function install(modules: string): void {
  const bin = join(modules, '.bin');
  mkdirSync(bin, { recursive: true });
  const tools = join(ROOT, 'node_modules');
  for (const name of readdirSync(tools).filter((name) => name !== '.bin')) {
    symlinkSync(join(tools, name), join(modules, name));
  }
  symlinkSync(ROOT, join(modules, 'cdk8s-zero-trust'));
  for (const name of ['cdk8s', 'ts-node']) symlinkSync(join(tools, '.bin', name), join(bin, name));
  const command = `#!/bin/sh\nexec node '${join(ROOT, 'lib/cli/main.js')}' "$@"\n`;
  writeFileSync(join(bin, 'zero-trust'), command, { mode: 0o755 });
}
