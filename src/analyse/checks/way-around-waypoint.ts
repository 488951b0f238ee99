/** Does a waypoint enforce policies on a Service whose pods everybody may call without passing it? */
import type { Workload } from '../../policy/model';
import { waypointNamedBy } from '../../policy/waypoint';
import { actionOf, rulesOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import { type Estate, namespaceOf } from '../estate';
import { listed } from '../names-in-messages';
import { ambientWorkloads, nameOf, targetsOf } from '../policy-scope';

/**
 * Pods called by their address, callers with sidecars and those outside the mesh go past the waypoint. Only pods that
 * no ALLOW policy at all closes are surely open: what a policy there lets in is not compared here.
 */
export const wayAroundWaypoint: Check = {
  code: 'ZT136',
  *find(estate) {
    const closed = closedWorkloads(estate);
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (isDryRun(manifest) || !restricts(actionOf(manifest), rulesOf(manifest).length)) continue;
      for (const { kind, name, path } of targetsOf(manifest)) {
        const service =
          kind === 'Service'
            ? estate
                .inventory()
                .servicesIn(namespaceOf(manifest))
                .find((one) => one.name === name)
            : undefined;
        const waypoint =
          service === undefined ? undefined : waypointNamedBy(estate.inventory().mesh, service, 'service')?.waypoint;
        if (service === undefined || waypoint === undefined) continue;
        const open = estate
          .inventory()
          .workloadsIn(service.namespace)
          .filter(
            (one) =>
              estate.inventory().dataPlaneOf(one) === 'ambient' &&
              estate.inventory().servicesBefore(one).includes(service) &&
              !closed.has(one),
          );
        if (open.length === 0) continue;
        const message = `${listed(open.map(nameOf))} may be called past waypoint \`${waypoint.name}\`, where this does not hold; select the pods in an ALLOW policy whose only principal is the waypoint's`;
        yield { manifest, path, message };
      }
    }
  },
};

/** An ALLOW policy closes what it does not name, a DENY policy with rules what it names. */
function restricts(action: string, rules: number): boolean {
  return action === 'ALLOW' || rules > 0;
}

/** A policy that ztunnel does not get closes nothing there. */
function closedWorkloads(estate: Estate): ReadonlySet<Workload> {
  const closing = estate
    .of('AuthorizationPolicy')
    .filter((policy) => actionOf(policy) === 'ALLOW' && !isDryRun(policy));
  return new Set(closing.flatMap((policy) => ambientWorkloads(estate, policy)));
}
