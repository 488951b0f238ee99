/** What a route, a token rule or an mTLS mode can be put on: a workload with an identity. */
import { hasMembers } from './given-shape';
import type { WorkloadPort } from './workload-port';
import type { WorkloadTarget } from './workload-target';

/** A workload that routes lead to: a `ServiceIdentity` that is bound to its workloads. */
export interface IRouteTarget {
  /** The name that its policies begin with: `<name>-allow`, `<name>-deny`, `<name>-jwt`. */
  readonly serviceAccountName: string;
  /** Its namespace. */
  readonly namespaceName: string;
  /** The ports that it listens on. */
  readonly ports: WorkloadPort[];
  /** @internal */
  readonly _target: WorkloadTarget;
}

/** Whether routes can lead to it. */
export function isRouteTarget(value: unknown): boolean {
  return hasMembers(value, '_target', 'serviceAccountName');
}
