/** As whom a caller may arrive: the case says it, or names a workload and leaves it to its proxy. */
import type { Mesh, ObjectName } from '../policy/model';
import { remember } from '../policy/remember';
import type { Caller } from '../policy/request';
import type { SpeakingCaller } from './arrival';
import { dataPlaneOf } from './data-plane';
import { nameOf } from './network-index';

/** One way in which the caller may speak. A sidecar goes past waypoints, a ztunnel through them. */
export interface PossibleCaller {
  readonly caller: SpeakingCaller;
  readonly usesWaypoints: boolean;
}

const PLAINTEXT: PossibleCaller = { caller: { kind: 'plaintext' }, usesWaypoints: false };

/**
 * All that a caller may speak. Without a proxy that is plaintext. Of a workload with one we do not know here whether
 * it speaks mTLS, which DestinationRules and auto mTLS decide; every way it may be is tried, and only an answer that
 * they share is given. Undefined when the workload is not among the manifests. INVARIANT: never empty.
 */
export function possibleCallers(
  near: (namespace: string) => Mesh,
): (from: Caller) => readonly PossibleCaller[] | undefined {
  const asWorkload = remember((name: ObjectName) => workloadCallers(near(name.namespace), name), nameOf);
  return (from) => {
    switch (from.kind) {
      case 'mtls':
        return [{ caller: from, usesWaypoints: true }];
      case 'plaintext':
        return [{ caller: from, usesWaypoints: false }];
      case 'workload': {
        const { ip } = from;
        const callers = asWorkload(from.workload);
        return ip === undefined ? callers : callers?.map((each) => ({ ...each, caller: { ...each.caller, ip } }));
      }
    }
  };
}

function workloadCallers(mesh: Mesh, { namespace, name }: ObjectName): readonly PossibleCaller[] | undefined {
  const found = mesh.workloads.filter((workload) => workload.namespace === namespace && workload.name === name);
  if (found.length === 0) return undefined;
  return found.flatMap((workload): readonly PossibleCaller[] => {
    const [ip, ...others] = workload.addresses;
    const address = ip === undefined || others.length > 0 ? {} : { ip };
    const plaintext = { ...PLAINTEXT, caller: { ...PLAINTEXT.caller, ...address } };
    if (dataPlaneOf(mesh, workload).kind === 'out') return [plaintext];
    const identity = `${mesh.settings.trustDomain}/ns/${namespace}/sa/${workload.serviceAccount}`;
    const caller = { kind: 'mtls', identity, ...address } as const;
    return [{ caller, usesWaypoints: true }, { caller, usesWaypoints: false }, plaintext];
  });
}
