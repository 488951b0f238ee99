/** Which mesh do the manifests of a case file make, with those of the command line? */
import { apiGroup } from '../istio/api-group';
import type { Json, JsonObject } from '../policy/json-object';
import { isObject } from '../policy/json-object';
import type { Manifests } from '../policy/manifest';
import type { Mesh } from '../policy/model';
import { tryReadMesh } from '../policy/read-mesh';

/** The mesh, or why there is none. */
export type MeshReading =
  | {
      readonly kind: 'read';
      readonly mesh: Mesh;
      /** the object that something of the mesh was read from */
      readonly sourceOf: (read: object) => JsonObject | undefined;
    }
  | { readonly kind: 'wrong'; readonly messages: readonly string[] };

/** An object, and where it was found. */
export interface FoundObject {
  readonly object: JsonObject;
  readonly place: string;
}

/** The objects of manifests, each with its place. */
export function foundIn({ manifests }: Manifests): readonly FoundObject[] {
  return manifests.map(({ object, document: { file, index } }) => ({
    object,
    place: `${file}, document ${index + 1}`,
  }));
}

/**
 * The mesh of these objects. Written alike in two places, an object counts once; written differently, a cluster would
 * hold one of the two, and nobody knows which.
 */
export function readObjects(found: readonly FoundObject[], settings: Json): MeshReading {
  const kept = new Map<string, { readonly text: string; readonly place: string }>();
  const messages: string[] = [];
  const objects: JsonObject[] = [];
  for (const { object, place } of found) {
    const name = identityOf(object);
    const text = JSON.stringify(object);
    const before = name === undefined ? undefined : kept.get(name);
    if (before === undefined) {
      if (name !== undefined) kept.set(name, { text, place });
      objects.push(object);
    } else if (before.text !== text) {
      messages.push(`${name} stands in ${before.place} and, differently, in ${place}; give one of them`);
    }
  }
  const { mesh, errors, sourceOf } = tryReadMesh(objects, settings);
  const placeOf = new Map(found.map(({ object, place }) => [object, place]));
  const unreadable = errors.map(({ message, manifest }) => {
    const place = manifest === undefined ? undefined : placeOf.get(manifest);
    return place === undefined ? message : `${message} (${place})`;
  });
  const wrong = [...messages, ...unreadable];
  return wrong.length > 0 ? { kind: 'wrong', messages: wrong } : { kind: 'read', mesh, sourceOf };
}

/** By what the cluster tells objects apart; nothing for a list, whose items have names of their own. */
function identityOf({ apiVersion, kind, metadata }: JsonObject): string | undefined {
  if (typeof kind !== 'string' || !isObject(metadata) || typeof metadata.name !== 'string') return undefined;
  const group = apiGroup(String(apiVersion));
  const space = typeof metadata.namespace === 'string' ? `${metadata.namespace}/` : '';
  return `${kind}${group === '' ? '' : `.${group}`} \`${space}${metadata.name}\``;
}
