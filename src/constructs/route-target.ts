/** What a route, a token rule or an mTLS mode can be put on: a workload with an identity. */
import { hasMembers } from './given-shape';
import type { PolicyTarget, RouteRule } from './target-policy';
import type { TargetAuthentication } from './target-authentication';
import type { WorkloadPort } from './workload-port';

/** What stands in front of a workload and can enforce policies. @internal */
export type Enforcement = 'http' | 'tcp' | 'nothing';

/** A workload that routes lead to: a `ServiceIdentity` that is bound to its workloads. */
export interface IRouteTarget {
  /** The name that its policies begin with: `<name>-allow`, `<name>-deny`, `<name>-jwt`. */
  readonly serviceAccountName: string;
  /** Its namespace. */
  readonly namespaceName: string;
  /** The ports that it listens on. */
  readonly ports: WorkloadPort[];
  /** @internal */
  readonly _enforcement: Enforcement;
  /** @internal */
  readonly _policyTarget: PolicyTarget;
  /** @internal */
  _addRule(action: 'ALLOW' | 'DENY', rule: RouteRule): void;
  /** @internal */
  _authentication(): TargetAuthentication;
}

/** Whether routes can lead to it. */
export function isRouteTarget(value: unknown): boolean {
  return hasMembers(value, '_addRule', '_policyTarget');
}
