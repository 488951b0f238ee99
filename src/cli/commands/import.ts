/** `zero-trust import`: which app of cdk8s says what these policies say? */
import { importPolicies } from '../../adoption/import-policies';
import { repeatedPolicies } from '../../adoption/policy-object';
import { placeOf } from '../../policy/manifest';
import { importText } from '../../report/import-text';
import { ExitCode } from '../exit-code';
import { type Io, WrongUse } from '../io';
import { loadMesh, type MeshInput } from '../load-mesh';
import { type Progress, withProgress } from '../progress';
import { showProblems } from '../read-input';
import { save } from '../write-report';

export interface ImportCommandOptions extends MeshInput {
  readonly output?: string;
}

export async function run(options: ImportCommandOptions, io: Io): Promise<ExitCode> {
  return withProgress(io, (progress) => importWith(options, io, progress));
}

async function importWith(options: ImportCommandOptions, io: Io, progress: Progress): Promise<ExitCode> {
  const loaded = await loadMesh(options, io, progress);
  if ('problems' in loaded) throw new WrongUse(loaded.problems);
  const { mesh, read } = loaded;
  const refused = loaded.refused();
  if (refused.length > 0) {
    // what a cluster does not hold decides nothing there, and would do so as a construct
    throw new WrongUse(['a cluster would refuse some of these objects; mend them first', ...showProblems(refused)]);
  }
  const repeated = repeatedPolicies(read.manifests).map(({ manifest, kind, namespace, name }) => ({
    file: manifest.document.file,
    ...placeOf(manifest, []),
    message: `${kind} \`${namespace}/${name}\` stands here again, and a cluster holds one; give only what is applied`,
  }));
  if (repeated.length > 0) throw new WrongUse(showProblems(repeated));
  const imported = importPolicies(read.manifests, mesh, (round) => progress.tell(`comparing, round ${round}`));
  progress.end();
  const isEmpty = imported.asConstructs.length + imported.asTheyWere.length === 0;
  if (options.output === undefined) io.out(isEmpty ? '' : imported.text);
  else if (!isEmpty) save(options.output, imported.text, io);
  io.err(importText(imported));
  return imported.undecided.length > 0 ? ExitCode.Undecided : ExitCode.Good;
}
