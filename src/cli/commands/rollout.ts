/** `zero-trust rollout`: what opens or fails for a time while Argo CD syncs? */
import { type ApplicationSync, DEFAULT_SYNC, isApplication, readApplication } from '../../delivery/application';
import { deliveredObject } from '../../delivery/delivered-object';
import type { Course } from '../../delivery/course';
import { repeatedObjects } from '../../delivery/repeated-object';
import { type Rollout, rolloutOf } from '../../delivery/rollout';
import { evaluator } from '../../evaluate/evaluate';
import { visible } from '../../findings/visible';
import { ManifestError } from '../../policy/json-object';
import { readManifests } from '../../policy/manifest';
import type { SourceFile } from '../../policy/source-text';
import { ROLLOUT_REPORTERS, type RolloutFormat } from '../../report/rollout-report';
import { isAsked } from '../../report/rollout-rows';
import { ExitCode } from '../exit-code';
import { readRevisions, readRevisionsAt } from '../git-input';
import { type Io, WrongUse } from '../io';
import { type LoadedMesh, type MeshInput, meshOfFiles } from '../load-mesh';
import { type Progress, withProgress } from '../progress';
import { type Input, readInput, readText, showProblems } from '../read-input';
import { isColored, type ReportOptions, writeReport } from '../write-report';

export interface RolloutCommandOptions extends MeshInput, ReportOptions {
  /** two revisions, `a..b`, of which the paths are compared */
  readonly git?: string;
  /** a file with the Application */
  readonly app?: string;
  readonly delete: boolean;
  /** which gaps fail the run: those of what is asked about, or those of failure and rollback, too */
  readonly failOn: 'sync' | 'any' | 'none';
  readonly format: RolloutFormat;
}

export async function run(options: RolloutCommandOptions, io: Io): Promise<ExitCode> {
  return withProgress(io, (progress) => rolloutWith(options, io, progress));
}

async function rolloutWith(options: RolloutCommandOptions, io: Io, progress: Progress): Promise<ExitCode> {
  const sync = options.app === undefined ? DEFAULT_SYNC : applicationIn(options.app, io);
  const inputs = await inputsOf(options, io);
  // all is read as for every other command first, which tells where something stands that cannot be read
  const before = meshOfFiles(inputs.before, options, io, progress);
  const after = inputs.after && meshOfFiles(inputs.after, options, io, progress);
  if ('problems' in before || (after !== undefined && 'problems' in after)) {
    throw new WrongUse(
      [before, after].flatMap((side) => (side !== undefined && 'problems' in side ? side.problems : [])),
    );
  }
  const repeated = [before, after].flatMap((side) =>
    side === undefined ? [] : repeatedObjects(side.read.manifests, sync.destination),
  );
  if (repeated.length > 0) throw new WrongUse(showProblems(repeated));
  const objectsOf = ({ read }: LoadedMesh) =>
    read.manifests.map(({ object }) => deliveredObject(object, sync.destination));
  const { rollout, errors } = rolloutOf(
    {
      live: objectsOf(before),
      wanted: after === undefined ? 'deleted' : objectsOf(after),
      settings: sync.settings,
      config: { before: before.config, after: (after ?? before).config },
    },
    { judgeOf: evaluator, onTarget: (done, of) => progress.tell(`looking at ${done} of ${of} targets`) },
  );
  if (errors.length > 0) throw new WrongUse(errors.map(({ message }) => visible(message)));
  const text = ROLLOUT_REPORTERS[options.format](rollout, {
    color: isColored(options, io),
  });
  progress.end();
  for (const line of showProblems((after ?? before).refused())) io.err(`${line}\n`);
  writeReport(text, options, io);
  return exitCodeOf(rollout, options);
}

async function inputsOf(
  { paths, git, mesh, app, delete: isDeleted }: RolloutCommandOptions,
  io: Io,
): Promise<{ readonly before: Input; readonly after?: Input }> {
  const settings = [mesh, app];
  if (isDeleted) {
    const [before, ...others] = paths;
    if (git !== undefined || before === undefined || others.length > 0) {
      throw new WrongUse(['`rollout --delete` takes one path, with what is there, and no `--git`']);
    }
    return { before: await readInput([before], io, settings) };
  }
  if (git !== undefined) return readRevisionsAt(readRevisions(git, io), paths, io);
  const [before, after, ...others] = paths;
  if (before === undefined || after === undefined || others.length > 0) {
    throw new WrongUse([
      `\`rollout\` got ${paths.length} ${paths.length === 1 ? 'path' : 'paths'}; expected two, before and after, an empty folder for a first install, \`--delete\` with one, or \`--git <a>..<b>\` with the paths`,
    ]);
  }
  return { before: await readInput([before], io, settings, true), after: await readInput([after], io, settings) };
}

function applicationIn(path: string, io: Io): ApplicationSync {
  const file = readText(path, io);
  if ('problems' in file) throw new WrongUse(showProblems(file.problems));
  const read = readManifests([file as SourceFile]);
  if (read.problems.length > 0) throw new WrongUse(showProblems(read.problems));
  const [application, ...others] = read.manifests.filter(({ object }) => isApplication(object));
  if (application === undefined || others.length > 0) {
    throw new WrongUse([
      visible(
        `${path}: there ${others.length > 0 ? 'are several Applications' : 'is no Application'} of Argo CD; expected one`,
      ),
    ]);
  }
  try {
    return readApplication(application.object);
  } catch (error) {
    if (error instanceof ManifestError) throw new WrongUse([visible(`${path}: ${error.message}`)]);
    throw error;
  }
}

function exitCodeOf({ gaps, undecided }: Rollout, { failOn }: RolloutCommandOptions): ExitCode {
  const isFailing = ({ course }: { readonly course: Course }) =>
    failOn === 'any' || (failOn === 'sync' && isAsked(course));
  if (gaps.some(isFailing)) return ExitCode.Found;
  return undecided.some(isFailing) ? ExitCode.Undecided : ExitCode.Good;
}
