/** Which mesh does a case file speak of? The manifests that it names or holds, with those of the command line. */
import { refusedObjects } from '../analyse/refused-objects';
import { type CaseFile, problemsAt } from '../cases/case-file';
import { type FoundObject, foundIn, readObjects } from '../cases/read-objects';
import { type Manifests, readManifests } from '../policy/manifest';
import type { PlacesOf } from '../coverage/place';
import type { Mesh } from '../policy/model';
import type { ReadProblem, SourceFile } from '../policy/source-text';
import { besides, whyUnread } from './beside-file';
import { whyNothing } from './empty-input';
import type { Io } from './io';
import { policyPlaces, type WrittenObject } from './policy-places';
import { readInput, readMesh } from './read-input';

/** The mesh of a case file, or why there is none. */
export type CaseMesh =
  | { readonly kind: 'read'; readonly mesh: Mesh; readonly placesOf: PlacesOf }
  | { readonly kind: 'wrong'; readonly problems: readonly ReadProblem[] };

export interface CaseMeshes {
  /** what is wrong with the manifests of the command line */
  readonly problems: readonly ReadProblem[];
  /** objects that a cluster would not hold, of all manifests that were read until now */
  readonly refused: readonly ReadProblem[];
  readonly of: (file: CaseFile) => Promise<CaseMesh>;
}

/** What was read at a path. */
interface ReadPath extends Manifests {
  readonly files: readonly SourceFile[];
}

/** What the command line says about the mesh, which a case file may say otherwise. */
export interface MeshOptions {
  readonly manifests?: readonly string[];
  readonly mesh?: string;
  readonly istioVersion?: string;
}

/** Paths are read once, and a mesh is kept until a case file asks for another one. `seen` is told every path. */
export async function caseMeshes(
  { manifests = [], mesh: settings, istioVersion }: MeshOptions,
  io: Io,
  seen: (path: string) => void,
): Promise<CaseMeshes> {
  const read = new Map<string, ReadPath>();
  const refused: ReadProblem[] = [];
  const manifestsAt = async (path: string): Promise<ReadPath> => {
    const known = read.get(path);
    if (known !== undefined) return known;
    seen(path);
    const { files, problems } = await readInput([path], io);
    const found = readManifests(files);
    const all = { ...found, problems: [...problems, ...found.problems], files };
    read.set(path, all);
    refused.push(...refusedObjects(all.manifests));
    return all;
  };
  if (settings !== undefined) seen(settings);
  const given = await inTurn(manifests, manifestsAt);
  let last: { readonly key: string; readonly mesh: CaseMesh } | undefined;

  const meshOf = async (file: CaseFile): Promise<CaseMesh> => {
    const { document } = file;
    const wrong = (problems: readonly ReadProblem[]): CaseMesh => ({ kind: 'wrong', problems });
    const missing = problemsAt(
      document,
      file.manifests.flatMap((each) => {
        const reason = each.kind === 'path' ? whyUnread(besides(document.file, each.path), io) : undefined;
        return reason === undefined || each.kind !== 'path'
          ? []
          : [{ path: each.at, message: `is \`${each.path}\`, and ${reason}; paths are relative to the case file` }];
      }),
    );
    if (missing.length > 0) return wrong(missing);
    const named = await inTurn(
      file.manifests.flatMap((each) => (each.kind === 'path' ? [besides(document.file, each.path)] : [])),
      manifestsAt,
    );
    const unreadable = problemsIn(named);
    if (unreadable.length > 0) return wrong(unreadable);
    const together = all([...given, ...named]);
    const config = readMesh(together, settings, io);
    if ('problems' in config) return wrong(config.problems);
    const held = file.manifests.flatMap((each): readonly FoundObject[] =>
      each.kind === 'object' ? [{ object: each.object, place: `${document.file}, \`manifests[${each.at[1]}]\`` }] : [],
    );
    const reading = readObjects([...foundIn(together), ...held], { ...config.config, istioVersion, ...file.mesh });
    if (reading.kind === 'read') {
      const written = [...together.manifests, ...heldIn(file)];
      return { kind: 'read', mesh: reading.mesh, placesOf: policyPlaces(written, reading.sourceOf) };
    }
    return wrong(
      problemsAt(
        document,
        reading.messages.map((message) => ({ path: ['manifests'], message: `cannot be one mesh: ${message}` })),
      ),
    );
  };

  return {
    problems: problemsIn(given),
    refused,
    of: async (file) => {
      const named = file.manifests.map((each) =>
        each.kind === 'path' ? besides(file.document.file, each.path) : [each.object, file.document.file],
      );
      const key = JSON.stringify([named, file.mesh]);
      // what is wrong is told at its place in each file
      if (last?.key !== key || last.mesh.kind === 'wrong') last = { key, mesh: await meshOf(file) };
      return last.mesh;
    },
  };
}

/** What is wrong with these paths, and that together they hold nothing. */
function problemsIn(read: readonly ReadPath[]): readonly ReadProblem[] {
  const nothing = whyNothing(
    read.flatMap(({ files }) => files),
    all(read),
  );
  return [...read.flatMap(({ problems }) => problems), ...nothing];
}

/** The objects that the case file holds itself. */
function heldIn({ manifests, document }: CaseFile): readonly WrittenObject[] {
  return manifests.flatMap((each) =>
    each.kind === 'object' ? [{ object: each.object, document, root: each.at }] : [],
  );
}

async function inTurn<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<readonly R[]> {
  const answers: R[] = [];
  for (const item of items) answers.push(await ask(item));
  return answers;
}

function all(read: readonly Manifests[]): Manifests {
  return {
    manifests: read.flatMap(({ manifests }) => manifests),
    problems: [],
    documents: read.reduce((sum, { documents }) => sum + documents, 0),
  };
}
