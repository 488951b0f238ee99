/**
 * What the manifests say, as typed values: the one form in which every engine sees workloads and policies.
 * Nothing here is judged. Defaults of the API are filled in; absent, null and empty lists are alike, as in protobuf.
 */
import type { Attachment } from './attachment';
import type { MeshSettings } from './mesh-settings';
import type { Labels, Metadata } from './metadata';
import type { Gateway } from './model-gateway';
import type { Sidecar } from './model-sidecar';
import type { Traffic } from './model-traffic';
import type { NetworkPolicySpec } from './network-policy';
import type { Rules } from './rule';
import type { WrittenPort } from './written-port';

export type { Attachment, TargetReference } from './attachment';
export type { Labels, Metadata, ObjectName } from './metadata';
export type { Gateway, GatewayServer, GatewayTls } from './model-gateway';
export type { Sidecar } from './model-sidecar';

/** Everything that decides about a call. */
export interface Mesh {
  readonly settings: MeshSettings;
  readonly namespaces: readonly Namespace[];
  readonly workloads: readonly Workload[];
  readonly services: readonly Service[];
  readonly authorizationPolicies: readonly AuthorizationPolicy[];
  readonly requestAuthentications: readonly RequestAuthentication[];
  readonly peerAuthentications: readonly PeerAuthentication[];
  readonly sidecars: readonly Sidecar[];
  readonly gateways: readonly Gateway[];
  readonly networkPolicies: readonly NetworkPolicy[];
  readonly extensions: readonly Extension[];
  readonly traffic: Traffic;
}

/** A namespace: its labels choose the data plane of its pods and the waypoint of its services. */
export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** The kinds of object that make pods. */
export type WorkloadKind =
  'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'ReplicationController' | 'Job' | 'CronJob' | 'Pod';

/** A named or numbered port of a container. */
export interface ContainerPort {
  readonly name?: string;
  readonly port: WrittenPort;
  readonly transport: string;
}

/** The pods of one object: labels and annotations are those of the pods, not of the object that makes them. */
export interface Workload extends Metadata {
  readonly kind: WorkloadKind;
  readonly serviceAccount: string;
  readonly ports: readonly ContainerPort[];
  readonly hostNetwork: boolean;
  /** its manifest has the proxy of a gateway written out, as `istioctl` writes it */
  readonly isRouter?: true;
  /** `status.podIPs`: only a Pod that runs has them */
  readonly addresses: readonly string[];
}

/** A port of a Service, and where it leads. */
export interface ServicePort {
  readonly name: string;
  readonly port: WrittenPort;
  readonly targetPort: WrittenPort | string;
  readonly transport: string;
  readonly appProtocol?: string;
}

/** A Service. One without selector selects nothing here. */
export interface Service extends Metadata {
  readonly selector: Labels;
  readonly clusterIP?: string;
  readonly ports: readonly ServicePort[];
}

/** What an AuthorizationPolicy does with a request that one of its rules matches. */
export type Action =
  | { readonly kind: 'ALLOW' }
  | { readonly kind: 'DENY' }
  | { readonly kind: 'AUDIT' }
  | { readonly kind: 'CUSTOM'; readonly provider: string };

/** An AuthorizationPolicy. */
export interface AuthorizationPolicy extends Metadata {
  readonly attachment: Attachment;
  readonly action: Action;
  readonly rules: Rules;
  /** only logged, never enforced */
  readonly dryRun: boolean;
}

/** Where a token may stand. */
export interface TokenPlaces {
  readonly headers: readonly { readonly name: string; readonly prefix: string }[];
  readonly params: readonly string[];
  readonly cookies: readonly string[];
}

/** One issuer that a RequestAuthentication accepts. An absent issuer accepts any that signs with the given keys. */
export interface JwtRule {
  readonly issuer?: string;
  readonly audiences: readonly string[];
  /** as written; absent where the keys are fetched */
  readonly jwks?: string;
  readonly places: TokenPlaces;
  readonly forwardOriginalToken: boolean;
  readonly outputPayloadToHeader?: string;
  readonly outputClaimToHeaders: readonly { readonly header: string; readonly claim: string }[];
  readonly spaceDelimitedClaims: readonly string[];
}

/** A RequestAuthentication. */
export interface RequestAuthentication extends Metadata {
  readonly attachment: Attachment;
  readonly jwtRules: readonly JwtRule[];
}

/** What a PeerAuthentication demands of a connection; UNSET inherits. */
export type MtlsMode = 'UNSET' | 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** A PeerAuthentication. `selector: {}` and no selector differ in ambient, so both are kept. */
export interface PeerAuthentication extends Metadata {
  readonly selector?: Labels;
  readonly mode: MtlsMode;
  readonly portModes: ReadonlyMap<number, MtlsMode>;
}

/** A NetworkPolicy of Kubernetes, which holds inside and outside the mesh. */
export interface NetworkPolicy extends Metadata, NetworkPolicySpec {}

/** Where in the chain of filters a plugin stands: before JWT, before DENY and ALLOW, or behind both. */
export type PluginPhase = 'AUTHN' | 'AUTHZ' | 'STATS' | 'UNSPECIFIED';

/** Code or patches that users put into Envoy. What they do to a call cannot be told, only where they work. */
export type Extension = Metadata & { readonly attachment: Attachment } & (
    | {
        readonly kind: 'EnvoyFilter';
        /** the `context` of each patch, such as `SIDECAR_INBOUND`; `ANY` is all of them */
        readonly contexts: readonly string[];
      }
    | {
        readonly kind: 'WasmPlugin' | 'TrafficExtension';
        readonly phase: PluginPhase;
        /** whether it sees requests, or the bytes of connections */
        readonly sees: 'requests' | 'bytes';
      }
  );
