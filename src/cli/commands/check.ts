/** `zero-trust check`: is anything wrong with these manifests? */
import { baselineOf, readBaseline, showBaseline, type Baseline } from '../../analyse/baseline';
import { check } from '../../analyse/check';
import type { Severity } from '../../findings/catalogue';
import { isAtLeast } from '../../findings/finding';
import type { Report } from '../../findings/report';
import { readManifests } from '../../policy/manifest';
import { readMeshSettings } from '../../policy/mesh-settings';
import { type Format, REPORTERS } from '../../report/reporters';
import { ExitCode } from '../exit-code';
import { type Io, reasonOf, WrongUse } from '../io';
import { readInput, readMesh, showProblems } from '../read-input';

export interface CheckCommandOptions {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly failOn: Severity;
  readonly strict: boolean;
  readonly mesh?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly output?: string;
  readonly color: 'auto' | 'always' | 'never';
}

/** Work on more than this takes about a second, and people want to know. */
const LONG_WORK_BYTES = 8 * 1024 * 1024;

export async function run(options: CheckCommandOptions, io: Io): Promise<ExitCode> {
  const input = await readInput(options.paths, io);
  const size = input.files.reduce((sum, { text }) => sum + text.length, 0);
  if (size > LONG_WORK_BYTES && io.errIsTerminal) io.err(`checking ${input.files.length} files…\n`);
  const read = readManifests(input.files);
  const mesh = readMesh(read, options.mesh, io);
  const problems = [...input.problems, ...read.problems];
  if ('problems' in mesh || problems.length > 0) {
    throw new WrongUse(showProblems([...problems, ...('problems' in mesh ? mesh.problems : [])]));
  }
  if (input.files.length === 0) io.err('no files `.yaml`, `.yml` or `.json` in what was given\n');

  const settings = mesh.from === 'defaults' ? undefined : readMeshSettings(mesh.config);
  const baseline = options.baseline === undefined ? undefined : loadBaseline(options.baseline, io);
  const report = (known: Baseline | undefined) =>
    check(read, {
      today: io.today(),
      strict: options.strict,
      ...(settings && { settings }),
      ...(known && { baseline: known }),
    });
  let result = report(baseline);
  if (options.writeBaseline !== undefined) {
    const written = baselineOf([...result.findings, ...result.baselined]);
    save(options.writeBaseline, showBaseline(written), io);
    result = report(written);
  }
  const text = REPORTERS[options.format](result, {
    color: options.format === 'text' && options.output === undefined && isColored(options.color, io),
    failOn: options.failOn,
    version: io.version(),
  });
  if (options.output === undefined) io.out(text);
  else save(options.output, text, io);
  return exitCodeOf(result, options.failOn);
}

/** A check of ours that failed is no finding about the manifests: without others, the answer is unknown. */
function exitCodeOf({ findings }: Report, failOn: Severity): ExitCode {
  if (findings.some(({ code, severity }) => code !== 'ZT901' && isAtLeast(severity, failOn))) return ExitCode.Found;
  return findings.some(({ code }) => code === 'ZT901') ? ExitCode.Undecided : ExitCode.Good;
}

/** @see https://no-color.org: any value that is not empty turns colour off */
function isColored(color: CheckCommandOptions['color'], io: Io): boolean {
  if (color !== 'auto') return color === 'always';
  return io.outIsTerminal && (io.environment.NO_COLOR ?? '') === '' && io.environment.TERM !== 'dumb';
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

function save(path: string, text: string, io: Io): void {
  try {
    io.write(path, text);
  } catch (error) {
    throw new WrongUse([`\`${path}\` was not written: ${reasonOf(error)}`]);
  }
}
