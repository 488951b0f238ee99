/** What does the cluster hold in each of the states that it passes through? */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, ManifestError } from '../policy/json-object';
import { nameOf } from '../policy/metadata';
import type { Mesh, Workload } from '../policy/model';
import { remember } from '../policy/remember';
import { workloadKindOf } from '../policy/read-workload';
import { type ChangedObject, changedObjects, deliveredMesh } from './changed-object';
import { type DeliveredObject, keyOf } from './delivered-object';
import { olderPods, type Relabelled } from './made-pods';
import { mergedMeshes, type Parts, partsByKey } from './merged-mesh';
import type { State } from './state';

/** The two ends, what differs between them, and all between. */
export interface Cluster {
  readonly before: Mesh;
  readonly after: Mesh;
  /** all that differ, whether that decides about calls or not */
  readonly changed: readonly ChangedObject[];
  /** those of them that do */
  readonly deciding: readonly ChangedObject[];
  /** what the meshes have of an object */
  readonly partsOf: (key: string) => EndParts;
  /** the same mesh for equal states */
  readonly meshIn: (state: State) => Mesh;
}

/** What each end has of one object. */
export interface EndParts {
  readonly before: Parts;
  readonly after: Parts;
}

/** MeshConfig of both ends. */
export interface EndSettings {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** As many meshes are kept: they share what does not differ. */
const MOST_MESHES = 256;

/** The cluster between these objects and those; objects that cannot be read are errors. */
export function clusterBetween(
  before: readonly DeliveredObject[],
  after: readonly DeliveredObject[],
  settings: EndSettings,
): { readonly cluster: Cluster; readonly errors: readonly ManifestError[] } {
  const ends = [deliveredMesh(before, settings.before), deliveredMesh(after, settings.after)] as const;
  const errors = ends.flatMap(({ read }) => read.errors);
  const [old, now] = [ends[0].read.mesh, ends[1].read.mesh];
  const [oldParts, newParts] = [partsByKey(old, ends[0].keyOf), partsByKey(now, ends[1].keyOf)];
  const partsOf = (key: string): EndParts => ({ before: oldParts.get(key) ?? [], after: newParts.get(key) ?? [] });
  const changed = changedObjects(before, after);
  const deciding = decidingAmong(changed, partsOf, !isDeepStrictEqual(old.settings, now.settings));
  const merged = mergedMeshes(
    [old, now],
    [ends[0].keyOf, ends[1].keyOf],
    // a Namespace stays as long as something is in it: it is never applied that it goes
    new Set([...deciding, ...changed.filter(isLeavingNamespace)].map(({ key }) => key)),
  );
  const config = deciding.find(({ object }) => isMeshConfig(object));
  const spaces = relabelledAmong(deciding, changed, [...before, ...after], partsOf);
  const made = remember(
    ({ applied, older }: Told): Mesh => {
      const mesh = merged((key) => applied.has(key));
      return {
        ...mesh,
        settings: config === undefined || applied.has(config.key) ? now.settings : old.settings,
        workloads: older.size === 0 ? mesh.workloads : mesh.workloads.map((one) => older.get(nameOf(one)) ?? one),
      };
    },
    ({ applied, older }) => JSON.stringify([[...applied], [...older.values()]]),
    MOST_MESHES,
  );
  const meshIn = (state: State): Mesh => {
    const applied = new Set(deciding.flatMap(({ key }) => (state.isApplied(key) ? key : [])));
    return made({ applied, older: olderPods(state, spaces, [old, now]) });
  };
  return { cluster: { before: old, after: now, changed, deciding, partsOf, meshIn }, errors };
}

/** A state, as far as it decides about calls. */
interface Told {
  readonly applied: ReadonlySet<string>;
  readonly older: ReadonlyMap<string, Workload>;
}

function decidingAmong(
  changed: readonly ChangedObject[],
  partsOf: Cluster['partsOf'],
  hasOtherSettings: boolean,
): readonly ChangedObject[] {
  const relabelled = new Set(changed.flatMap((one) => (isRelabelled(one) ? one.object.name : [])));
  return changed.filter((one) => {
    const { key, object, restarts } = one;
    if (isLeavingNamespace(one)) return false;
    if (isMeshConfig(object)) return hasOtherSettings;
    const { before, after } = partsOf(key);
    return !isDeepStrictEqual(before, after) || (isWorkload(object) && restarts && relabelled.has(object.namespace));
  });
}

function relabelledAmong(
  deciding: readonly ChangedObject[],
  changed: readonly ChangedObject[],
  objects: readonly DeliveredObject[],
  partsOf: Cluster['partsOf'],
): readonly Relabelled[] {
  const restarting = new Set(changed.flatMap(({ key, restarts }) => (restarts ? key : [])));
  return deciding.filter(isRelabelled).map(({ key, object: { name } }) => {
    const inside = objects.filter((one) => one.namespace === name && isWorkload(one)).map(keyOf);
    return {
      key,
      name,
      workloads: [...new Set(inside)].map((workload) => ({
        key: workload,
        before: partsOf(workload).before[0] as Workload | undefined,
        after: partsOf(workload).after[0] as Workload | undefined,
        restarts: restarting.has(workload),
      })),
    };
  });
}

/** Whether it is a Namespace that was there before. */
function isRelabelled({ how, object }: ChangedObject): boolean {
  return how === 'changed' && isNamespace(object);
}

function isLeavingNamespace({ how, object }: ChangedObject): boolean {
  return how === 'removed' && isNamespace(object);
}

function isNamespace({ group, kind }: DeliveredObject): boolean {
  return group === '' && kind === 'Namespace';
}

/** Whether pods come from it. */
export function isWorkload({ object }: DeliveredObject): boolean {
  return workloadKindOf(object) !== undefined;
}

/** Whether it holds the settings of istiod; each revision has such a ConfigMap. */
export function isMeshConfig({ group, kind, name }: DeliveredObject): boolean {
  return group === '' && kind === 'ConfigMap' && /^istio($|-)/.test(name);
}
