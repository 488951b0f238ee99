/** Who may send what to whom? Exact answers about one mesh, or about several that are compared. */
import type { Mesh, ObjectName } from '../policy/model';
import type { Request } from '../policy/request';
import type { Condition } from '../policy/rule';
import type { RequestBox } from './request-box';
import type { RequestSet } from './request-set';

/** A port of a workload, by which it is called. */
export interface PortTarget {
  readonly workload: ObjectName;
  readonly port: number;
}

/**
 * Who calls. An identity is one that no workload of the manifests has, a pattern of such (`cluster.local/ns/shop/*`),
 * or `*`: any that is none of the others.
 */
export type ReachCaller =
  | { readonly kind: 'workload'; readonly workload: ObjectName }
  | { readonly kind: 'identity'; readonly identity: string }
  | { readonly kind: 'plaintext' };

/** What somebody may send. INVARIANT: `surely` ⊆ `possibly`; CUSTOM, and what we cannot tell, lie between. */
export interface Allowance {
  readonly surely: RequestSet;
  readonly possibly: RequestSet;
  /** why some of it cannot be told, in sentences */
  readonly undecided: readonly string[];
}

/** What one caller may send, in each mesh. */
export interface CallerReach {
  readonly from: ReachCaller;
  /** one for each mesh; undefined: the caller or the target is not in that mesh */
  readonly sets: readonly (Allowance | undefined)[];
}

/** Answers about meshes that are compared: what they tell of one target can be combined. */
export interface Analyst {
  /** the ports of workloads where something listens, in order of names */
  readonly targets: readonly PortTarget[];
  /** who gets to this port by any way: the pods' address, Services, waypoints. Callers who get nothing are left out */
  readonly reach: (target: PortTarget) => readonly CallerReach[];
  /** the requests to this port for which all these conditions hold, which `alsoTell` must have named */
  readonly where: (target: PortTarget, conditions: readonly Condition[]) => RequestSet;
  /** the requests of a set in users' words, whichever way they take: disjoint boxes; `[{}]` is everything */
  readonly boxesOf: (set: RequestSet) => readonly RequestBox[];
  /** one request of the set, as it can be put to `evaluator`; undefined: there is none, or none that a case can tell */
  readonly requestIn: (target: PortTarget, from: ReachCaller, set: RequestSet) => Request | undefined;
}

/**
 * The analyst of these meshes. `alsoTell`: what invariants ask for beside what policies do, so that sets tell it apart.
 */
export function analystOf(meshes: readonly [Mesh, ...Mesh[]], alsoTell: readonly Condition[] = []): Analyst {
  throw new Error(`not written yet: ${meshes.length}, ${alsoTell.length}`);
}
