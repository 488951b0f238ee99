/** What becomes of a call at a gateway: answered there, sent on, refused, or not to be told. */
import type { ObjectName } from '../../policy/model';
import type { HttpRequest } from '../../policy/request';
import type { Denied } from '../verdict';

/** Where a gateway sends a call: a port of a Service, or of a host that a ServiceEntry names. */
export interface RouteTarget {
  readonly host: string;
  /** the Service whose host it is; absent for a host of a ServiceEntry */
  readonly service?: ObjectName;
  readonly port: number;
  readonly subset?: string;
}

/** The gateway itself answers: no route, a redirect, a response that a route fixes. */
export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  /** of a redirect */
  readonly location?: string;
  /** of a fixed response */
  readonly body?: string;
  readonly because: string;
}

/** The request is sent on, perhaps changed. */
export interface Routed {
  readonly kind: 'routed';
  readonly to: RouteTarget;
  /** as it arrives there */
  readonly http: HttpRequest;
  /** as whom the gateway calls on */
  readonly identity: string;
  readonly because: string;
}

/** The connection is passed on byte by byte, with its TLS or what was in it. */
export interface PassedOn {
  readonly kind: 'passedOn';
  readonly to: RouteTarget;
  /** whether TLS of the caller ends at the gateway */
  readonly endsTls: boolean;
  readonly identity: string;
  readonly because: string;
}

/** The call ends at the gateway, by TLS, for want of a listener or by a policy. */
export interface RefusedAtGateway {
  readonly kind: 'refused';
  readonly verdict: Denied;
}

/** One of several outcomes happens, by weight or chance. INVARIANT: there are two at least, and they differ. */
export interface AnyOf {
  readonly kind: 'anyOf';
  readonly outcomes: readonly Outcome[];
}

/** We cannot tell; `because` says what is missing. */
export interface UnclearRouting {
  readonly kind: 'undecided';
  readonly because: string;
  /** it does not come to the workload that is called; what becomes of it elsewhere is not asked */
  readonly elsewhere?: true;
}

/** What happens to one call. */
export type Outcome = Answered | Routed | PassedOn | RefusedAtGateway | UnclearRouting;

/** What may become of a call. With `depends`, an external authorizer is asked first, and its refusal ends the call. */
export type Routing = (Outcome | AnyOf) & { readonly depends?: { readonly on: string } };

/** We cannot tell, for this reason. */
export function unclearRouting(because: string): UnclearRouting {
  return { kind: 'undecided', because };
}

/** One of these: what is alike counts once. INVARIANT: there is one at least. */
export function oneOf([first, ...others]: readonly Outcome[]): Outcome | AnyOf {
  if (first === undefined) return unclearRouting('no outcome is possible');
  const known = new Set(others.length === 0 ? [] : [shape(first)]);
  const differing = others.filter((other) => !known.has(shape(other)) && known.add(shape(other)));
  return differing.length === 0 ? first : { kind: 'anyOf', outcomes: [first, ...differing] };
}

/** Whether two are the same for the caller and for what is called. */
function shape(outcome: Outcome): string {
  return JSON.stringify({ ...outcome, because: undefined });
}
