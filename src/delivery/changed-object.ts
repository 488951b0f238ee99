/** Which objects differ on the way, and which of them decide about calls? */
import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../policy/json-object';
import { type ReadMesh, tryReadMesh } from '../policy/read-mesh';
import { type DeliveredObject, keyOf } from './delivered-object';

/** An object that is otherwise in the end than it was. */
export interface ChangedObject {
  readonly key: string;
  readonly how: 'added' | 'removed' | 'changed';
  /** as it will be, or, where it is removed, as it was */
  readonly object: DeliveredObject;
  /** whether its pods, if it has any, are made anew */
  readonly restarts: boolean;
}

/** The objects that differ in any way. */
export function changedObjects(
  before: readonly DeliveredObject[],
  after: readonly DeliveredObject[],
): readonly ChangedObject[] {
  const [old, now] = [byKey(before), byKey(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key): readonly ChangedObject[] => {
    const [was, is] = [old.get(key), now.get(key)];
    if (is === undefined) return was === undefined ? [] : [{ key, how: 'removed', object: was, restarts: false }];
    if (was === undefined) return [{ key, how: 'added', object: is, restarts: true }];
    if (isDeepStrictEqual(was.object, is.object)) return [];
    return [{ key, how: 'changed', object: is, restarts: !isDeepStrictEqual(podsOf(was), podsOf(is)) }];
  });
}

/** The mesh of these objects, and which of its parts comes from which of them. */
export interface DeliveredMesh {
  readonly read: ReadMesh;
  /** the key of the object that a part of the mesh was read from */
  readonly keyOf: (part: object) => string | undefined;
}

/** The mesh that these objects make, under these settings of MeshConfig. */
export function deliveredMesh(objects: readonly DeliveredObject[], config: JsonObject): DeliveredMesh {
  const keys = new Map<object, string>();
  const manifests = objects.map((one) => {
    const manifest = manifestOf(one);
    keys.set(manifest, keyOf(one));
    return manifest;
  });
  const read = tryReadMesh(manifests, config);
  return {
    read,
    keyOf: (part) => {
      const source = read.sourceOf(part);
      return source === undefined ? undefined : keys.get(source);
    },
  };
}

function byKey(objects: readonly DeliveredObject[]): ReadonlyMap<string, DeliveredObject> {
  return new Map(objects.map((one) => [keyOf(one), one]));
}

/** The object where Argo CD puts it. What is said to Argo CD alone decides about no call. */
function manifestOf({ object, namespace }: DeliveredObject): JsonObject {
  const { annotations, namespace: _, ...metadata } = isObject(object.metadata) ? object.metadata : {};
  const others = Object.entries(isObject(annotations) ? annotations : {}).filter(
    ([name]) => !name.startsWith('argocd.argoproj.io/'),
  );
  return {
    ...object,
    metadata: { ...metadata, ...(namespace && { namespace }), annotations: Object.fromEntries(others) },
  };
}

/** A Pod is made of its whole spec, and the others of a template. */
function podsOf({ kind, object: { spec } }: DeliveredObject): unknown {
  return kind === 'Pod' || !isObject(spec) ? spec : spec.template;
}
