/**
 * What `zero-trust check` costs as people run it, as a process of its own: `npm run bench`.
 *
 * Cold start is compared with bare Node in the same run, in turn, so that a busy machine slows both. The large estate
 * is what the constructs write for 1,500 services and 9,300 routes, with their workloads.
 */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constructApp } from './apps';
import { held, median, nodeRun, type Run, zeroTrust } from './command';
import { estate, LARGE } from './estate';

const RUNS = Number(process.env['RUNS'] ?? 7);
const BARS = { startMs: 300, startRatio: 2, startMore: 200, largeMs: 3_000, largeMiB: 512 };

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const bare = coldStart(join(folder, 'one.yaml'));
  largeEstate(join(folder, 'large'), bare);
} finally {
  rmSync(folder, { recursive: true });
}

/** Tells what bare Node took, in milliseconds: the yardstick of this run. */
function coldStart(file: string): number {
  writeFileSync(file, 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n');
  const bare: number[] = [];
  const check: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    bare.push(succeeded(nodeRun('0')).ms);
    check.push(succeeded(zeroTrust('check', file)).ms);
  }
  const [ours, theirs] = [median(check), median(bare)];
  const bar = Math.max(BARS.startMs, BARS.startRatio * theirs + BARS.startMore);
  const ratio = `${(ours / theirs).toFixed(2)} x bare Node`;
  console.log(
    `cold start            ${ours.toFixed(0)} ms, bare Node ${theirs.toFixed(0)} ms, ${ratio}; ${held(ours <= bar)}`,
  );
  return theirs;
}

function largeEstate(outdir: string, bare: number): void {
  constructApp(estate(LARGE), LARGE, { outdir, charts: 1, withWorkloads: true }).synth();
  const megabytes = readdirSync(outdir).reduce((sum, name) => sum + statSync(join(outdir, name)).size, 0) / 1e6;
  const runs = Array.from({ length: Math.min(RUNS, 3) }, () => succeeded(zeroTrust('check', outdir)));
  const ms = median(runs.map((run) => run.ms));
  const work = median(runs.map(({ workMs }) => workMs));
  const mebibytes = Math.max(...runs.map((run) => run.mebibytes));
  const time = `${ms.toFixed(0)} ms (${work.toFixed(0)} ms of work), ${(ms / bare).toFixed(1)} x bare Node`;
  console.log(`${LARGE.services} services, ${LARGE.routes} routes, ${megabytes.toFixed(1)} MB`);
  console.log(`  time                ${time}; ${held(ms < BARS.largeMs)}`);
  console.log(`  peak memory         ${mebibytes.toFixed(0)} MiB; ${held(mebibytes < BARS.largeMiB)}`);
}

function succeeded<T extends Run>(run: T): T {
  if (run.status !== 0) throw new Error(run.stderr);
  return run;
}
