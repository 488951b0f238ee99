/** `zero-trust reach`: who may send what to whom? */
import { evaluatorOn } from '../../evaluate/evaluate';
import { groundsOf } from '../../evaluate/course/ground';
import { visible } from '../../findings/visible';
import { analystOf } from '../../reach/analyst';
import { type Matrix, matrixOf } from '../../reach/matrix';
import { withUnseenEntries } from '../../reach/unseen-entries';
import { REACH_REPORTERS, type ReachFormat } from '../../report/reach-report';
import { ExitCode } from '../exit-code';
import { type Io, WrongUse } from '../io';
import { loadMesh, type MeshInput } from '../load-mesh';
import { narrowingOf } from '../narrowing';
import { type Progress, withProgress } from '../progress';
import { showProblems } from '../read-input';
import { isColored, type ReportOptions, writeReport } from '../write-report';

export interface ReachCommandOptions extends MeshInput, ReportOptions {
  readonly from?: string;
  readonly to?: string;
  readonly format: ReachFormat;
}

export async function run(options: ReachCommandOptions, io: Io): Promise<ExitCode> {
  return withProgress(io, (progress) => reachWith(options, io, progress));
}

/** Formats that show a witness for each edge; for others none is looked for. */
const WITH_WITNESS: readonly ReachFormat[] = ['json', 'html'];

async function reachWith(options: ReachCommandOptions, io: Io, progress: Progress): Promise<ExitCode> {
  const loaded = await loadMesh(options, io, progress);
  if ('problems' in loaded) throw new WrongUse(loaded.problems);
  const { mesh, refused } = loaded;
  const narrowing = narrowingOf(mesh, options);
  if ('problems' in narrowing) throw new WrongUse(narrowing.problems.map(visible));
  const { alsoTell, ...part } = narrowing;
  // where calls lead, and what is spoken there, is one for those who find and who replay them
  const grounds = groundsOf(mesh);
  const matrix = matrixOf(
    withUnseenEntries(
      analystOf([mesh], alsoTell, () => grounds),
      mesh,
    ),
    mesh.workloads,
    {
      ...part,
      ...(WITH_WITNESS.includes(options.format) && { judge: evaluatorOn(mesh, grounds) }),
      onTarget: (done, of) => progress.tell(`looking at ${done} of ${of} targets`),
    },
  );
  const text = REACH_REPORTERS[options.format](matrix, {
    color: isColored(options, io),
    narrowed: options.from !== undefined || options.to !== undefined,
  });
  progress.end();
  for (const line of showProblems(refused())) io.err(`${line}\n`);
  writeReport(text, options, io);
  return exitCodeOf(matrix);
}

/** A matrix that is not whole must not pass for one. */
function exitCodeOf({ edges }: Matrix): ExitCode {
  return edges.some(({ undecided }) => undecided !== undefined) ? ExitCode.Undecided : ExitCode.Good;
}
