/** What does the cluster hold in each of the states that it passes through? */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, ManifestError } from '../policy/json-object';
import type { Mesh, Workload } from '../policy/model';
import { remember } from '../policy/remember';
import { workloadKindOf } from '../policy/read-workload';
import { type ChangedObject, changedObjects } from './changed-object';
import { type DeliveredObject, isNamespace, keyOf } from './delivered-object';
import { asksOtherProxies, olderPods, type Relabelled } from './made-pods';
import { type End, endReader, meshesBetween } from './end';
import type { Parts } from './merged-mesh';
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
  /** whether pods may be older than this change to their Namespace, even in the end: it asks for other proxies */
  readonly isOutlived: (change: ChangedObject) => boolean;
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

/** The cluster between these objects and those; objects that cannot be read are errors. */
export type ReadCluster = (
  before: readonly DeliveredObject[],
  after: readonly DeliveredObject[],
  settings: EndSettings,
) => { readonly cluster: Cluster; readonly errors: readonly ManifestError[] };

/** Reads clusters. What several of them have at an end is read once, and so are the meshes between two such ends. */
export function clusterReader(): ReadCluster {
  const endOf = endReader();
  const makers = remember(
    ([first, second, differing]: readonly [End, End, ReadonlySet<string>]) => meshesBetween(first, second, differing),
    ([first, second]) => `${first.number} ${second.number}`,
  );
  return (before, after, settings) => {
    const [from, to] = [endOf(before, settings.before), endOf(after, settings.after)];
    const [old, now] = [from.read.mesh, to.read.mesh];
    const partsOf = (key: string): EndParts => ({ before: from.parts.get(key) ?? [], after: to.parts.get(key) ?? [] });
    const changed = changedObjects(before, after);
    const deciding = decidingAmong(changed, partsOf, !isDeepStrictEqual(old.settings, now.settings));
    // a Namespace stays as long as something is in it: it is never applied that it goes
    const differing = new Set([...deciding, ...changed.filter(isLeavingNamespace)].map(({ key }) => key));
    const isForth = from.number <= to.number;
    const meshWith = makers(isForth ? [from, to, differing] : [to, from, differing]);
    const config = deciding.find(({ object }) => isMeshConfig(object));
    const spaces = relabelledAmong(deciding, changed, [...before, ...after], partsOf);
    const meshIn = (state: State): Mesh => {
      const applied = new Set(deciding.flatMap(({ key }) => (state.isApplied(key) ? key : [])));
      return meshWith({
        second: isForth ? applied : new Set([...differing].filter((key) => !applied.has(key))),
        settings: config === undefined || applied.has(config.key) ? now.settings : old.settings,
        older: olderPods(state, spaces, [old, now]),
      });
    };
    const outlived = new Set(spaces.flatMap((space) => (asksOtherProxies(space, [old, now]) ? space.key : [])));
    const isOutlived = ({ key }: ChangedObject): boolean => outlived.has(key);
    const errors = [from, to].flatMap(({ read }) => read.errors);
    return { cluster: { before: old, after: now, changed, deciding, partsOf, isOutlived, meshIn }, errors };
  };
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

/** Whether pods come from it. */
export function isWorkload({ object }: DeliveredObject): boolean {
  return workloadKindOf(object) !== undefined;
}

/** Whether it holds the settings of istiod; each revision has such a ConfigMap. */
export function isMeshConfig({ group, kind, name }: DeliveredObject): boolean {
  return group === '' && kind === 'ConfigMap' && /^istio($|-)/.test(name);
}
