/** Does a waypoint enforce policies on a Service whose pods others may call without passing it? */
import type { Service, Workload } from '../../policy/model';
import { type Waypoint, WAYPOINT_FOR, waypointNamedBy } from '../../policy/waypoint';
import { actionOf, rulesOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import { type Estate, namespaceOf } from '../estate';
import { listed } from '../names-in-messages';
import { nameOf, targetsOf } from '../policy-scope';
import { lettingIn, podPolicies } from '../past-waypoint';

/** Pods called by their address, callers with sidecars and those outside the mesh go past the waypoint. */
export const wayAroundWaypoint: Check = {
  code: 'ZT136',
  *find(estate) {
    const policiesAt = podPolicies(estate);
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (isDryRun(manifest) || !restricts(actionOf(manifest), rulesOf(manifest).length)) continue;
      for (const { kind, name, path } of targetsOf(manifest)) {
        const { servicesIn, mesh } = estate.inventory();
        const service =
          kind === 'Service' ? servicesIn(namespaceOf(manifest)).find((one) => one.name === name) : undefined;
        const waypoint = service && waypointNamedBy(mesh, service, 'service')?.waypoint;
        if (service === undefined || waypoint === undefined) continue;
        const open = ambientPodsOf(estate, service)
          .map((pod) => ({ pod, by: lettingIn(policiesAt(pod), waypoint, service, pod) }))
          .filter(({ by }) => by.kind !== 'nobody');
        if (open.length === 0) {
          const unjudged = ambientPodsOf(estate, service).find((pod) => passesUnjudged(estate, pod, waypoint));
          if (unjudged === undefined) continue;
          const message = `calls to the address of \`${nameOf(unjudged)}\` pass waypoint \`${waypoint.name}\`, too, where policies on Services do not hold for them; attach an ALLOW policy to the Gateway, such as one of no rules, or make it one for Services (\`${WAYPOINT_FOR}: service\`)`;
          yield { manifest, path, message };
          continue;
        }
        const names = open.flatMap(({ by }) => (by.kind === 'policy' ? [by.name] : []));
        const because = names.length === 0 ? '' : `, let in by ${listed(names)}`;
        const message = `${listed(open.map(({ pod }) => nameOf(pod)))} may be called past waypoint \`${waypoint.name}\`${because}, where this does not hold; select the pods in an ALLOW policy whose only principal is the waypoint's`;
        yield { manifest, path, message };
      }
    }
  },
};

/** An ALLOW policy closes what it does not name, a DENY policy with rules what it names. */
function restricts(action: string, rules: number): boolean {
  return action === 'ALLOW' || rules > 0;
}

/** Whether the waypoint is also that of the pod's own address, and nothing closes it to such calls. */
function passesUnjudged(estate: Estate, pod: Workload, waypoint: Waypoint): boolean {
  const { mesh } = estate.inventory();
  if (waypointNamedBy(mesh, pod, 'workload')?.waypoint !== waypoint) return false;
  return !estate
    .of('AuthorizationPolicy')
    .some(
      (policy) =>
        actionOf(policy) === 'ALLOW' &&
        !isDryRun(policy) &&
        targetsOf(policy).some(
          ({ kind, name }) =>
            (kind === 'Gateway' && name === waypoint.name && namespaceOf(policy) === waypoint.namespace) ||
            (kind === 'GatewayClass' && namespaceOf(policy) === estate.settings.rootNamespace),
        ),
    );
}

function ambientPodsOf(estate: Estate, service: Service): readonly Workload[] {
  return estate
    .inventory()
    .podsBehind(service)
    .filter((one) => estate.inventory().dataPlaneOf(one) === 'ambient');
}
