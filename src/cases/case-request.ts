/** A call as case files write it, typed for programs. */

/** Who calls. With neither `workload` nor `identity`, the call is plaintext. */
export interface CaseFrom {
  /** namespace/name of a caller in the manifests */
  readonly workload?: string;
  /** instead: the peer identity of the mTLS connection, without `spiffe://` */
  readonly identity?: string;
  /** instead: no mTLS, hence no identity */
  readonly plaintext?: boolean;
  /** source address of the connection */
  readonly ip?: string;
}

/** What is called: one of `workload`, `service`, `gateway` and `host`; `workload` beside `service` narrows it. */
export interface CaseTo {
  /** namespace/name of the called workload */
  readonly workload?: string;
  /** namespace/name of a Service; `port` is then the Service's */
  readonly service?: string;
  /** namespace/name of a Gateway of the Gateway API; `port` is the listener's */
  readonly gateway?: string;
  /** host of a ServiceEntry */
  readonly host?: string;
  readonly port: number;
  /** destination address of the connection */
  readonly ip?: string;
  readonly subset?: string;
}

/** A token, and where it stands. */
export interface CaseToken {
  readonly claims?: object;
  readonly state?: 'valid' | 'expired' | 'not-yet-valid' | 'bad-signature' | 'malformed';
  readonly header?: string;
  readonly prefix?: string;
  readonly param?: string;
  readonly cookie?: string;
}

/** One HTTP request, or with `tcp` a connection that sends none, of which only TLS may be told. */
export interface CaseHttp {
  /** no HTTP is sent */
  readonly tcp?: boolean;
  /** @default GET */
  readonly method?: string;
  /** as sent, with the query if there is one. @default / */
  readonly path?: string;
  /** @default the name of the Service or workload */
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** server name of the TLS handshake */
  readonly sni?: string;
  /** TLS without a server name */
  readonly tls?: boolean;
  /** client address as `X-Forwarded-For` makes it known */
  readonly remoteIp?: string;
  /** claims of one valid token in `Authorization: Bearer` */
  readonly token?: object;
  readonly tokens?: readonly CaseToken[];
}

/** A call. Without `request` it is a TCP connection that sends no HTTP. */
export interface CaseRequest {
  readonly from: CaseFrom;
  readonly to: CaseTo;
  readonly request?: CaseHttp;
}

/** What of a denial is compared, besides that it is one. */
export interface CaseDenial {
  /** the rule that denies: `namespace/name#index` */
  readonly by?: string;
  readonly layer?: 'network' | 'mtls' | 'jwt' | 'custom' | 'authorization';
  readonly status?: number;
}

/** What MeshConfig says about security, where it differs from Istio's defaults. */
export interface CaseMesh {
  /** such as `1.30`; the engine is keyed by it where versions differ */
  readonly istioVersion?: string;
  readonly trustDomain?: string;
  readonly trustDomainAliases?: readonly string[];
  readonly rootNamespace?: string;
  readonly pathNormalization?: 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';
  readonly enableAutoMtls?: boolean;
  /** as in MeshConfig; needed for CUSTOM */
  readonly extensionProviders?: readonly object[];
  readonly caCertificates?: readonly object[];
  readonly outboundTrafficPolicy?: { readonly mode?: 'ALLOW_ANY' | 'REGISTRY_ONLY' };
  readonly defaultConfig?: object;
  readonly defaultServiceExportTo?: readonly string[];
  readonly defaultVirtualServiceExportTo?: readonly string[];
  readonly defaultDestinationRuleExportTo?: readonly string[];
}
