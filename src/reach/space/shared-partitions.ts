/** Callers that nothing tells apart share what is found about them: each partition is made once. */
import type { Partition } from './partition';
import type { Space } from './space';
import { withFixed } from '../ways/way-partition';

/** Fixes the atom of a dimension. */
export type Fix = (partition: Partition, dimension: number, atom: number) => Partition;

/** The fixing of atoms, each once. */
export function fixing(space: Space): Fix {
  const made = new Map<Partition, Map<string, Partition>>();
  return (partition, dimension, atom) => {
    const known = made.get(partition) ?? new Map<string, Partition>();
    made.set(partition, known);
    const key = `${dimension} ${atom}`;
    const result = known.get(key) ?? withFixed(space, partition, dimension, atom);
    known.set(key, result);
    return result;
  };
}

/** Made of several, once for the same ones in the same order. */
export type Combined = readonly [Partition, ...Partition[]];

/** The combination, which is made once. */
export function shared(combine: (partitions: Combined) => Partition): (partitions: Combined) => Partition {
  const root: Branch = { next: new Map() };
  return (partitions) => {
    let branch = root;
    for (const partition of partitions) {
      const next: Branch = branch.next.get(partition) ?? { next: new Map() };
      branch.next.set(partition, next);
      branch = next;
    }

    branch.made ??= combine(partitions);
    return branch.made;
  };
}

interface Branch {
  readonly next: Map<Partition, Branch>;
  made?: Partition;
}
