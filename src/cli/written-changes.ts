/** Where is an object that changed written, and which construct wrote it? */
import { isObject } from '../policy/json-object';
import { type Manifest, type Manifests, placeOf } from '../policy/manifest';
import type { SourceFile } from '../policy/source-text';
import type { Change } from '../reach/changes';
import type { Written } from '../report/diff-options';

/** What was read on one side. */
export interface ReadSide {
  readonly read: Manifests;
  readonly files: readonly SourceFile[];
}

/** The place of each changed object: after, or before if it was removed. */
export function writtenChanges(before: ReadSide, after: ReadSide): (change: Change) => Written | undefined {
  const sides = {
    before: { ...before, constructs: constructsIn(before) },
    after: { ...after, constructs: constructsIn(after) },
  };
  return (change) => {
    const { read, constructs } = sides[change.how === 'removed' ? 'before' : 'after'];
    const manifest = read.manifests.find((one) => isOf(change, one));
    if (manifest === undefined) return undefined;
    const construct = constructs.get(change.name);
    return {
      file: manifest.document.file,
      ...placeOf(manifest, []),
      ...(construct === undefined ? {} : { construct }),
    };
  };
}

function isOf({ kind, namespace, name }: Change, manifest: Manifest): boolean {
  return (
    manifest.kind === kind &&
    manifest.name === name &&
    (namespace === undefined || (manifest.namespace ?? 'default') === namespace)
  );
}

/**
 * The paths of constructs, by names of objects, as cdk8s records them with `recordConstructMetadata`. It knows objects
 * by their name alone, so that a name that two objects share tells nothing.
 */
function constructsIn({ read, files }: ReadSide): ReadonlyMap<string, string> {
  const times = new Map<string, number>();
  for (const { name } of read.manifests) times.set(name, (times.get(name) ?? 0) + 1);
  const found = files
    .filter(({ name }) => /(^|[/\\])construct-metadata\.json$/.test(name))
    .flatMap(({ text }) => recordedIn(text));
  return new Map(found.filter(([name]) => times.get(name) === 1));
}

function recordedIn(text: string): readonly (readonly [string, string])[] {
  try {
    const { resources } = JSON.parse(text) as { readonly resources?: unknown };
    return Object.entries(isObject(resources) ? resources : {}).flatMap(([name, recorded]) =>
      isObject(recorded) && typeof recorded.path === 'string' ? [[name, recorded.path] as const] : [],
    );
  } catch {
    // a file of this name that somebody else wrote
    return [];
  }
}
