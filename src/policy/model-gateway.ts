/** What the two kinds of Gateway say: which ports are served, for which hosts, with which TLS. */
import type { LabelSelector } from './label-selector';
import type { Labels, Metadata } from './metadata';
import type { ObjectReference } from './model-route';
import type { WrittenPort } from './written-port';

/** How a port of a gateway treats TLS. */
export type GatewayTls = 'none' | 'terminated' | 'mutual' | 'istio-mutual' | 'passthrough' | 'auto-passthrough';

/** A host that is served, perhaps for VirtualServices of one namespace only. Listeners say that in other ways. */
export interface ServerHost {
  readonly host: string;
  readonly namespace?: string;
}

/** One port that a gateway serves, in the words that both kinds have in common. */
export interface GatewayServer {
  readonly port: WrittenPort;
  readonly protocol: string;
  readonly tls: GatewayTls;
  readonly hosts: readonly ServerHost[];
}

/** A `server` of a classic Gateway. */
export interface IstioServer extends GatewayServer {
  readonly name?: string;
  readonly portName: string;
  /** the address that is listened at, instead of all */
  readonly bind?: string;
  /** plaintext requests are sent back to HTTPS */
  readonly httpsRedirect: boolean;
  /** Secrets with the certificates, in the namespace of the gateway's pods */
  readonly credentialNames: readonly string[];
  /** files with the certificates, instead of Secrets */
  readonly certificateFiles: readonly string[];
  /** names of which a client's certificate must have one; empty: any */
  readonly subjectAltNames: readonly string[];
}

/** From which namespaces routes may attach to a listener. */
export type AllowedNamespaces =
  { readonly from: 'All' | 'Same' | 'None' } | { readonly from: 'Selector'; readonly selector: LabelSelector };

/** A `listener` of a Gateway of the Gateway API. */
export interface Listener extends GatewayServer {
  readonly name: string;
  readonly hostname?: string;
  readonly allowedNamespaces: AllowedNamespaces;
  /** kinds of routes; empty: those that the protocol suggests */
  readonly allowedKinds: readonly { readonly group: string; readonly kind: string }[];
  readonly certificates: readonly ObjectReference[];
}

/** A classic Gateway: it chooses its pods by labels; none of them means every gateway. */
export interface IstioGateway {
  readonly kind: 'istio';
  readonly selector: Labels;
  readonly servers: readonly IstioServer[];
}

/** Authorities, by port and for every port; where there are none, clients need no certificate. */
export interface ClientCertificates {
  readonly atPorts: ReadonlyMap<number, readonly ObjectReference[]>;
  readonly everywhere: readonly ObjectReference[];
}

/** A Gateway of the Gateway API: its class says what it is, and its pods bear its name. */
export interface KubernetesGateway {
  readonly kind: 'kubernetes';
  readonly className: string;
  readonly listeners: readonly Listener[];
  /** a Hostname that is a Service: the pods are not made for the Gateway, but deployed by hand */
  readonly addresses: readonly { readonly type: string; readonly value: string }[];
  /** labels and annotations of what is made for it */
  readonly infrastructure: { readonly labels: Labels; readonly annotations: Labels };
  /** who vouches for the certificate that clients must show: at some ports, and at all */
  readonly clientCertificates: ClientCertificates;
}

/** A Gateway. `servers` are the same as in `api`, for those who need not know which kind it is. */
export interface Gateway extends Metadata {
  readonly api: IstioGateway | KubernetesGateway;
  readonly servers: readonly GatewayServer[];
}
