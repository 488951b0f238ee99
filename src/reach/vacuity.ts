/** Does an invariant hold for want of anybody, or anything, that it speaks of? */
import { nameOf } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import type { PortTarget, ReachCaller } from './analyst';
import { unlessBeyond } from './beyond';
import { type Forbidden, type Known, meantOf } from './forbidden';
import { noRequest, type Vacuity } from './proof';
import { isEmpty } from './space/request-set';

/**
 * Why there is nothing among all requests to all ports that it forbids, whatever the policies say; undefined: there is
 * something. LAW: what is vacuous so holds under all policies.
 */
export function withoutRequests(known: Known, forbidden: Forbidden): Vacuity | undefined {
  const { analyst, mesh } = known;
  const targets = analyst.targets.filter(forbidden.to);
  if (targets.length === 0) return noRequest(noTarget(mesh, analyst.targets));
  const callers = callersOf(mesh);
  let isAnyMeant = false;
  for (const target of targets) {
    const [isMeant, isSent] = unlessBeyond(
      () => lookAt(target),
      () => [true, true], // what cannot be told may be sent
    );
    if (isSent) return undefined;
    isAnyMeant ||= isMeant;
  }
  return noRequest(isAnyMeant ? 'nobody is left whom it keeps out' : 'there is no request such as its `requests`');

  /** Whether any request is meant, and whether anybody could send one that is forbidden. */
  function lookAt(target: PortTarget): readonly [boolean, boolean] {
    const meant = meantOf(known, forbidden, target)(analyst.where(target, []));
    if (isEmpty(meant)) return [false, false];
    const sentBy = (from: ReachCaller) => forbidden.part?.(from, meant, target) ?? meant;
    return [true, callers.some((from) => forbidden.from(from, target) && !isEmpty(sentBy(from)))];
  }
}

function noTarget({ workloads }: Mesh, targets: readonly PortTarget[]): string {
  if (workloads.length === 0) return 'no workload is among the manifests';
  return targets.length === 0
    ? 'no workload of the manifests has a port by which it is known to listen'
    : 'no port by which anything listens is left of which it speaks';
}

/** Everybody who may ever call; those who are soon found to be meant stand first. */
function callersOf({ workloads }: Mesh): readonly ReachCaller[] {
  const named = new Map(workloads.map(({ namespace, name }) => [nameOf({ namespace, name }), { namespace, name }]));
  return [
    { kind: 'plaintext' },
    { kind: 'identity', identity: '*' },
    { kind: 'internet' },
    ...[...named.values()].map((workload): ReachCaller => ({ kind: 'workload', workload })),
  ];
}
