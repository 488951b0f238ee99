/** Zero-trust security for Istio as typed cdk8s constructs: everything that a user imports. */
export { ArgoApplication, type ArgoApplicationProps } from './constructs/argo-application';
export { ArgoApplicationSet, type ArgoApplicationSetProps } from './constructs/argo-application-set';
export { ArgoCd } from './constructs/argo-cd';
export { ArgoCluster } from './constructs/argo-cluster';
export { ArgoHealthChecks, type ArgoHealthChecksProps } from './constructs/argo-health-checks';
export { ArgoProbe, type ArgoProbeProps } from './constructs/argo-probe';
export { ArgoProject, type IArgoProject } from './constructs/argo-project';
export type { ArgoObjectReference, ArgoProjectProps } from './constructs/argo-project-props';
export type { ArgoSyncProps } from './constructs/argo-sync-props';
export { Condition, type ConditionValues } from './constructs/condition';
export { DataPlane } from './constructs/data-plane';
export { EgressGateway } from './constructs/egress-gateway';
export type { EgressGatewayProps } from './constructs/egress-gateway-props';
export { EgressPort } from './constructs/egress-port';
export { EgressRoute } from './constructs/egress-route';
export type { EgressRouteProps } from './constructs/egress-route-props';
export { IngressGateway } from './constructs/ingress-gateway';
export type {
  ExistingIngressGatewayProps,
  ExistingIstioIngressGatewayProps,
  IngressGatewayProps,
  IstioIngressGatewayProps,
} from './constructs/ingress-gateway-props';
export { IngressPath } from './constructs/ingress-path';
export { IngressRoute, type IngressRouteProps } from './constructs/ingress-route';
export type { IngressRule } from './constructs/ingress-rule';
export { IngressTls } from './constructs/ingress-tls';
export type { ClaimRequirement, ClaimToHeader, JwtHeader, JwtIssuer } from './constructs/jwt-issuer';
export { JwtProtectedApi, type JwtProtectedApiProps } from './constructs/jwt-protected-api';
export { MeshBaseline, type MeshBaselineProps } from './constructs/mesh-baseline';
export { MeshGateway, type IstioGatewayOptions } from './constructs/mesh-gateway';
export { MtlsMode, MutualTls, type MutualTlsProps, type PortMtls } from './constructs/mutual-tls';
export type { NetworkIsolationOptions } from './constructs/network-infrastructure';
export { NetworkIsolation, type NetworkIsolationProps } from './constructs/network-isolation';
export { NetworkPeer } from './constructs/network-peer';
export { Operation, type OperationProps } from './constructs/operation';
export { AllowRoute, DenyRoute, type RouteProps } from './constructs/route';
export { RolloutStage } from './constructs/rollout-stage';
export type { IRouteTarget } from './constructs/route-target';
export { ServiceIdentity } from './constructs/service-identity';
export type {
  IdentityOptions,
  ServiceAccountReference,
  ServiceIdentityProps,
  ServicePortReference,
  ServiceReference,
} from './constructs/service-identity-props';
export { type IServiceIdentity, type ISource, Source, type SourceProps } from './constructs/source';
export { TrafficHost } from './constructs/traffic-host';
export {
  ClientTlsMode,
  type ClientTls,
  type HttpPool,
  type TcpPool,
  TrafficPolicy,
  type TrafficPolicyProps,
} from './constructs/traffic-policy';
export type { IWorkloadIdentity } from './constructs/workload-identity';
export { Waypoint } from './constructs/waypoint';
export {
  type IMeshNamespace,
  type WaypointOptions,
  type WaypointProps,
  type WaypointReference,
  WaypointTraffic,
} from './constructs/waypoint-props';
export { WorkloadNetworkIsolation, type WorkloadNetworkIsolationProps } from './constructs/workload-network-isolation';
export { WorkloadPort } from './constructs/workload-port';
export {
  type NamespaceOptions,
  PodSecurityLevel,
  ZeroTrustNamespace,
  type ZeroTrustNamespaceProps,
} from './constructs/zero-trust-namespace';
export { ZeroTrustValidation, type ZeroTrustValidationProps } from './plugin';
