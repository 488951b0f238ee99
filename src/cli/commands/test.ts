/** `zero-trust test`: is every call of these case files decided as it should be? */
import type { CaseFile } from '../../cases/case-file';
import { judgeOf } from '../../cases/judge';
import { readInvariants, type WrittenInvariant, wrongOfMesh } from '../../cases/invariant-file';
import { countsOf, type TestedCase, testedCase } from '../../cases/tested';
import type { Mesh } from '../../policy/model';
import type { ReadProblem } from '../../policy/source-text';
import { TEST_REPORTERS, type TestFormat } from '../../report/test-report';
import type { TestRun } from '../../report/test-run';
import { type CaseFileOptions, caseFilesIn } from '../case-files';
import { caseMeshes } from '../case-meshes';
import { addToEstates, coverEstates, type Estate, mutateEstates, newNames } from '../estates';
import { ExitCode } from '../exit-code';
import { type Io, WrongUse } from '../io';
import { type Progress, progressOn } from '../progress';
import { readText, showProblems } from '../read-input';
import { watch } from '../watch';
import { isColored, type ReportOptions, writeReport } from '../write-report';

export interface TestCommandOptions extends CaseFileOptions, ReportOptions {
  readonly format: TestFormat;
  readonly watch: boolean;
  readonly coverage: boolean;
  readonly mutate: boolean;
  readonly invariants?: string;
}

/** Cases that are explained: to explain takes longer than to judge, and nobody reads a thousand explanations. */
const EXPLAINED = 100;
/** The clock is asked only so often. */
const TELL_EVERY = 256;

export async function run(options: TestCommandOptions, io: Io): Promise<ExitCode> {
  checkOptions(options);
  return options.watch ? watch((seen) => once(options, io, seen), io) : once(options, io, () => {});
}

function checkOptions({ format, coverage, mutate, invariants }: TestCommandOptions): void {
  if (invariants !== undefined && !coverage) {
    throw new WrongUse([
      '`--invariants` tells what invariants touch; expected `--coverage` beside it, or `zero-trust prove`',
    ]);
  }
  if (format === 'html' && !coverage) {
    throw new WrongUse(['`--format html` is a page of what `--coverage` finds; expected `--coverage` beside it']);
  }
  if ((format === 'html' && mutate) || (format === 'junit' && (mutate || coverage))) {
    const asked = mutate ? '--mutate' : '--coverage';
    throw new WrongUse([`\`--format ${format}\` does not tell what \`${asked}\` finds; expected \`text\` or \`json\``]);
  }
}

/** One run; `seen` is told every path that it looks at. */
async function once(options: TestCommandOptions, io: Io, seen: (path: string) => void): Promise<ExitCode> {
  const progress = progressOn(io);
  const ended = testFiles(options, io, seen, progress).then((tested): Tested => {
    const invariants = invariantsOf(options, tested, io, seen);
    const problems = [...tested.problems, ...invariants.problems];
    if (problems.length > 0) return { ...tested, problems };
    const nameCase = newNames(tested.estates);
    const { estates } = tested;
    return {
      ...tested,
      ...(options.coverage ? { coverage: coverEstates(estates, invariants.all, nameCase, progress) } : {}),
      // nothing is changed where a case failed
      ...(options.mutate && countsOf(tested).failed === 0
        ? { mutation: mutateEstates(estates, nameCase, progress) }
        : {}),
    };
  });
  const { problems, refused, ...run } = await ended.finally(progress.end);
  if (problems.length > 0) throw new WrongUse(showProblems(problems));
  for (const line of showProblems(refused)) io.err(`${line}\n`);
  if (options.mutate && run.mutation === undefined) {
    io.err('no policy was changed: first every case must hold\n');
  }
  const color = isColored(options, io);
  const text = TEST_REPORTERS[options.format](run, { color });
  writeReport(text, options, io);
  return exitCodeOf(run);
}

/** What came of the case files, and what was wrong with them. */
interface Tested extends TestRun {
  readonly problems: readonly ReadProblem[];
  readonly refused: readonly ReadProblem[];
  /** with `--coverage` or `--mutate`, each mesh with its case files */
  readonly estates: readonly Estate[];
}

/** The invariants whose calls count as touched, and what is wrong with them: each must be about some mesh. */
function invariantsOf(
  { invariants }: TestCommandOptions,
  { estates }: Tested,
  io: Io,
  seen: (path: string) => void,
): { readonly all: readonly WrittenInvariant[]; readonly problems: readonly ReadProblem[] } {
  if (invariants === undefined) return { all: [], problems: [] };
  seen(invariants);
  const source = readText(invariants, io);
  const file = 'problems' in source ? source : readInvariants(source);
  if ('problems' in file) return { all: [], problems: file.problems };
  const wrong = estates.map(({ mesh }) => wrongOfMesh(file, mesh));
  const isKnown = wrong.length === 0 || wrong.some((problems) => problems.length === 0);
  return { all: file.invariants, problems: isKnown ? [] : (wrong[0] ?? []) };
}

/** INVARIANT: but for coverage and mutation one case file is held at a time, which bounds memory, and a line a case. */
async function testFiles(
  options: TestCommandOptions,
  io: Io,
  seen: (path: string) => void,
  progress: Progress,
): Promise<Tested> {
  const meshes = await caseMeshes(options, io, seen);
  const problems: ReadProblem[] = [...meshes.problems];
  const cases: TestedCase[] = [];
  const estates: Estate[] = [];
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
  for await (const one of caseFilesIn(options.files, meshes, io, seen)) {
    if (one.kind === 'wrong') problems.push(...one.problems);
    if (one.kind === 'wrong' || problems.length > 0) continue;
    const { file, found } = one;
    test(file, found.mesh);
    if (options.coverage || options.mutate) addToEstates(estates, file, found);
  }
  return { cases, problems, refused: meshes.refused, estates };
}

/** A change that no case notices is found, as a case that fails is. */
function exitCodeOf(run: TestRun): ExitCode {
  const { failed, undecided } = countsOf(run);
  const { survived, undecided: unclear } = run.mutation?.counts ?? { survived: 0, undecided: 0 };
  if (failed + survived > 0) return ExitCode.Found;
  return undecided + unclear > 0 ? ExitCode.Undecided : ExitCode.Good;
}
