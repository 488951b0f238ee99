/** Which workloads may call, in any of several meshes? Arranged once, as an open port lists them all. */
import { nameOf } from '../policy/metadata';
import type { ObjectName } from '../policy/model';
import { compareText } from '../policy/object-order';
import type { ReachCaller } from './caller';
import type { Terrain } from './terrain';

/** A workload that may call. */
export interface KnownWorkload {
  readonly name: string;
  readonly from: Extract<ReachCaller, { readonly kind: 'workload' }>;
}

/** The workloads of these meshes. */
export function everyoneIn(meshes: readonly (readonly Terrain[])[]): readonly KnownWorkload[] {
  return knownWorkloads(meshes.flat().flatMap(({ mesh }) => mesh.workloads));
}

/** These workloads, by each name once, in order of names. */
export function knownWorkloads(workloads: readonly ObjectName[]): readonly KnownWorkload[] {
  const found = new Map<string, KnownWorkload>();
  for (const { namespace, name: own } of workloads) {
    const workload = { namespace, name: own };
    const name = nameOf(workload);
    found.set(name, { name, from: { kind: 'workload', workload } });
  }
  return [...found.values()].sort((a, b) => compareText(a.name, b.name));
}
