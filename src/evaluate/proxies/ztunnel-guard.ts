/** What ztunnel knows before any call is made: all that istiod sends it about one workload. */
import type { Mesh, Workload } from '../../policy/model';
import type { MtlsConversions } from './ambient-mtls';
import { convertedMtls } from './ambient-mtls';
import type { ZtunnelPolicy } from './ztunnel-policy';
import { convertPolicy, policiesInScope } from './ztunnel-policy';
import { unknownFields } from './unknown-fields';

/** The guard before a workload. It depends on no call, so that it may be kept for many. */
export interface ZtunnelGuard {
  readonly kind: 'ztunnel';
  /** the workload's own, which callers must have */
  readonly trustDomain: string;
  readonly policies: readonly ZtunnelPolicy[];
  readonly mtls: MtlsConversions;
  /** what of the policies this version does not know, in sentences */
  readonly unknownFields: readonly string[];
}

/** The ztunnel before these pods, which ambient captures. */
export function guardOf(mesh: Mesh, workload: Workload): ZtunnelGuard {
  const inScope = policiesInScope(mesh, workload);
  return {
    kind: 'ztunnel',
    trustDomain: mesh.settings.trustDomain,
    policies: inScope.flatMap((policy) => convertPolicy(policy) ?? []),
    unknownFields: unknownFields(mesh.settings, inScope, []),
    mtls: convertedMtls(mesh, workload),
  };
}
