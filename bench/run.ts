/**
 * What the constructs cost over raw `ApiObject`s, in time to build and synthesize the same objects: `npm run bench`.
 *
 * Both apps run in one process and in turn, so that a busy machine slows both; what counts is the median of the ratios
 * of the pairs.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'cdk8s';
import { constructApp, type Layout } from './apps';
import { estate, type EstateSize, LARGE } from './estate';
import { rawApp } from './raw-app';

const BAR = 1.25;
const RUNS = Number(process.env['RUNS'] ?? 7);

interface Scenario extends EstateSize {
  readonly name: string;
  readonly charts: number;
  readonly withWorkloads: boolean;
}

/** An estate with its workloads is what somebody synthesizes: the bar is for that. */
const ESTATES: readonly Scenario[] = [
  { name: 'large, one chart', ...LARGE, charts: 1, withWorkloads: true },
  { name: 'large, a chart a namespace', ...LARGE, charts: 150, withWorkloads: true },
  {
    name: '10,000 objects, 100 charts',
    services: 2_400,
    namespaces: 100,
    routes: 15_000,
    charts: 100,
    withWorkloads: true,
  },
];
/** The objects of this package with nothing beside them: where its cost shows most. */
const SECURITY_ALONE: readonly Scenario[] = [
  { name: 'large, one chart', ...LARGE, charts: 1, withWorkloads: false },
  { name: 'large, a chart a namespace', ...LARGE, charts: 150, withWorkloads: false },
  {
    name: '10,000 objects, 100 charts',
    services: 4_850,
    namespaces: 100,
    routes: 15_000,
    charts: 100,
    withWorkloads: false,
  },
];

interface Result {
  readonly scenario: Scenario;
  readonly objects: number;
  readonly constructs: number;
  readonly raw: number;
  readonly ratio: number;
}

function measure(scenario: Scenario): Result {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const layout: Layout = { outdir, charts: scenario.charts, withWorkloads: scenario.withWorkloads };
    const services = estate(scenario);
    // The first synth warms up, and shows that both write the same.
    constructApp(services, scenario, layout).synth();
    const written = textOf(outdir);
    rawApp(services, scenario, layout).synth();
    if (textOf(outdir) !== written) throw new Error(`${scenario.name}: the two apps do not write the same`);
    const ours: number[] = [];
    const raw: number[] = [];
    const timeOurs = () => ours.push(time(() => constructApp(services, scenario, layout)));
    const timeRaw = () => raw.push(time(() => rawApp(services, scenario, layout)));
    for (let run = 0; run < RUNS; run += 1) {
      // each goes first as often as the other
      for (const one of run % 2 === 0 ? [timeOurs, timeRaw] : [timeRaw, timeOurs]) one();
    }
    const ratio = median(ours.map((ms, run) => ms / (raw[run] as number)));
    const objects = written.split('\n---\n').length;
    return { scenario, objects, constructs: median(ours), raw: median(raw), ratio };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Milliseconds to build an app and to synthesize it. */
function time(build: () => App): number {
  globalThis.gc?.();
  const start = performance.now();
  build().synth();
  return performance.now() - start;
}

function textOf(folder: string): string {
  return readdirSync(folder)
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('---\n');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = Math.floor(values.length / 2);
  return ((sorted[upper] as number) + (sorted[values.length - 1 - upper] as number)) / 2;
}

function row(cells: readonly (string | number)[]): string {
  return cells.map((cell, column) => (column === 0 ? String(cell).padEnd(28) : String(cell).padStart(11))).join('');
}

function report(title: string, scenarios: readonly Scenario[]): number {
  console.log(row([title, 'services', 'routes', 'objects', 'constructs', 'raw', 'ratio']));
  const ratios = scenarios.map((scenario) => {
    const { objects, constructs, raw, ratio } = measure(scenario);
    const { name, services, routes } = scenario;
    console.log(row([name, services, routes, objects, constructs.toFixed(0), raw.toFixed(0), ratio.toFixed(2)]));
    return ratio;
  });
  return Math.max(...ratios);
}

console.log(`medians of ${RUNS} runs, in ms\n`);
const worst = report('estates', ESTATES);
console.log(`${worst <= BAR ? 'the bar holds' : 'the bar does NOT hold'}: ${worst.toFixed(2)} of at most ${BAR}\n`);
const alone = report('security objects alone', SECURITY_ALONE);
console.log(`without workloads, which the bar is not about: ${alone.toFixed(2)}`);
