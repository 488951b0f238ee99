/** What became of a call, and who decided: the words are those of the command line's JSON. */

/** The part of the mesh that decided. */
export type Layer = 'network' | 'mtls' | 'jwt' | 'custom' | 'authorization';

/** The kind of proxy that decided. */
export type PointKind = 'sidecar' | 'gateway' | 'waypoint' | 'ztunnel';

interface Explained {
  /** why, in sentences; the first is the decision, the others what led to it */
  readonly because: readonly string[];
}

/** The call is let through. `by` names the ALLOW rule of an HTTP request; on TCP no proxy tells. */
export interface Allowed extends Explained {
  readonly verdict: 'allow';
  /** absent when no proxy is asked: the called workload is out of the mesh */
  readonly point?: PointKind;
  readonly by?: string;
}

/** The call comes to nobody. `status` is there when HTTP is spoken, `by` when a rule matched. */
export interface Denied extends Explained {
  readonly verdict: 'deny';
  /** a proxy answers in place of whom it might have called, and no policy refuses: an unknown host, a redirect */
  readonly answered?: true;
  /** absent when no proxy, or not a certain one, refuses */
  readonly point?: PointKind;
  readonly status?: number;
  readonly layer?: Layer;
  readonly by?: string;
}

/** An external authorizer is asked, and the call is let through if it agrees; nothing else refuses. */
export interface Depends extends Explained {
  readonly verdict: 'depends';
  readonly point: PointKind;
  /** the extension provider that is asked */
  readonly on: string;
}

/** We cannot tell; `because` says what is missing. */
export interface Undecided extends Explained {
  readonly verdict: 'undecided';
  readonly point?: PointKind;
  /** the caller's sidecar surely sends it elsewhere than to the workload that is called, or answers it itself */
  readonly elsewhere?: true;
}

/** The answer to a call. */
export type Verdict = Allowed | Denied | Depends | Undecided;

/** We cannot tell, for this reason. */
export function undecided(reason: string, point?: PointKind, details: readonly string[] = []): Undecided {
  return { verdict: 'undecided', because: [reason, ...details], ...(point === undefined ? {} : { point }) };
}
