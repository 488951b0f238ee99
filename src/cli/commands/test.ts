/** `zero-trust test`: is every call of these case files decided as it should be? */
import { type CaseFile, problemsAt, readCaseFiles } from '../../cases/case-file';
import { judgeOf } from '../../cases/judge';
import { unknownNamesIn } from '../../cases/known-names';
import { countsOf, type TestedCase, testedCase, type TestReport } from '../../cases/tested';
import type { Mesh } from '../../policy/model';
import type { ReadProblem, SourceFile, Unreadable } from '../../policy/source-text';
import { TEST_REPORTERS, type TestFormat } from '../../report/test-report';
import { caseMeshes } from '../case-meshes';
import { ExitCode } from '../exit-code';
import { type Io, WrongUse } from '../io';
import { type Progress, progressOn } from '../progress';
import { readInput, readText, showProblems } from '../read-input';
import { watch } from '../watch';
import { type Color, isColored, save } from '../write-report';

export interface TestCommandOptions {
  readonly files: readonly string[];
  readonly manifests?: readonly string[];
  readonly mesh?: string;
  readonly istioVersion?: string;
  readonly format: TestFormat;
  readonly output?: string;
  readonly color: Color;
  readonly watch: boolean;
}

/** Cases that are explained: to explain takes longer than to judge, and nobody reads a thousand explanations. */
const EXPLAINED = 100;
/** The clock is asked only so often. */
const TELL_EVERY = 256;

export async function run(options: TestCommandOptions, io: Io): Promise<ExitCode> {
  return options.watch ? watch((seen) => once(options, io, seen), io) : once(options, io, () => {});
}

/** One run; `seen` is told every path that it looks at. */
async function once(options: TestCommandOptions, io: Io, seen: (path: string) => void): Promise<ExitCode> {
  const progress = progressOn(io);
  const tested = testFiles(options, io, seen, progress);
  const { cases, problems, refused } = await tested.finally(progress.end);
  if (problems.length > 0) throw new WrongUse(showProblems(problems));
  for (const line of showProblems(refused)) io.err(`${line}\n`);
  const color = options.format === 'text' && options.output === undefined && isColored(options.color, io);
  const text = TEST_REPORTERS[options.format]({ cases }, { color });
  if (options.output === undefined) io.out(text);
  else save(options.output, text, io);
  return exitCodeOf({ cases });
}

/** INVARIANT: one case file is held at a time, so memory is bounded by the largest, and by a line a case. */
async function testFiles(
  { files, manifests = [], mesh, istioVersion }: TestCommandOptions,
  io: Io,
  seen: (path: string) => void,
  progress: Progress,
): Promise<TestReport & Readonly<Record<'problems' | 'refused', readonly ReadProblem[]>>> {
  const meshes = await caseMeshes({ manifests, mesh, istioVersion }, io, seen);
  const problems: ReadProblem[] = [...meshes.problems];
  const cases: TestedCase[] = [];
  let explained = 0;
  const test = (file: CaseFile, known: Mesh) => {
    const { judge, detailOf } = judgeOf(file.cases, known, file.secrets);
    for (const one of file.cases) {
      const judgement = judge(one);
      const isExplained = judgement.outcome.kind !== 'met' && explained++ < EXPLAINED;
      cases.push(testedCase(file.document.file, judgement, isExplained ? detailOf(judgement) : undefined));
      if (cases.length % TELL_EVERY === 0) progress.tell(`${cases.length} cases judged`);
    }
  };
  for (const path of files) {
    seen(path);
    const source = await readSource(path, io);
    if ('problems' in source) {
      problems.push(...source.problems);
      continue;
    }
    for (const reading of readCaseFiles(source)) {
      if (reading.kind === 'wrong') {
        problems.push(...reading.problems);
        continue;
      }
      // without its manifests a file would seem to name what is not there
      if (meshes.problems.length > 0) continue;
      const found = await meshes.of(reading.file);
      const wrong = found.kind === 'wrong' ? found.problems : unknownNames(reading.file, found.mesh);
      problems.push(...wrong);
      if (found.kind === 'read' && problems.length === 0) test(reading.file, found.mesh);
    }
  }
  return { cases, problems, refused: meshes.refused };
}

async function readSource(path: string, io: Io): Promise<SourceFile | Unreadable> {
  if (path !== '-') return readText(path, io);
  const { files, problems } = await readInput([path], io);
  return files[0] ?? { problems };
}

/** Names that the mesh does not hold, at their places in the case file. */
function unknownNames(file: CaseFile, mesh: Mesh): readonly ReadProblem[] {
  const unknownIn = unknownNamesIn(mesh);
  const mistakes = file.cases.flatMap(({ request, index }) =>
    unknownIn(request).map(({ path, message }) => ({ path: ['cases', index, ...path], message })),
  );
  return problemsAt(file.document, mistakes);
}

function exitCodeOf(report: TestReport): ExitCode {
  const { failed, undecided } = countsOf(report);
  if (failed > 0) return ExitCode.Found;
  return undecided > 0 ? ExitCode.Undecided : ExitCode.Good;
}
