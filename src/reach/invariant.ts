/** What must always hold, whatever the policies say in detail? */
import type { Mesh } from '../policy/model';
import type { Request } from '../policy/request';
import type { Requests } from './space/request-box';

/** Workloads: one of `namespace/name`, or all of a namespace; and perhaps one port of theirs. */
export interface Called {
  readonly workload?: string;
  readonly namespace?: string;
  readonly port?: number;
}

/** Callers: one workload, all identities of a namespace, one identity, whoever has none, or who comes from outside. */
export interface Callers {
  readonly workload?: string;
  readonly namespace?: string;
  /** without `spiffe://` */
  readonly identity?: string;
  readonly plaintext?: boolean;
  /** whoever is outside and has no identity, through gateways */
  readonly internet?: boolean;
}

/** What every invariant has. */
export interface Named {
  readonly name: string;
  /** told when it does not hold */
  readonly because?: string;
}

/** Nobody but these callers reaches this. */
export interface OnlyCallers extends Named {
  readonly to: Called;
  /** @default - every request, and every connection */
  readonly requests?: Requests;
  readonly callers: readonly Callers[];
}

/** Nobody reaches this without a token. */
export interface NeedsToken extends Named {
  readonly to: Called;
  readonly requests?: Requests;
  /** @default - any issuer that is trusted there */
  readonly issuer?: string;
}

/** Nobody reaches this in plaintext. */
export interface NoPlaintext extends Named {
  /** @default - every workload */
  readonly to?: Called;
  readonly except?: readonly Called[];
}

/** No workload is open to whoever has some identity, any of a trust domain, or none. */
export interface NoOpenWorkload extends Named {
  /** @default - every workload */
  readonly to?: Called;
  readonly except?: readonly Called[];
  /** @default - every request, and every connection */
  readonly requests?: Requests;
}

/** These callers never reach this. */
export interface NeverReaches extends Named {
  readonly from: Callers;
  readonly to: Called;
  readonly requests?: Requests;
  /** nor through others: whom they may call may call on */
  readonly transitively?: boolean;
}

/** These calls are allowed. */
export interface MustAllow extends Named {
  readonly calls: readonly Request[];
}

/** Exactly the same is allowed as in another mesh. */
export interface Equivalent extends Named {
  readonly mesh: Mesh;
}

/** An invariant. */
export type Invariant =
  | ({ readonly kind: 'onlyCallers' } & OnlyCallers)
  | ({ readonly kind: 'needsToken' } & NeedsToken)
  | ({ readonly kind: 'noPlaintext' } & NoPlaintext)
  | ({ readonly kind: 'noOpenWorkload' } & NoOpenWorkload)
  | ({ readonly kind: 'neverReaches' } & NeverReaches)
  | ({ readonly kind: 'mustAllow' } & MustAllow)
  | ({ readonly kind: 'equivalent' } & Equivalent);
