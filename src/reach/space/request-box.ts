/** A set of requests in the words of policies. */

/** What a value must be, and must not be: patterns as policies have them. */
export interface Among {
  readonly values?: readonly string[];
  readonly notValues?: readonly string[];
}

/** What a token must be. */
export interface TokenBox {
  /** of the token, by name; `iss` and `sub` among them */
  readonly claims?: Readonly<Record<string, Among>>;
  /** whether the request has a token that is accepted */
  readonly token?: boolean;
}

/** HTTP requests, in Istio's words. */
export interface Requests {
  readonly methods?: readonly string[];
  readonly notMethods?: readonly string[];
  readonly paths?: readonly string[];
  readonly notPaths?: readonly string[];
  readonly hosts?: readonly string[];
  readonly notHosts?: readonly string[];
}

/** Requests that meet all of this; what is absent does not matter. */
export interface RequestBox extends Requests, TokenBox {
  /** whether HTTP is spoken */
  readonly protocol?: 'http' | 'tcp';
  /** parameters of the query, by name */
  readonly query?: Readonly<Record<string, Among>>;
  /** by name */
  readonly headers?: Readonly<Record<string, Among>>;
  /** of tokens beside it, that gateways look for in places of their own: by those places */
  readonly tokens?: Readonly<Record<string, TokenBox>>;
  /** the request has a token that is refused; told where the same without a token is not meant */
  readonly refusedToken?: true;
  readonly ips?: readonly string[];
  readonly notIps?: readonly string[];
  readonly remoteIps?: readonly string[];
  readonly notRemoteIps?: readonly string[];
  readonly destinationIps?: readonly string[];
  readonly notDestinationIps?: readonly string[];
  /** whether whoever has no proxy speaks TLS itself */
  readonly tls?: boolean;
  readonly sni?: readonly string[];
  readonly notSni?: readonly string[];
}
