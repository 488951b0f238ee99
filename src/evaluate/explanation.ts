/** Why is a call decided as it is? Who was asked on its way, what they said, and which rules nearly allowed it. */
import type { PointKind, Verdict } from './verdict';

/** What one who was asked said: `skip` had nothing to say, `depends` leaves it to an external authorizer. */
export type Outcome = 'pass' | 'deny' | 'skip' | 'depends' | 'undecided';

/** The call as it comes to the end of one hop, in the words of case files. */
export interface HopCall {
  /** as whom the caller comes; `tls` proves no identity of the mesh */
  readonly from: { readonly identity: string } | { readonly plaintext: true } | { readonly tls: true };
  readonly port: number;
  readonly request?: { readonly method: string; readonly host: string; readonly path: string };
}

/** One who was asked on the way of the call, and what they said. `route` is what a gateway makes of it. */
export interface Step {
  readonly layer: 'capture' | 'network' | 'mtls' | 'jwt' | 'custom' | 'authorization' | 'extension' | 'route';
  readonly point?: PointKind;
  /** whose proxy or network: `namespace/name` of a workload or waypoint */
  readonly at?: string;
  readonly outcome: Outcome;
  /** `namespace/name` */
  readonly policy?: string;
  /** place in the policy, from 0 */
  readonly rule?: number;
  readonly why: string;
  /** at the beginning of a hop: what comes there */
  readonly call?: HopCall;
}

/** A rule that would have allowed, and what kept it from matching. */
export interface NearMiss {
  /** `namespace/name` */
  readonly policy: string;
  /** place in the policy, from 0 */
  readonly rule: number;
  /** fields as in YAML: `from.principals`, `to.notPaths`, `when.request.headers[x]` */
  readonly missed: readonly string[];
  /** one sentence: rule 2 of `shop/orders-allow` wants path `/api/*`, got `/API/v1` (case differs) */
  readonly why: string;
}

/** The verdict, the steps to it in the order in which the call meets them, and the nearest rules of a denial. */
export interface Explanation {
  readonly verdict: Verdict;
  readonly steps: readonly Step[];
  readonly nearest: readonly NearMiss[];
}
