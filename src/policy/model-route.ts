/** What the routes of the Gateway API say: which requests of a listener go where. */
import type { Labels, Metadata, ObjectName } from './metadata';
import type { HeaderChange } from './model-virtual-service';
import type { WrittenPort } from './written-port';

/** An object that is named by another. */
export interface ObjectReference extends ObjectName {
  readonly group: string;
  readonly kind: string;
}

/** What a route wants to be attached to: a Gateway, or a Service for calls within the mesh. */
export interface ParentReference extends ObjectReference {
  /** one listener, or one port of a Service */
  readonly sectionName?: string;
  readonly port?: WrittenPort;
}

/** How a path is changed. */
export type PathChange = { readonly kind: 'full' | 'prefix'; readonly value: string };

/** What a rule or a backend does on the way. */
export type RouteFilter =
  | { readonly kind: 'requestHeaders' | 'responseHeaders'; readonly change: HeaderChange }
  | {
      readonly kind: 'redirect';
      readonly scheme?: string;
      readonly hostname?: string;
      readonly path?: PathChange;
      readonly port?: WrittenPort;
      readonly code: number;
    }
  | { readonly kind: 'rewrite'; readonly hostname?: string; readonly path?: PathChange }
  | { readonly kind: 'mirror'; readonly to: BackendObject }
  /** such as `CORS` or `ExtensionRef`: what it does is not told here */
  | { readonly kind: 'other'; readonly type: string };

/** What a backend names: mostly a Service and its port. */
export interface BackendObject extends ObjectReference {
  readonly port?: WrittenPort;
}

/** A backend, its share, and what is done on the way to it. */
export interface Backend extends BackendObject {
  readonly weight: number;
  readonly filters: readonly RouteFilter[];
}

/** One rule: no matches are every request. */
export interface RouteRule<M> {
  readonly name?: string;
  readonly matches: readonly M[];
  readonly filters: readonly RouteFilter[];
  readonly backends: readonly Backend[];
}

/** What header or query parameter must be what. */
export interface ValueMatch {
  readonly kind: 'exact' | 'regex';
  readonly name: string;
  readonly value: string;
}

/** One `match` of an HTTPRoute: all that is said must hold. */
export interface HttpRouteMatch {
  readonly path: { readonly kind: 'exact' | 'prefix' | 'regex'; readonly value: string };
  readonly method?: string;
  readonly headers: readonly ValueMatch[];
  readonly queryParams: readonly ValueMatch[];
}

/** One `match` of a GRPCRoute. */
export interface GrpcRouteMatch {
  readonly method?: { readonly kind: 'exact' | 'regex'; readonly service?: string; readonly method?: string };
  readonly headers: readonly ValueMatch[];
}

/** A route of any kind. */
export interface Route<M> extends Metadata {
  readonly parents: readonly ParentReference[];
  /** empty: those of the listener */
  readonly hostnames: readonly string[];
  readonly rules: readonly RouteRule<M>[];
}

/** What connections a TLSRoute or TCPRoute is for: whatever its listener takes. */
export type NoMatch = never;

/** A ReferenceGrant: objects of other namespaces may name objects of its own. */
export interface ReferenceGrant extends Metadata {
  readonly from: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[];
  /** no name: every object of the kind */
  readonly to: readonly { readonly group: string; readonly kind: string; readonly name?: string }[];
}

/** A BackendTLSPolicy: proxies speak a TLS of its own to these Services of its namespace. */
export interface BackendTlsPolicy extends Metadata {
  readonly services: readonly string[];
}

/** A GatewayClass: who takes care of its Gateways. */
export interface GatewayClass {
  readonly name: string;
  readonly labels: Labels;
  readonly controllerName: string;
}
