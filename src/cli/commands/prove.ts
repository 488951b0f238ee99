/** `zero-trust prove`: does what must always hold, hold? */
import { type InvariantFile, readInvariants, type WrittenInvariant, wrongOfMesh } from '../../cases/invariant-file';
import { evaluator } from '../../evaluate/evaluate';
import { visible } from '../../findings/visible';
import type { Mesh } from '../../policy/model';
import { analystOf } from '../../reach/analyst';
import type { Invariant } from '../../reach/invariant';
import { prove } from '../../reach/prove';
import { countsOfProofs, PROVE_REPORTERS, type ProveFormat } from '../../report/prove-report';
import { besides, whyUnread } from '../beside-file';
import { ExitCode } from '../exit-code';
import { type Io, WrongUse } from '../io';
import { loadMesh, type MeshInput } from '../load-mesh';
import { type Progress, withProgress } from '../progress';
import { readText, showProblems } from '../read-input';
import { isColored, type ReportOptions, writeReport } from '../write-report';

export interface ProveCommandOptions extends MeshInput, ReportOptions {
  readonly invariants: string;
  readonly format: ProveFormat;
}

export async function run(options: ProveCommandOptions, io: Io): Promise<ExitCode> {
  return withProgress(io, (progress) => proveWith(options, io, progress));
}

async function proveWith(options: ProveCommandOptions, io: Io, progress: Progress): Promise<ExitCode> {
  const source = readText(options.invariants, io);
  const file = 'problems' in source ? source : readInvariants(source);
  const loaded = await loadMesh(options, io, progress);
  if ('problems' in file || 'problems' in loaded) {
    throw new WrongUse([
      ...('problems' in file ? showProblems(file.problems) : []),
      ...('problems' in loaded ? loaded.problems : []),
    ]);
  }
  const { mesh, refused } = loaded;
  const wrong = wrongOfMesh(file, mesh);
  if (wrong.length > 0) throw new WrongUse(showProblems(wrong));
  const invariants = await withMeshes(file, options, io, progress);
  progress.tell('looking for counterexamples');
  const proven = prove(mesh, invariants, { analystOf, judgeOf: evaluator });
  const text = PROVE_REPORTERS[options.format](proven, {
    color: isColored(options, io),
  });
  progress.end();
  for (const line of showProblems(refused())) io.err(`${line}\n`);
  writeReport(text, options, io);
  const { fail, undecided } = countsOfProofs(proven);
  if (fail > 0) return ExitCode.Found;
  return undecided > 0 ? ExitCode.Undecided : ExitCode.Good;
}

/** The invariants, with the meshes that some of them compare with. */
async function withMeshes(
  { document, invariants }: InvariantFile,
  options: ProveCommandOptions,
  io: Io,
  progress: Progress,
): Promise<readonly Invariant[]> {
  const all: Invariant[] = [];
  for (const invariant of invariants) {
    all.push(
      invariant.kind === 'equivalent'
        ? { ...invariant, mesh: await meshAt(document.file, invariant, options, io, progress) }
        : invariant,
    );
  }
  return all;
}

async function meshAt(
  file: string,
  { name, manifests }: WrittenInvariant & { readonly kind: 'equivalent' },
  options: ProveCommandOptions,
  io: Io,
  progress: Progress,
): Promise<Mesh> {
  const paths = manifests.map((path) => besides(file, path));
  const unread = paths.flatMap((path) => {
    const reason = whyUnread(path, io);
    return reason === undefined
      ? []
      : [`${file}: invariant \`${name}\`: \`${path}\`: ${reason}; paths are relative to the file`];
  });
  if (unread.length > 0) throw new WrongUse(unread.map(visible));
  const loaded = await loadMesh({ ...options, paths }, io, progress);
  if ('problems' in loaded) throw new WrongUse(loaded.problems);
  return loaded.mesh;
}
