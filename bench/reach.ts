/**
 * What it costs to tell who may send what to whom, and what a change opens, as people run it: from files, each time in
 * a process of its own. `npm run bench`; `SIZES=large` leaves out the larger estates.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiObjectProps } from 'cdk8s';
import { held, median, type NodeRun, zeroTrust } from './command';
import { type EstateSize, INTERNET, LARGE, XLARGE } from './estate';
import { writeFolder } from './manifest-folder';
import { estateOf, later, manyPrincipals, manyRules } from './reach-estates';
import { reading } from './reading';

const RUNS = Number(process.env['RUNS'] ?? 3);
const SIZES = (process.env['SIZES'] ?? 'large,xlarge,internet').split(',');
const BARS = { largeMs: 5_000, largeMiB: 512, growth: 1.2, mebibytes: 8 * 1024, diffMs: 1_000, oneTargetMs: 2_000 };
const ESTATES: Readonly<Record<string, EstateSize>> = { large: LARGE, xlarge: XLARGE, internet: INTERNET };

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  matrices();
  differences();
  oneTarget('one policy with 1,000 principals', manyPrincipals(1_000));
  oneTarget('one target with 200 rules', manyRules(200));
} finally {
  rmSync(folder, { recursive: true });
}

function matrices(): void {
  let base: number | undefined;
  for (const name of SIZES) {
    const size = ESTATES[name] as EstateSize;
    const path = write(name, estateOf(size));
    const out = join(folder, `${name}.json`);
    // the largest takes minutes, and what counts there is the order
    const runs = Array.from({ length: name === 'large' ? RUNS : 1 }, () => reach(path, '--output', out));
    const { ms, work, mebibytes } = cost(runs);
    const each = work / size.routes;
    console.log(`matrix, ${size.services} services, ${size.routes} routes`);
    console.log(`  answer              ${answerIn(out)}, ${(statSync(out).size / 1e6).toFixed(1)} MB`);
    console.log(
      `  time                ${seconds(ms)} (${seconds(work)} of work)${name === 'large' ? bar(ms, BARS.largeMs) : ''}`,
    );
    console.log(
      `  peak memory         ${mebibytes.toFixed(0)} MiB${bar(mebibytes, base === undefined ? BARS.largeMiB : BARS.mebibytes)}`,
    );
    const growth =
      base === undefined ? '' : `, ${(each / base).toFixed(2)} x that of the first${bar(each / base, BARS.growth)}`;
    console.log(`  work for a route    ${(each * 1_000).toFixed(0)} µs${growth}`);
    base ??= each;
  }
}

/** What a diff takes beyond reading both versions, which is measured alike. */
function differences(): void {
  const before = estateOf(LARGE);
  const [first, one, some] = [
    write('before', before),
    write('one', later(before, Infinity)),
    write('some', later(before, 100)),
  ];
  for (const [name, second] of [
    ['one policy changed', one],
    ['1 % of the policies changed', some],
  ] as const) {
    const out = join(folder, 'diff.json');
    const runs = Array.from({ length: RUNS }, () => ({
      reading: decided(reading(first, second), 0),
      whole: decided(zeroTrust('diff', first, second, '--format', 'json', '--output', out), 0, 1),
    }));
    const ms = median(runs.map(({ reading, whole }) => whole.ms - reading.ms));
    const work = median(runs.map(({ reading, whole }) => whole.workMs - reading.workMs));
    const { summary } = JSON.parse(readFileSync(out, 'utf8')) as { summary: object };
    console.log(`diff, ${LARGE.services} services, ${name}`);
    console.log(`  answer              ${JSON.stringify(summary)}`);
    console.log(`  beyond reading      ${seconds(ms)} (${seconds(work)} of work)${bar(ms, BARS.diffMs)}`);
  }
}

function oneTarget(name: string, objects: readonly ApiObjectProps[]): void {
  const path = write(name.replaceAll(/\W+/g, '-'), objects);
  const out = join(folder, 'target.json');
  const runs = Array.from({ length: RUNS }, () => reach(path, '--to', 'target/hub', '--output', out));
  const { ms, work, mebibytes } = cost(runs);
  console.log(name);
  console.log(`  answer              ${answerIn(out)}, ${(statSync(out).size / 1e6).toFixed(1)} MB`);
  console.log(`  time                ${seconds(ms)} (${seconds(work)} of work)${bar(ms, BARS.oneTargetMs)}`);
  console.log(`  peak memory         ${mebibytes.toFixed(0)} MiB`);
}

function write(name: string, objects: readonly ApiObjectProps[]): string {
  return writeFolder(join(folder, name), objects);
}

function reach(path: string, ...args: readonly string[]): NodeRun {
  return decided(zeroTrust('reach', path, '--format', 'json', ...args), 0, 3);
}

function decided(run: NodeRun, ...statuses: readonly number[]): NodeRun {
  if (run.status === null || !statuses.includes(run.status)) throw new Error(run.stderr || `exit status ${run.status}`);
  return run;
}

function answerIn(file: string): string {
  // the summary is the last thing in it; the whole may be larger than a string can be
  const summary = /"summary":(\{[^{}]*\})\}\s*$/.exec(readFileSync(file).subarray(-1_000).toString());
  return summary?.[1] ?? 'without a summary';
}

function cost(runs: readonly NodeRun[]): { readonly ms: number; readonly work: number; readonly mebibytes: number } {
  return {
    ms: median(runs.map(({ ms }) => ms)),
    work: median(runs.map(({ workMs }) => workMs)),
    mebibytes: Math.max(...runs.map(({ mebibytes }) => mebibytes)),
  };
}

function bar(measured: number, limit: number): string {
  return `; ${held(measured <= limit)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
