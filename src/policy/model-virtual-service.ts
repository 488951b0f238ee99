/** What a VirtualService says: where calls to its hosts are sent, and as what they arrive. */
import type { Labels, Metadata, ObjectName } from './metadata';
import type { ExportTo } from './model-destination-rule';
import type { WrittenPort } from './written-port';

/** Proxies that a VirtualService, or one match of it, is for: all sidecars (`mesh`), or those of a gateway. */
export type GatewayReference = { readonly kind: 'mesh' } | ({ readonly kind: 'gateway' } & ObjectName);

/** What a text must be; `any`, written as `{}`, asks only that it is there. */
export type TextMatch =
  { readonly kind: 'exact' | 'prefix' | 'regex'; readonly value: string } | { readonly kind: 'any' };

/** What a header or query parameter must be. */
export interface NamedMatch {
  readonly name: string;
  readonly match: TextMatch;
}

/** Who calls, as routes tell callers apart. No gateways: those of the VirtualService. */
export interface SourceMatch {
  readonly port?: WrittenPort;
  readonly sourceLabels: Labels;
  readonly sourceNamespace?: string;
  readonly gateways: readonly GatewayReference[];
}

/** One `match` of an HTTP route: all that is said must hold. */
export interface HttpMatch extends SourceMatch {
  readonly uri?: TextMatch;
  readonly ignoreUriCase: boolean;
  readonly scheme?: TextMatch;
  readonly method?: TextMatch;
  readonly authority?: TextMatch;
  readonly headers: readonly NamedMatch[];
  readonly withoutHeaders: readonly NamedMatch[];
  readonly queryParams: readonly NamedMatch[];
}

/** Header lines that are set, added or removed, in this order. */
export interface HeaderChange {
  readonly set: readonly (readonly [name: string, value: string])[];
  readonly add: readonly (readonly [name: string, value: string])[];
  readonly remove: readonly string[];
}

/** What a route does to headers. */
export interface HeaderChanges {
  readonly request: HeaderChange;
  readonly response: HeaderChange;
}

/** A host, and which of its pods and ports. The host is as written: a short name is one of the own namespace. */
export interface Destination {
  readonly host: string;
  readonly subset?: string;
  readonly port?: WrittenPort;
}

/** One of the destinations of a route; one alone has all the weight, whatever is written. */
export interface WeightedDestination extends Destination {
  readonly weight: number;
}

/** A destination of an HTTP route. */
export interface HttpDestination extends WeightedDestination {
  readonly headers: HeaderChanges;
}

/** How path and host change on the way. */
export interface Rewrite {
  /** takes the place of what `match.uri` matched */
  readonly uri?: string;
  readonly regex?: { readonly match: string; readonly rewrite: string };
  readonly authority?: string;
}

/** A redirect. A port by word is that of the protocol or of the request. */
export interface Redirect {
  readonly uri?: string;
  readonly prefixRewrite?: string;
  readonly authority?: string;
  readonly scheme?: string;
  readonly port?: WrittenPort | 'FROM_PROTOCOL_DEFAULT' | 'FROM_REQUEST_PORT';
  readonly code: number;
}

/** What a matching HTTP route does. */
export type HttpAction =
  | { readonly kind: 'route'; readonly destinations: readonly HttpDestination[]; readonly rewrite: Rewrite }
  | { readonly kind: 'redirect'; readonly redirect: Redirect }
  | { readonly kind: 'directResponse'; readonly status: number; readonly body: string }
  /** the routes of another VirtualService stand here */
  | { readonly kind: 'delegate'; readonly to: ObjectName; readonly rewrite: Rewrite };

/** One HTTP route. No matches: every request. */
export interface HttpRoute {
  readonly name?: string;
  readonly matches: readonly HttpMatch[];
  readonly action: HttpAction;
  readonly headers: HeaderChanges;
  /** who else gets a copy of the request */
  readonly mirrors: readonly Destination[];
  /** a share of the requests, in percent, is answered with this status instead */
  readonly abort?: { readonly status?: number; readonly percentage: number };
}

/** One `match` of a TLS route. */
export interface TlsMatch extends SourceMatch {
  readonly sniHosts: readonly string[];
  readonly destinationSubnets: readonly string[];
}

/** One TLS route: passed through by server name. */
export interface TlsRoute {
  readonly matches: readonly TlsMatch[];
  readonly destinations: readonly WeightedDestination[];
}

/** One `match` of a TCP route. */
export interface TcpMatch extends SourceMatch {
  readonly destinationSubnets: readonly string[];
  readonly sourceSubnet?: string;
}

/** One TCP route. */
export interface TcpRoute {
  readonly matches: readonly TcpMatch[];
  readonly destinations: readonly WeightedDestination[];
}

/** A VirtualService. Without hosts it is a delegate. Routes of each list are tried in order. */
export interface VirtualService extends Metadata {
  /** as written: a short name is one of the own namespace */
  readonly hosts: readonly string[];
  /** INVARIANT: not empty; `mesh` when nothing is written */
  readonly gateways: readonly GatewayReference[];
  readonly exportTo: ExportTo;
  readonly http: readonly HttpRoute[];
  readonly tls: readonly TlsRoute[];
  readonly tcp: readonly TcpRoute[];
}
