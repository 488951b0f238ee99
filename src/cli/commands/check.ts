/** `zero-trust check`: is anything wrong with these manifests? */
import { baselineOf, readBaseline, showBaseline, type Baseline } from '../../analyse/baseline';
import { check } from '../../analyse/check';
import { findConfiguration, WITHOUT_CONFIGURATION } from '../../analyse/configuration-file';
import type { Severity } from '../../findings/catalogue';
import { isAtLeast } from '../../findings/finding';
import type { Report } from '../../findings/report';
import { readMeshSettings } from '../../policy/mesh-settings';
import { type Format, REPORTERS } from '../../report/reporters';
import { whyNothing } from '../empty-input';
import { ExitCode } from '../exit-code';
import { type Io, reasonOf, WrongUse } from '../io';
import { type Progress, withProgress } from '../progress';
import { readAll, readInput, readMesh, showProblems, workingDirectory } from '../read-input';
import { isColored, type ReportOptions, save, writeReport } from '../write-report';

export interface CheckCommandOptions extends ReportOptions {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly failOn?: Severity;
  readonly strict: boolean;
  readonly config?: string;
  readonly mesh?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
}

export async function run(options: CheckCommandOptions, io: Io): Promise<ExitCode> {
  return withProgress(io, (progress) => checkWith(options, io, progress));
}

async function checkWith(options: CheckCommandOptions, io: Io, progress: Progress): Promise<ExitCode> {
  const found = findConfiguration(options.config, workingDirectory(io));
  const { configuration, path, mesh: meshFile } = 'problems' in found ? WITHOUT_CONFIGURATION : found;
  const named = options.mesh ?? meshFile;
  const input = await readInput(options.paths, io, [path, named, options.baseline, options.writeBaseline]);
  const read = readAll(input.files, progress);
  const mesh = readMesh(read, named, io);
  const nothing = { problems: whyNothing(input.files, read) };
  const problems = [found, input, read, nothing, mesh].flatMap((one) => ('problems' in one ? one.problems : []));
  if ('problems' in mesh || problems.length > 0) throw new WrongUse(showProblems(problems));

  const failOn = options.failOn ?? configuration.failOn ?? 'error';
  const baseline = options.baseline === undefined ? undefined : loadBaseline(options.baseline, io);
  const report = (known: Baseline | undefined) =>
    check(read, {
      today: io.today(),
      strict: options.strict,
      suppressions: configuration.suppressions,
      onCheck: (done, of) => progress.tell(`checking: ${done} of ${of} checks`),
      ...(mesh.from !== 'defaults' && { settings: readMeshSettings(mesh.config) }),
      ...(known && { baseline: known }),
    });
  let result = report(baseline);
  if (options.writeBaseline !== undefined) {
    const written = baselineOf([...result.findings, ...result.baselined]);
    save(options.writeBaseline, showBaseline(written), io);
    result = report(written);
  }
  const text = REPORTERS[options.format](result, {
    color: isColored(options, io),
    failOn,
    version: io.version(),
  });
  progress.end();
  writeReport(text, options, io);
  return exitCodeOf(result, failOn);
}

/** A check of ours that failed is no finding about the manifests: without others, the answer is unknown. */
function exitCodeOf({ findings }: Report, failOn: Severity): ExitCode {
  if (findings.some(({ code, severity }) => code !== 'ZT901' && isAtLeast(severity, failOn))) return ExitCode.Found;
  return findings.some(({ code }) => code === 'ZT901') ? ExitCode.Undecided : ExitCode.Good;
}

function loadBaseline(path: string, io: Io): Baseline {
  let bytes: Uint8Array;
  try {
    bytes = io.read(path);
  } catch (error) {
    throw new WrongUse([`baseline \`${path}\` was not read: ${reasonOf(error)}`]);
  }
  const baseline = readBaseline(new TextDecoder().decode(bytes));
  if (typeof baseline === 'string') throw new WrongUse([`baseline \`${path}\`: ${baseline}`]);
  return baseline;
}
