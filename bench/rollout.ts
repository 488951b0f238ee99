/**
 * What it costs to look at the way of a sync, as people run it: from files, each time in a process of its own.
 * `npm run bench`. Reading the same estates, in turn, tells how busy the machine is.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiObjectProps } from 'cdk8s';
import { held, median, type NodeRun, zeroTrust } from './command';
import { LARGE } from './estate';
import { writeFolder } from './manifest-folder';
import { estateOf, later, renamed } from './reach-estates';
import { reading } from './reading';

const RUNS = Number(process.env['RUNS'] ?? 3);
const BAR_MS = 5_000;

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const estate = estateOf(LARGE);
  const before = write('before', estate);
  const nothing = join(folder, 'nothing');
  mkdirSync(nothing);
  rollout('1 % of the policies changed', before, write('changed', later(estate, 100)));
  rollout('1 % of the policies renamed', before, write('renamed', renamed(estate, 100)));
  rollout('first install', nothing, before);
  rollout('deletion', before);
} finally {
  rmSync(folder, { recursive: true });
}

/** From one folder to another; without another the Application is deleted. */
function rollout(name: string, before: string, after?: string): void {
  const out = join(folder, 'rollout.json');
  const paths = after === undefined ? ['--delete', before] : [before, after];
  const runs = Array.from({ length: RUNS }, () => ({
    read: decided(reading(...(after === undefined ? [before] : [before, after]))),
    whole: decided(zeroTrust('rollout', ...paths, '--format', 'json', '--output', out)),
  }));
  const ms = median(runs.map(({ whole }) => whole.ms));
  const work = median(runs.map(({ whole }) => whole.workMs));
  const ratio = median(runs.map(({ read, whole }) => whole.workMs / read.workMs));
  const { summary } = JSON.parse(readFileSync(out, 'utf8')) as { summary: object };
  console.log(`rollout, ${LARGE.services} services, ${name}`);
  console.log(`  answer              ${JSON.stringify(summary)}`);
  console.log(`  time                ${seconds(ms)} (${seconds(work)} of work); ${held(ms <= BAR_MS)}`);
  console.log(`  work                ${ratio.toFixed(2)} x that of reading`);
  console.log(`  peak memory         ${Math.max(...runs.map(({ whole }) => whole.mebibytes)).toFixed(0)} MiB`);
}

function write(name: string, objects: readonly ApiObjectProps[]): string {
  return writeFolder(join(folder, name), objects);
}

/** By 1 a command tells that it found something. */
function decided(run: NodeRun): NodeRun {
  if (run.status !== 0 && run.status !== 1) throw new Error(run.stderr || `exit status ${run.status}`);
  return run;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
