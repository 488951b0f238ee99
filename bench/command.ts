/** What a command costs as a process of its own: time, work and peak memory. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The command line of this package, built. */
export const MAIN = join(__dirname, '..', 'lib', 'cli', 'main.js');

/** What one run took. A busy machine stretches the time, hardly the work. */
export interface Run {
  readonly status: number | null;
  readonly ms: number;
  /** user and system time */
  readonly workMs: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of Node, which knows its own peak. */
export interface NodeRun extends Run {
  readonly mebibytes: number;
}

/** Runs `zero-trust`; it tells its peak and its work itself, as the last line of standard error. */
export function zeroTrust(...args: readonly string[]): NodeRun {
  return nodeRun(`require(${JSON.stringify(MAIN)})`, ['zero-trust', ...args]);
}

/** Runs a script in a Node of its own. */
export function nodeRun(script: string, args: readonly string[] = []): NodeRun {
  const usage = 'const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()';
  const told = `process.stderr.write('\\n' + JSON.stringify([maxRSS / 1024, (userCPUTime + systemCPUTime) / 1000]))`;
  const { stderr, ...run } = spawn(process.execPath, [
    '-e',
    `process.on('exit', () => { ${usage}; ${told}; }); ${script}`,
    ...args,
  ]);
  const cut = stderr.lastIndexOf('\n');
  // killed, as when memory runs out: it told nothing
  if (!stderr.slice(cut).startsWith('\n[')) return { ...run, stderr, workMs: NaN, mebibytes: NaN };
  const [mebibytes, workMs] = JSON.parse(stderr.slice(cut)) as [number, number];
  return { ...run, stderr: stderr.slice(0, cut), workMs, mebibytes };
}

/** Runs any other command; the shell tells its work, as the last line of standard error. */
export function foreign(command: string, ...args: readonly string[]): Run {
  const { stderr, ...run } = spawn('bash', ['-c', `TIMEFORMAT='%U %S'; time "$@"`, '-', command, ...args]);
  const lines = stderr.trimEnd().split('\n');
  const [user = NaN, system = NaN] = (lines.at(-1) ?? '').split(' ').map(Number);
  return { ...run, stderr: lines.slice(0, -1).join('\n'), workMs: (user + system) * 1_000 };
}

function spawn(command: string, args: readonly string[]): Omit<Run, 'workMs'> {
  const start = performance.now();
  // certificates of the machine's own are read by each Node at its start, for as long as all the rest of that start
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const options = { encoding: 'utf8' as const, maxBuffer: 2 ** 30, env };
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (error !== undefined) throw error;
  return { status, stdout, stderr, ms: performance.now() - start };
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/** Whether a bar holds, in words. */
export function held(holds: boolean): string {
  return holds ? 'the bar holds' : 'the bar does NOT hold';
}
