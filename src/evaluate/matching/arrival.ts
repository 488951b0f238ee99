/** A call as it arrives at a proxy that enforces policies, once TLS is done; or why it does not arrive. */
import type { Proxy } from '../../policy/in-force';
import type { Caller, HttpRequest, OwnTls, Sent } from '../../policy/request';
import type { Denied, Layer, PointKind, Undecided } from '../verdict';
import { undecided } from '../verdict';

/** An address a policy may look at. Some connections have none, and some cases do not say. */
export type Address =
  { readonly kind: 'ip'; readonly ip: string } | { readonly kind: 'none' } | { readonly kind: 'unknown' };

/** A caller of whom it is settled what it speaks; `tls` is TLS that proves no identity of the mesh. */
export type SpeakingCaller = (Exclude<Caller, { readonly kind: 'workload' }> | { readonly kind: 'tls' }) & {
  readonly ip?: string;
  /** server name of the handshake, where the caller's proxy chooses it */
  readonly sni?: string;
};

/** A call on its way to a proxy. */
export interface Call extends Sent {
  readonly caller: SpeakingCaller;
  /** destination address of the connection; absent when it is not known */
  readonly ip?: string;
}

/** The call of this caller, to this address, with what is sent in it. */
export function callOf(caller: SpeakingCaller, ip: string | undefined, { http, handshake }: Sent): Call {
  return {
    caller,
    ...(ip === undefined ? {} : { ip }),
    ...(http === undefined ? {} : { http }),
    ...(handshake === undefined ? {} : { handshake }),
  };
}

/** The call, at the proxy. */
export interface Arrival {
  readonly kind: 'arrived';
  readonly proxy: Proxy;
  /** SPIFFE id of the caller's certificate; absent without mTLS */
  readonly peer?: string;
  /** proxies in front whose entries in X-Forwarded-For are believed; undefined when the case cannot tell */
  readonly trustedProxies: number | undefined;
  /** whether the HTTP request came out of TLS that ends here */
  readonly tls: boolean;
  /** the connection's own source address, as `ipBlocks` sees it */
  readonly source: Address;
  /** the caller's address on the way here, which `remoteIpBlocks` sees unless a header tells another */
  readonly connection: Address;
  readonly destination: Address;
  readonly port: number;
  /** empty without TLS or without a server name */
  readonly sni: string;
  /** the HTTP request, when the port takes it as HTTP; all else is TCP */
  readonly http?: HttpRequest;
}

/** The call, refused or lost before any policy is asked. */
export interface Refusal {
  readonly kind: 'refused';
  readonly verdict: Denied | Undecided;
}

/** The address that a case gives, or the lack of it. */
export function addressOf(ip: string | undefined): Address {
  return ip === undefined ? { kind: 'unknown' } : { kind: 'ip', ip };
}

/** The TLS that the caller itself speaks, around a request or alone; undefined without any. */
export function ownTlsOf({ http, handshake }: Sent): OwnTls | undefined {
  return [http, handshake].find((sent) => sent?.sni !== undefined || sent?.tls === true);
}

/** What the caller speaks, in words. */
export function speechInWords(caller: SpeakingCaller): string {
  switch (caller.kind) {
    case 'plaintext':
      return 'plaintext';
    case 'tls':
      return 'TLS without an identity of the mesh';
    case 'mtls':
      return `mTLS as \`${caller.identity}\``;
  }
}

/** Refused by this layer, for this reason. */
export function refused(point: PointKind, layer: Layer, reason: string): Refusal {
  return { kind: 'refused', verdict: { verdict: 'deny', point, layer, because: [reason] } };
}

/** We cannot tell whether the call arrives. */
export function lost(reason: string, point?: PointKind): Refusal {
  return { kind: 'refused', verdict: undecided(reason, point) };
}

/**
 * How the port takes what is sent: HTTP or TCP. An HTTP port answers 400 to all else, before any policy is asked.
 */
export function takeAs(
  protocol: 'http' | 'tcp' | 'tls' | 'auto',
  http: HttpRequest | undefined,
  point: PointKind,
): Refusal | { readonly kind: 'taken'; readonly http?: HttpRequest } {
  if (http !== undefined && (protocol === 'http' || protocol === 'auto')) return { kind: 'taken', http };
  if (protocol !== 'http') return { kind: 'taken' };
  const because = ['the port is declared as HTTP, and the proxy refuses what is not HTTP before any policy is asked'];
  return { kind: 'refused', verdict: { verdict: 'deny', point, because } };
}
