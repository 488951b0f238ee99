/** Which case files do these paths hold, and of which mesh does each speak? */
import { type CaseFile, problemsAt, readCaseFiles } from '../cases/case-file';
import { unknownNamesIn } from '../cases/known-names';
import type { Mesh } from '../policy/model';
import type { ReadProblem, SourceFile, Unreadable } from '../policy/source-text';
import type { CaseMesh, CaseMeshes, MeshOptions } from './case-meshes';
import type { Io } from './io';
import { readInput, readText } from './read-input';

/** What the command line names: case files, and what it says about their meshes. */
export interface CaseFileOptions extends MeshOptions {
  readonly files: readonly string[];
}

/** A case file whose names its mesh knows, or what is wrong. */
export type FoundCaseFile =
  | { readonly kind: 'read'; readonly file: CaseFile; readonly found: Extract<CaseMesh, { readonly kind: 'read' }> }
  | { readonly kind: 'wrong'; readonly problems: readonly ReadProblem[] };

/** The case files, one after the other, so that one is held at a time. `seen` is told every path. */
export async function* caseFilesIn(
  paths: readonly string[],
  meshes: CaseMeshes,
  io: Io,
  seen: (path: string) => void,
): AsyncGenerator<FoundCaseFile> {
  for (const path of paths) {
    seen(path);
    const source = await readSource(path, io);
    if ('problems' in source) {
      yield { kind: 'wrong', problems: source.problems };
      continue;
    }
    for (const reading of readCaseFiles(source)) {
      if (reading.kind === 'wrong') {
        yield reading;
        continue;
      }
      // without its manifests a file would seem to name what is not there
      if (meshes.problems.length > 0) continue;
      const found = await meshes.of(reading.file);
      const problems = found.kind === 'wrong' ? found.problems : unknownNames(reading.file, found.mesh);
      if (found.kind === 'wrong' || problems.length > 0) yield { kind: 'wrong', problems };
      else yield { kind: 'read', file: reading.file, found };
    }
  }
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
