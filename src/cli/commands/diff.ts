/** `zero-trust diff`: who may send more than before, and who less? */
import { elsewhereIn } from '../../evaluate/elsewhere';
import { evaluator } from '../../evaluate/evaluate';
import { analystOf } from '../../reach/analyst';
import { type ReachComparison, compareReach } from '../../reach/compare';
import type { FailOn } from '../../report/diff-options';
import { DIFF_REPORTERS, type DiffFormat } from '../../report/diff-report';
import { isFailing } from '../../report/diff-rows';
import { ExitCode } from '../exit-code';
import { readRevisions, readRevisionsAt } from '../git-input';
import { type Io, WrongUse } from '../io';
import { type MeshInput, meshOfFiles } from '../load-mesh';
import { type Progress, withProgress } from '../progress';
import { type Input, readInput, showProblems } from '../read-input';
import { isColored, type ReportOptions, writeReport } from '../write-report';
import { writtenChanges } from '../written-changes';

export interface DiffCommandOptions extends MeshInput, ReportOptions {
  /** two revisions, `a..b`, of which the paths are compared */
  readonly git?: string;
  readonly failOn: FailOn;
  readonly format: DiffFormat;
}

export async function run(options: DiffCommandOptions, io: Io): Promise<ExitCode> {
  return withProgress(io, (progress) => diffWith(options, io, progress));
}

async function diffWith(options: DiffCommandOptions, io: Io, progress: Progress): Promise<ExitCode> {
  const inputs = await inputsOf(options, io);
  const before = meshOfFiles(inputs.before, options, io, progress);
  const after = meshOfFiles(inputs.after, options, io, progress, 'problems' in before ? undefined : before);
  if ('problems' in before || 'problems' in after) {
    throw new WrongUse([before, after].flatMap((side) => ('problems' in side ? side.problems : [])));
  }
  const comparison = compareReach(analystOf([before.mesh, after.mesh]), {
    before: before.mesh,
    after: after.mesh,
    judgeOf: evaluator,
    elsewhereOf: elsewhereIn,
    onTarget: (done, of) => progress.tell(`comparing ${done} of ${of} targets`),
  });
  const text = DIFF_REPORTERS[options.format](comparison, {
    color: isColored(options, io),
    failOn: options.failOn,
    version: io.version(),
    writtenAt: writtenChanges({ ...before, ...inputs.before }, { ...after, ...inputs.after }),
  });
  progress.end();
  for (const line of showProblems(after.refused())) io.err(`${line}\n`);
  writeReport(text, options, io);
  return exitCodeOf(comparison, options.failOn);
}

async function inputsOf(
  { paths, git, mesh }: DiffCommandOptions,
  io: Io,
): Promise<{ readonly before: Input; readonly after: Input }> {
  if (git !== undefined) return readRevisionsAt(readRevisions(git, io), paths, io);
  const [before, after, ...others] = paths;
  if (before === undefined || after === undefined || others.length > 0) {
    throw new WrongUse([
      `\`diff\` got ${paths.length} ${paths.length === 1 ? 'path' : 'paths'}; expected two, before and after, or \`--git <a>..<b>\` with the paths to compare`,
    ]);
  }
  return { before: await readInput([before], io, [mesh], true), after: await readInput([after], io, [mesh]) };
}

function exitCodeOf({ wider, narrower, undecided }: ReachComparison, failOn: FailOn): ExitCode {
  const fails =
    (wider.length > 0 && isFailing('wider', failOn)) || (narrower.length > 0 && isFailing('narrower', failOn));
  if (fails) return ExitCode.Found;
  return undecided.length > 0 ? ExitCode.Undecided : ExitCode.Good;
}
