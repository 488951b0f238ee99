/** What ztunnel knows before any call is made: all that istiod sends it about one workload. */
import type { Mesh, Workload } from '../policy/model';
import type { NotCaptured } from '../policy/ambient-capture';
import { captureOf } from '../policy/ambient-capture';
import type { MtlsConversions } from './ambient-mtls';
import { convertedMtls } from './ambient-mtls';
import type { ZtunnelPolicy } from './ztunnel-policy';
import { ztunnelPolicies } from './ztunnel-policy';

/** The guard before a workload. It depends on no call, so that it may be kept for many. */
export interface ZtunnelGuard {
  readonly kind: 'captured';
  /** the workload's own, which callers must have */
  readonly trustDomain: string;
  readonly policies: readonly ZtunnelPolicy[];
  readonly mtls: MtlsConversions;
}

/** The ztunnel before these pods, or why there is none or why that cannot be told. */
export function guardOf(mesh: Mesh, workload: Workload): ZtunnelGuard | NotCaptured {
  const capture = captureOf(mesh, workload);
  if (capture.kind !== 'captured') return capture;
  return {
    kind: 'captured',
    trustDomain: mesh.settings.trustDomain,
    policies: ztunnelPolicies(mesh, workload),
    mtls: convertedMtls(mesh, workload),
  };
}
