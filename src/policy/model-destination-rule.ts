/** What a DestinationRule says: how callers speak to a host. */
import type { Labels, Metadata } from './metadata';
import type { WrittenPort } from './written-port';

/**
 * To which namespaces an object is shown: names, `.` for its own, `*` for all, `~` for none. Empty: what the mesh
 * has as default, which Istio does not treat like the same list written out, so both are kept.
 */
export type ExportTo = readonly string[];

/** How the caller checks the server's certificate. */
export interface ServerCheck {
  /** server name of the handshake */
  readonly sni?: string;
  readonly subjectAltNames: readonly string[];
}

/** A certificate that is not Istio's own: from files of the proxy, or from a Secret. */
export interface ForeignTls extends ServerCheck {
  /** absent: the roots of the proxy's operating system */
  readonly caCertificates?: string;
  readonly caCrl?: string;
  readonly clientCertificate?: string;
  readonly privateKey?: string;
  /** a Secret; at a sidecar it works only in a rule that selects workloads */
  readonly credentialName?: string;
  readonly insecureSkipVerify: boolean;
}

/** Which TLS the caller speaks. `tls: {}` is DISABLE, and no `tls` at all leaves it to auto mTLS. */
export type ClientTls =
  | { readonly mode: 'DISABLE' }
  | ({ readonly mode: 'ISTIO_MUTUAL' } & ServerCheck)
  | ({ readonly mode: 'SIMPLE' | 'MUTUAL' } & ForeignTls);

/** `loadBalancer.simple`; UNSPECIFIED when the load balancer is told otherwise, such as by a hash. */
export type LoadBalancer = 'UNSPECIFIED' | 'LEAST_CONN' | 'RANDOM' | 'PASSTHROUGH' | 'ROUND_ROBIN' | 'LEAST_REQUEST';

/** The policy of one port: it takes the place of the whole policy around it, whatever it leaves out. */
export interface PortPolicy {
  readonly tls?: ClientTls;
  readonly loadBalancer?: LoadBalancer;
}

/** A `trafficPolicy`. Ports are those of the Service; of two entries for one port the first counts. */
export interface TrafficPolicy extends PortPolicy {
  readonly ports: ReadonlyMap<number, PortPolicy>;
  /** TCP goes through a tunnel that this host opens */
  readonly tunnel?: { readonly protocol: string; readonly host: string; readonly port: WrittenPort };
  /** the proxy tells the server the caller's address by PROXY protocol of this version */
  readonly proxyProtocol?: string;
}

/** Some of the pods of a host, by labels. */
export interface Subset {
  readonly name: string;
  readonly labels: Labels;
  readonly trafficPolicy?: TrafficPolicy;
}

/** A DestinationRule. `selector: {}` and no selector differ, so both are kept. */
export interface DestinationRule extends Metadata {
  /** as written: a short name is one of the rule's own namespace */
  readonly host: string;
  readonly exportTo: ExportTo;
  readonly selector?: Labels;
  readonly trafficPolicy?: TrafficPolicy;
  readonly subsets: readonly Subset[];
}
