/** A call that is put to the engines: who calls, what is called, and what is sent. */
import type { JsonObject } from './json-object';
import type { ObjectName } from './model';

/** One call. */
export interface Request extends Sent {
  readonly from: Caller;
  readonly to: Target;
}

/** What is sent. Without `http` it is a TCP connection that sends no HTTP, perhaps with a TLS handshake in it. */
export interface Sent {
  readonly http?: HttpRequest;
  readonly handshake?: OwnTls;
}

/** TLS that the caller itself speaks, and not its proxy. */
export interface OwnTls {
  /** server name of the TLS handshake */
  readonly sni?: string;
  /** the caller does TLS without a server name */
  readonly tls?: boolean;
}

/** Who calls: an mTLS identity (without `spiffe://`), nobody known, or a workload whose data plane decides. */
export type Caller = (
  | { readonly kind: 'mtls'; readonly identity: string }
  | { readonly kind: 'plaintext' }
  | { readonly kind: 'workload'; readonly workload: ObjectName }
) & { readonly ip?: string };

/**
 * What is called: a workload by its own port, a Service by the Service's port, a foreign host, or whatever a gateway
 * makes of the call. A gateway is named by a Gateway of either API and its port; with `pods`, or where no Gateway has
 * the name, by its pods and their own port.
 */
export type Target = (
  | { readonly kind: 'workload'; readonly workload: ObjectName }
  | { readonly kind: 'service'; readonly service: ObjectName; readonly workload?: ObjectName }
  | { readonly kind: 'gateway'; readonly gateway: ObjectName; readonly pods?: true }
  | { readonly kind: 'host'; readonly host: string }
) & { readonly port: number; readonly ip?: string; readonly subset?: string };

/** Whether a token would verify against the keys of its own issuer. */
export type TokenState = 'valid' | 'expired' | 'not-yet-valid' | 'bad-signature' | 'malformed';

/** A token, which stands in the request by its `text` alone. */
export interface Token {
  readonly text: string;
  readonly claims: JsonObject;
  readonly state: TokenState;
}

/** An HTTP request as its bytes arrive, before Envoy touches it. */
export interface HttpRequest extends OwnTls {
  readonly method: string;
  /** request target: path, query and fragment, as sent */
  readonly path: string;
  readonly host: string;
  /** in the order sent; names in lower case */
  readonly headers: readonly Header[];
  /** what the token texts in headers, query and cookies mean */
  readonly tokens: readonly Token[];
  /** headers whose value a proxy before has set, and that cannot be told */
  readonly unknowable?: readonly string[];
}

/** One header line. INVARIANT: the name is in lower case. */
export type Header = readonly [name: string, value: string];
