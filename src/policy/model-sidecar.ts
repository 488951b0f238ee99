/** What a Sidecar says: which ports its workloads serve, and which hosts their proxies know. */
import type { Labels, Metadata } from './metadata';
import type { WrittenPort } from './written-port';

/** How connections come to a listener: `DEFAULT` and `IPTABLES` by redirection, `NONE` by its address alone. */
export type CaptureMode = 'DEFAULT' | 'IPTABLES' | 'NONE';

/** An `ingress` listener: it takes the place of the Service's port. */
export interface SidecarIngress {
  readonly port: WrittenPort;
  readonly protocol: string;
  readonly bind?: string;
  readonly captureMode: CaptureMode;
  /** where the application listens, such as `127.0.0.1:8080` */
  readonly defaultEndpoint?: string;
  /** TLS that the listener ends itself, instead of mesh mTLS; its mode as written */
  readonly tlsMode?: string;
}

/** A host that the proxy knows: `*` is any namespace, `.` its own, `~` none. */
export interface EgressHost {
  readonly namespace: string;
  readonly host: string;
}

/** An `egress` listener; without a port it is for all ports that no other names. */
export interface SidecarEgress {
  readonly port?: { readonly number: WrittenPort; readonly protocol: string };
  readonly bind?: string;
  readonly captureMode: CaptureMode;
  readonly hosts: readonly EgressHost[];
}

/** What happens to calls to hosts that the proxy does not know. */
export interface OutboundTrafficPolicy {
  readonly mode: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  /** such calls go there */
  readonly egressProxy?: { readonly host: string; readonly subset?: string; readonly port?: WrittenPort };
}

/** A Sidecar. No labels: it is for all workloads of its namespace. No `egress`: the proxy knows every exported host. */
export interface Sidecar extends Metadata {
  readonly selector: Labels;
  readonly ingress: readonly SidecarIngress[];
  readonly egress: readonly SidecarEgress[];
  readonly outboundTrafficPolicy?: OutboundTrafficPolicy;
}
