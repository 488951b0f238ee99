/** What ztunnel knows before any call is made: all that istiod sends it about one workload. */
import type { Mesh, Workload } from '../policy/model';
import type { MtlsConversions } from './ambient-mtls';
import { convertedMtls } from './ambient-mtls';
import type { ZtunnelPolicy } from './ztunnel-policy';
import { ztunnelPolicies } from './ztunnel-policy';

/** The guard before a workload. It depends on no call, so that it may be kept for many. */
export interface ZtunnelGuard {
  readonly kind: 'ztunnel';
  /** the workload's own, which callers must have */
  readonly trustDomain: string;
  readonly policies: readonly ZtunnelPolicy[];
  readonly mtls: MtlsConversions;
}

/** The ztunnel before these pods, which ambient captures. */
export function guardOf(mesh: Mesh, workload: Workload): ZtunnelGuard {
  return {
    kind: 'ztunnel',
    trustDomain: mesh.settings.trustDomain,
    policies: ztunnelPolicies(mesh, workload),
    mtls: convertedMtls(mesh, workload),
  };
}
