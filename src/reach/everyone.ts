/** Which workloads may call, in any of several meshes? Arranged once, as an open port lists them all. */
import { nameOf } from '../policy/metadata';
import type { ObjectName } from '../policy/model';
import { compareText } from '../policy/object-order';
import type { Terrain } from './terrain';

/** All workloads by name, in order of names. */
export type Everyone = ReadonlyMap<string, ObjectName>;

/** The workloads of these meshes. */
export function everyoneIn(meshes: readonly (readonly Terrain[])[]): Everyone {
  const found = new Map<string, ObjectName>();
  for (const { mesh } of meshes.flat()) {
    for (const { namespace, name } of mesh.workloads) found.set(nameOf({ namespace, name }), { namespace, name });
  }
  return new Map([...found].sort(([a], [b]) => compareText(a, b)));
}
