/** As whom a caller may arrive: the case says it, or names a workload and leaves it to its proxy. */
import type { Mesh } from '../policy/model';
import type { Caller } from '../policy/request';
import { dataPlaneOf } from './data-plane';

/** One way in which the caller may speak. A sidecar goes past waypoints, a ztunnel through them. */
export interface PossibleCaller {
  readonly caller: Exclude<Caller, { kind: 'workload' }>;
  readonly usesWaypoints: boolean;
}

/**
 * All that the caller may speak. Without a proxy that is plaintext. Of a workload with one we do not know here whether
 * it speaks mTLS, which DestinationRules and auto mTLS decide; every way it may be is tried, and only an answer that
 * they share is given. Undefined when the workload is not among the manifests. INVARIANT: never empty.
 */
export function possibleCallers(mesh: Mesh, from: Caller): readonly PossibleCaller[] | undefined {
  if (from.kind === 'mtls') return [{ caller: from, usesWaypoints: true }];
  if (from.kind === 'plaintext') return [{ caller: from, usesWaypoints: false }];
  const { namespace, name } = from.workload;
  const found = mesh.workloads.filter((workload) => workload.namespace === namespace && workload.name === name);
  if (found.length === 0) return undefined;
  return found.flatMap((workload): readonly PossibleCaller[] => {
    const [known, ...others] = workload.addresses;
    const ip = from.ip ?? (others.length === 0 ? known : undefined);
    const address = ip === undefined ? {} : { ip };
    const plaintext: PossibleCaller = { caller: { kind: 'plaintext', ...address }, usesWaypoints: false };
    if (dataPlaneOf(mesh, workload).kind === 'out') return [plaintext];
    const identity = `${mesh.settings.trustDomain}/ns/${namespace}/sa/${workload.serviceAccount}`;
    const caller = { kind: 'mtls', identity, ...address } as const;
    return [{ caller, usesWaypoints: true }, { caller, usesWaypoints: false }, plaintext];
  });
}
