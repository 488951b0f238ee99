/** The real `cdk8s` command and what it wrote, for tests of the built package. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** The folder of the package. */
export const ROOT = join(__dirname, '..', '..');

/** A Kubernetes object as read from YAML. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** What a command did. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Fails unless `lib` was built from what `src` and `imports` hold now: these tests run what a user would install. */
export function requireBuild(): void {
  const built = join(ROOT, 'lib', 'src', 'index.js');
  const newest = Math.max(...['src', 'imports'].flatMap((folder) => filesIn(join(ROOT, folder))).map(modified));
  if (!existsSync(built) || modified(built) < newest) {
    throw new Error('`lib` is missing or older than `src`; run `npm run build` first');
  }
}

/** Runs `cdk8s` in a folder. */
export function cdk8s(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  return run(folder, process.execPath, [join(ROOT, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s'), ...args], env);
}

/** Runs a command in a folder. */
export function run(folder: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  // jest's own settings of Node are not a user's
  const { NODE_OPTIONS: _options, JEST_WORKER_ID: _worker, NODE_ENV: _env, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    env: { ...inherited, CDK8S_CHECK_UPGRADE: 'false', ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}

/** The files below a folder, sorted. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

/** The objects of a YAML text, read strictly: a key that is there twice is an error. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text, { uniqueKeys: true, strict: true }).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    return document.toJS() as Manifest;
  });
}

/** By what the cluster tells objects apart. */
export function identityOf({ apiVersion, kind, metadata }: Manifest): string {
  return [apiVersion, kind, metadata.namespace ?? '', metadata.name].join(' ');
}

function modified(file: string): number {
  return statSync(file).mtimeMs;
}
