/** Which protocol words Istio knows for ports, whatever their case, and what kind of traffic each stands for. */
import { listed, shown } from './json';

const HTTP: readonly string[] = ['HTTP', 'HTTP2', 'HTTP_PROXY', 'GRPC', 'GRPC-WEB'];
const TLS: readonly string[] = ['HTTPS', 'TLS'];
const TCP: readonly string[] = ['TCP', ...TLS, 'MONGO', 'REDIS', 'MYSQL'];
const ALL: readonly string[] = [...HTTP, ...TCP, 'UDP'];

/** @see istio pkg/config/protocol/instance.go, `Parse` */
export function isKnownProtocol(protocol: string): boolean {
  return ALL.includes(protocol.toUpperCase());
}

/** @see istio pkg/config/protocol/instance.go, `IsHTTP` */
export function isHttp(protocol: string): boolean {
  return HTTP.includes(protocol.toUpperCase());
}

/** @see istio pkg/config/protocol/instance.go, `IsTLS` */
export function isTls(protocol: string): boolean {
  return TLS.includes(protocol.toUpperCase());
}

/** @see istio pkg/config/protocol/instance.go, `IsTCP` */
export function isTcp(protocol: string): boolean {
  return TCP.includes(protocol.toUpperCase());
}

/** What is wrong with the protocol of a port; none means that the proxy finds out. */
export function protocolProblem(protocol: string): string | undefined {
  return protocol === '' || isKnownProtocol(protocol)
    ? undefined
    : `protocol ${shown(protocol)} is unknown; use one of ${listed(ALL)}`;
}
