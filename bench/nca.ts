/**
 * The same question to network-config-analyzer (NCA) 2.1, the one other analyser of Istio's authorization, and to us:
 * do we answer alike where NCA answers, and how long does each take? `NCA=<path of nca> npx ts-node -T bench/nca.ts`
 *
 * The last estate keeps NCA busy for minutes, as often as `RUNS` says. NCA is Python: `python3 -m venv nca`,
 * `nca/bin/pip install network-config-analyzer==2.1.0`, then `NCA=nca/bin/nca`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiObjectProps } from 'cdk8s';
import { ncaAnswer, type ReachAnswer, reachAnswer } from './answers';
import { foreign, held, median, type Run, zeroTrust } from './command';
import { writeFolder } from './manifest-folder';
import { compareAnswers } from './nca-compare';
import { ncaEstate } from './nca-estate';
import { featureEstate, GIVEN_UP, givenUpEstate } from './nca-features';

const NCA = process.env['NCA'];
const RUNS = Number(process.env['RUNS'] ?? 3);
const BAR = 800;

if (NCA === undefined)
  console.log('skipped: set NCA to the path of `nca` 2.1 (pip install network-config-analyzer==2.1.0)');
else inFolder((folder) => (process.exitCode = compareWith(NCA, folder) ? 0 : 1));

/** Whether every difference is explained. */
function compareWith(nca: string, folder: string): boolean {
  const connectivity = (path: string) => ['--connectivity', path, '--ns_list', path, '--pod_list', path];
  /** As its documentation has it. */
  const run = (path: string): Run => foreign(nca, ...connectivity(path));
  /** In the one format that tells each pair of workloads; it is cheaper, since nothing is summed up. */
  const ask = (path: string): Run => foreign(nca, ...connectivity(path), '-o', 'txt_no_fw_rules');
  const features = compare('features', featureEstate());
  giveUps();
  const shared = compare(
    '80 services, paths in common',
    ncaEstate({ services: 80, namespaces: 8, prefixes: 'shared' }),
  );
  const own = compare(
    '80 services, paths of their own',
    ncaEstate({ services: 80, namespaces: 8, prefixes: 'own' }),
    BAR,
  );
  return features && shared && own;

  function compare(name: string, objects: readonly ApiObjectProps[], bar?: number): boolean {
    const path = writeFolder(join(folder, name.replaceAll(/\W+/g, '-')), objects);
    const pairs = ask(path);
    // each as people read it, and in turn, so that a busy machine slows both
    const runs = Array.from({ length: RUNS }, () => ({ theirs: run(path), ours: reach(path) }));
    const witnessed = reach(path, '--format', 'json');
    const answer = JSON.parse(witnessed.stdout) as ReachAnswer;
    const found = compareAnswers(objects, ncaAnswer(pairs.stdout), reachAnswer(answer));
    console.log(`${name}: ${found.edges} edges; ${found.asked} questions, ${found.allowed} allowed`);
    const { edges, undecided } = answer.summary;
    console.log(`  ours                ${edges} edges, ${undecided} undecided`);
    for (const { why, count, example, ncaAllows } of found.differences) {
      const { from, to, method, host } = example;
      console.log(`  differ in ${count}: ${why ?? 'NOT EXPLAINED'}`);
      console.log(
        `    such as ${from} => ${to} ${method} ${host}${example.path}: NCA ${ncaAllows ? 'allows' : 'denies'}`,
      );
    }
    times(runs, bar);
    console.log(`  NCA, pair by pair   ${shownTime([pairs])}, without its summing up`);
    console.log(`  ours, as JSON       ${shownTime([witnessed])}, with a request for each edge, replayed`);
    return undecided === 0 && found.differences.every(({ why }) => why !== undefined);
  }

  function giveUps(): void {
    console.log('what NCA gives up on');
    for (const name of Object.keys(GIVEN_UP)) {
      const path = writeFolder(join(folder, 'given-up', name), givenUpEstate(name));
      const theirs = ask(path);
      const { summary } = JSON.parse(reach(path, '--format', 'json').stdout) as ReachAnswer;
      const said = theirs.stdout.includes('TCP Connections:') ? 'answers' : lastLine(theirs.stderr);
      console.log(`  ${name.padEnd(22)}NCA: ${said}; ours: ${summary.edges} edges, ${summary.undecided} undecided`);
    }
  }
}

function reach(path: string, ...format: readonly string[]): Run {
  const run = zeroTrust('reach', path, ...format);
  // 3: some of it could not be decided, which the summary tells
  if (run.status !== 0 && run.status !== 3) throw new Error(run.stderr);
  return run;
}

function times(runs: readonly { readonly theirs: Run; readonly ours: Run }[], bar: number | undefined): void {
  const ratio = median(runs.map(({ theirs, ours }) => theirs.ms / ours.ms));
  const [theirs, ours] = [runs.map((run) => run.theirs), runs.map((run) => run.ours)].map(shownTime);
  const verdict = bar === undefined ? '' : `; ${held(ratio >= bar)} of ${bar}`;
  console.log(`  times               NCA ${theirs}, ours ${ours}: ${ratio.toFixed(0)} x${verdict}`);
}

function shownTime(runs: readonly Run[]): string {
  const seconds = (ms: readonly number[]) => `${(median(ms) / 1_000).toFixed(2)} s`;
  return `${seconds(runs.map(({ ms }) => ms))} (${seconds(runs.map(({ workMs }) => workMs))} of work)`;
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
