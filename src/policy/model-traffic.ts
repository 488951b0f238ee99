/** Everything that decides how a call travels before it arrives: hosts, routes, client TLS. */
import type { ObjectName } from './metadata';
import type { DestinationRule } from './model-destination-rule';
import type { ProxyConfig, Telemetry } from './model-proxy-settings';
import type {
  BackendTlsPolicy,
  GatewayClass,
  GrpcRouteMatch,
  HttpRouteMatch,
  NoMatch,
  ReferenceGrant,
  Route,
} from './model-route';
import type { ServiceEntry, WorkloadEntry } from './model-service-entry';
import type { VirtualService } from './model-virtual-service';

/** What routes, resolves and encrypts, of all namespaces: what is exported is seen everywhere. */
export interface Traffic {
  readonly destinationRules: readonly DestinationRule[];
  readonly serviceEntries: readonly ServiceEntry[];
  readonly workloadEntries: readonly WorkloadEntry[];
  readonly virtualServices: readonly VirtualService[];
  readonly httpRoutes: readonly Route<HttpRouteMatch>[];
  readonly grpcRoutes: readonly Route<GrpcRouteMatch>[];
  readonly tlsRoutes: readonly Route<NoMatch>[];
  readonly tcpRoutes: readonly Route<NoMatch>[];
  readonly referenceGrants: readonly ReferenceGrant[];
  readonly backendTlsPolicies: readonly BackendTlsPolicy[];
  readonly gatewayClasses: readonly GatewayClass[];
  /** Secrets with a certificate; their content is never read */
  readonly tlsSecrets: readonly ObjectName[];
  /** those that exist beside the manifests; absent: any may, and is taken to, for what is called may well be open */
  readonly otherSecrets?: readonly ObjectName[];
  readonly telemetries: readonly Telemetry[];
  readonly proxyConfigs: readonly ProxyConfig[];
}
