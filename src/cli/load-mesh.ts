/** Which mesh do the manifests of a command line make? */
import { refusedObjects } from '../analyse/refused-objects';
import { visible } from '../findings/visible';
import { type JsonObject, ManifestError } from '../policy/json-object';
import { type Manifest, type Manifests, placeOf } from '../policy/manifest';
import type { Mesh } from '../policy/model';
import { type ReadMesh, tryReadMesh } from '../policy/read-mesh';
import type { ReadProblem, SourceFile, Unreadable } from '../policy/source-text';
import { whyNothing } from './empty-input';
import type { Io } from './io';
import { writtenOtherwise } from './objects-apart';
import type { Progress } from './progress';
import { readAll, readInput, readMesh, showProblems } from './read-input';

/** What a command line says about the mesh. */
export interface MeshInput {
  readonly paths: readonly string[];
  readonly mesh?: string | undefined;
  readonly istioVersion?: string | undefined;
}

/** The texts of a mesh. */
export interface FilesOfMesh extends Unreadable {
  readonly files: readonly SourceFile[];
  /** whether there need be no object: what was before a first install */
  readonly mayBeEmpty?: boolean;
}

/** A mesh, and what it was read from. */
export interface LoadedMesh {
  readonly mesh: Mesh;
  readonly read: Manifests;
  readonly objectOf: ReadMesh['objectOf'];
  /** what the mesh is told beside the manifests */
  readonly config: JsonObject;
  /** objects that a cluster would not hold */
  readonly refused: () => readonly ReadProblem[];
}

/** Why there is none, as lines. */
export interface UnreadMesh {
  readonly problems: readonly string[];
}

/** The mesh of these files and folders. */
export async function loadMesh(given: MeshInput, io: Io, progress: Progress): Promise<LoadedMesh | UnreadMesh> {
  const loaded = meshOfFiles(await readInput(given.paths, io, [given.mesh]), given, io, progress);
  const twice = 'problems' in loaded ? [] : writtenOtherwise(loaded.read.manifests);
  return twice.length > 0 ? { problems: showProblems(twice) } : loaded;
}

/** The mesh of these texts; what is written as it was `before` is not read again. Without objects, there is none. */
export function meshOfFiles(
  input: FilesOfMesh,
  { mesh: settings, istioVersion }: Pick<MeshInput, 'mesh' | 'istioVersion'>,
  io: Io,
  progress: Progress,
  before?: LoadedMesh,
): LoadedMesh | UnreadMesh {
  const read = readAll(input.files, progress, before?.read);
  const config = readMesh(read, settings, io);
  const nothing = { problems: input.mayBeEmpty === true ? [] : whyNothing(input.files, read) };
  const problems = [input, read, nothing, config].flatMap((one) => ('problems' in one ? one.problems : []));
  if ('problems' in config || problems.length > 0) return { problems: showProblems(problems) };
  return meshOf(read, { ...config.config, istioVersion }, before);
}

function meshOf(read: Manifests, config: JsonObject, before: LoadedMesh | undefined): LoadedMesh | UnreadMesh {
  try {
    const { mesh, errors, objectOf } = tryReadMesh(
      read.manifests.map(({ object }) => object),
      config,
      before,
    );
    if (errors.length > 0) return { problems: placed(errors, read.manifests) };
    return { mesh, read, objectOf, config, refused: () => refusedObjects(read.manifests) };
  } catch (error) {
    if (error instanceof ManifestError) return { problems: [visible(error.message)] };
    throw error;
  }
}

/** Manifests that cannot be read, each with its place, as lines. */
function placed(errors: readonly ManifestError[], manifests: readonly Manifest[]): readonly string[] {
  const written = new Map(manifests.map((manifest) => [manifest.object, manifest]));
  return errors.flatMap(({ message, manifest: object }) => {
    const manifest = object === undefined ? undefined : written.get(object);
    if (manifest === undefined) return [visible(message)];
    return showProblems([{ file: manifest.document.file, ...placeOf(manifest, []), message }]);
  });
}
