/** Is it proven that a mutant decides every call as before? Then it is no gap of the cases that none notices it. */
import { isGateway } from '../policy/proxy-labels';
import { analystOf } from '../reach/analyst';
import { compareReach } from '../reach/compare';
import type { DecidingMesh, FindDifference } from './difference';

/**
 * What `find` finds; where it finds nothing, a proof that nothing is there: no caller gets more or less to a port where
 * something listens. Calls to other ports are for `find` to try.
 */
export function provenIn(now: DecidingMesh, find: FindDifference): FindDifference {
  return (mutant, then) => {
    const found = find(mutant, then);
    if (found.kind !== 'unknown' || mayGuardGateway(now, mutant.before.policy.namespace)) return found;
    const analyst = analystOf([now.mesh, then.mesh]);
    const judgeOf = (mesh: DecidingMesh['mesh']) => (mesh === now.mesh ? now.decide : then.decide);
    const compared = compareReach(analyst, { before: now.mesh, after: then.mesh, judgeOf });
    const { wider, narrower, undecided } = compared;
    return wider.length + narrower.length + undecided.length === 0 ? { kind: 'none' } : found;
  };
}

/** Calls to gateways are no part of the comparison. */
function mayGuardGateway({ mesh }: DecidingMesh, namespace: string): boolean {
  return (
    mesh.workloads.some((pods) => isGateway(pods) && reaches(mesh.settings.rootNamespace, namespace, pods.namespace)) ||
    mesh.gateways.some((gateway) => reaches(mesh.settings.rootNamespace, namespace, gateway.namespace))
  );
}

function reaches(root: string, namespace: string, other: string): boolean {
  return namespace === root || namespace === other;
}
