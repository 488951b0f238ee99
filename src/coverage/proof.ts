/** Is it proven that a mutant decides every call as before? Else sets of requests may tell one that it does not. */
import type { CaseRequest } from '../cases/case-request';
import { isGateway } from '../policy/proxy-labels';
import { isWaypoint, nameOfWaypoint } from '../policy/waypoint';
import { writeCase } from '../policy/write-case';
import { analystOf } from '../reach/analyst';
import { compareReach } from '../reach/compare';
import type { DecidingMesh, FindDifference } from './difference';
import { differenceOn } from './search/search';
import { simplest } from './search/simplest';

/**
 * What `find` finds; else a call that the sets tell, or a proof that nothing is there: no caller gets more or less to a
 * port where something listens. Calls to other ports are for `find` to try.
 */
export function provenIn(now: DecidingMesh, find: FindDifference): FindDifference {
  return (mutant, then) => {
    const found = find(mutant, then);
    if (found.kind !== 'unknown' || mayGuardGateway(now, mutant.before.policy.namespace)) return found;
    const analyst = analystOf([now.mesh, then.mesh]);
    const judgeOf = (mesh: DecidingMesh['mesh']) => (mesh === now.mesh ? now.decide : then.decide);
    const compared = compareReach(analyst, { before: now.mesh, after: then.mesh, judgeOf });
    const { wider, narrower, undecided } = compared;
    if (wider.length + narrower.length + undecided.length === 0) return { kind: 'none' };
    const differs = (call: CaseRequest) => differenceOn(call, now.decide, then.decide);
    for (const { witness } of [...wider, ...narrower]) {
      const shown = witness && differs(writeCase(witness.request) as object as CaseRequest);
      if (shown !== undefined) return simplest(shown, differs);
    }
    return found;
  };
}

/** Calls to gateways, and through waypoints to hosts outside, are no part of the comparison. */
function mayGuardGateway({ mesh }: DecidingMesh, namespace: string): boolean {
  const servesHosts = mesh.traffic.serviceEntries.some((entry) => nameOfWaypoint(mesh, entry) !== undefined);
  return (
    mesh.workloads.some((pods) => isGateway(pods) && reaches(mesh.settings.rootNamespace, namespace, pods.namespace)) ||
    mesh.gateways.some(
      (gateway) =>
        (servesHosts || !isWaypoint(gateway)) && reaches(mesh.settings.rootNamespace, namespace, gateway.namespace),
    )
  );
}

function reaches(root: string, namespace: string, other: string): boolean {
  return namespace === root || namespace === other;
}
