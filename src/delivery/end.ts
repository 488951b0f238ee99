/** What is there before or after a way, and in the states between two such ends? */
import type { JsonObject } from '../policy/json-object';
import { nameOf } from '../policy/metadata';
import type { Mesh, Workload } from '../policy/model';
import { remember } from '../policy/remember';
import { type DeliveredMesh, deliveredMesh } from './changed-object';
import type { DeliveredObject } from './delivered-object';
import { mergedMeshes, type Parts, partsByKey } from './merged-mesh';

/** What there is before a way or after it. */
export interface End extends DeliveredMesh {
  readonly number: number;
  readonly parts: ReadonlyMap<string, Parts>;
}

/** Waves and options decide about no call: objects that differ in them alone make the same end. */
export function endReader(): (objects: readonly DeliveredObject[], config: JsonObject) => End {
  const known: { readonly objects: readonly DeliveredObject[]; readonly config: JsonObject; readonly end: End }[] = [];
  return (objects, config) => {
    const same = known.find((one) => one.config === config && isSame(one.objects, objects));
    if (same !== undefined) return same.end;
    const made = deliveredMesh(objects, config);
    const end: End = { ...made, number: known.length, parts: partsByKey(made.read.mesh, made.keyOf) };
    known.push({ objects, config, end });
    return end;
  };

  function isSame(some: readonly DeliveredObject[], others: readonly DeliveredObject[]): boolean {
    return (
      some.length === others.length &&
      some.every(({ object, namespace, isAnew }, index) => {
        const other = others[index];
        return object === other?.object && namespace === other.namespace && isAnew === other.isAnew;
      })
    );
  }
}

/** A state between two ends, as far as it decides about calls. */
export interface StateBetween {
  /** keys of what is as in the second end, of all that differs */
  readonly second: ReadonlySet<string>;
  readonly settings: Mesh['settings'];
  readonly older: ReadonlyMap<string, Workload>;
}

/** As many meshes are kept: they share what does not differ. */
const MOST_MESHES = 256;

/** The meshes of states between these ends, of which no other objects differ. Equal states have the same. */
export function meshesBetween(first: End, second: End, differing: ReadonlySet<string>): (told: StateBetween) => Mesh {
  const merged = mergedMeshes([first.read.mesh, second.read.mesh], [first.keyOf, second.keyOf], differing);
  return remember(
    ({ second: there, settings, older }: StateBetween): Mesh => {
      const mesh = merged((key) => there.has(key));
      const workloads = older.size === 0 ? mesh.workloads : mesh.workloads.map((one) => older.get(nameOf(one)) ?? one);
      return { ...mesh, settings, workloads };
    },
    ({ second: there, settings, older }) => JSON.stringify([[...there].sort(), settings, [...older.values()]]),
    MOST_MESHES,
  );
}
