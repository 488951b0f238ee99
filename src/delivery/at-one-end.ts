/** Which workloads are there at one end alone? */
import { nameOf } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import type { ChangedObject } from './changed-object';
import { type Cluster, isWorkload } from './cluster';

/** Whether by this change a workload comes that was not there, or goes for good, whatever object gives its pods. */
export type IsAtOneEnd = (change: ChangedObject) => boolean;

export function atOneEnd({ before, after }: Cluster): IsAtOneEnd {
  const names = { before: namesIn(before), after: namesIn(after) };
  return ({ how, object }) => {
    if (!isWorkload(object)) return false;
    switch (how) {
      case 'added':
        return !names.before.has(nameOf(object));
      case 'removed':
        return !names.after.has(nameOf(object));
      case 'changed':
        return false;
    }
  };
}

function namesIn({ workloads }: Mesh): ReadonlySet<string> {
  return new Set(workloads.map(nameOf));
}
