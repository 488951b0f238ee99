/** What does a probe send, as whom, and what must become of it? */

/** A ServiceAccount, as which a Job runs. */
export interface Account {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** One HTTP request. INVARIANT: all of it is text that curl sends as it stands. */
export interface ProbeCall {
  /** the id of the case */
  readonly id: string;
  /** `cut-off`: a denial by which a connection ends, as it does where nobody is; another call shows that somebody is */
  readonly expect: 'allow' | 'deny' | 'cut-off';
  /** host and port, such as `orders.shop.svc:80` */
  readonly target: string;
  readonly method: string;
  readonly path: string;
  /** where it is another than that of the target */
  readonly host?: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** The calls of one account. */
export interface Probe extends Account {
  /** whether its pods get a sidecar, which must not outlive the Job */
  readonly hasSidecar: boolean;
  readonly calls: readonly ProbeCall[];
}

/** A case that no Job sends. */
export interface NotProbed {
  readonly id: string;
  readonly because: string;
}
