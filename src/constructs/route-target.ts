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

/** What is wrong with a policy for it, as known at synth: without a workload nothing is selected. @internal */
export function unboundProblems({ serviceAccountName, _target }: IRouteTarget): string[] {
  return _target.isBound
    ? []
    : [
        `identity \`${serviceAccountName}\` has no workload; call \`attachTo(workload)\` or \`select(labels)\`, so that the policy selects something`,
      ];
}

/** Whether routes can lead to it. */
export function isRouteTarget(value: unknown): boolean {
  return hasMembers(value, '_target', 'serviceAccountName');
}
