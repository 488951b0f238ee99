/** What is called: a port of a workload, by its own number. */
import { nameOf } from '../../policy/metadata';
import type { ObjectName } from '../../policy/model';

/** A port of a workload. */
export interface PortTarget {
  readonly workload: ObjectName;
  readonly port: number;
}

/** The target as a key: equal for equal targets. */
export function targetKey({ workload, port }: PortTarget): string {
  return `${nameOf(workload)} ${port}`;
}
