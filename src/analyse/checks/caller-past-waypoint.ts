/** Does a waypoint let in a caller that goes past it, to pods that let in nobody but the waypoint? */
import { groupBy } from '../../policy/group-by';
import type { Manifest } from '../../policy/manifest';
import type { Service, Workload } from '../../policy/model';
import { isGateway } from '../../policy/proxy-labels';
import { isWaypoint, takesGateways, waypointNamedBy } from '../../policy/waypoint';
import { actionOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import { type Estate, namespaceOf } from '../estate';
import { accountNamed } from '../named-account';
import { isShutOut, podPolicies } from '../past-waypoint';
import { nameOf, targetsOf } from '../policy-scope';

/** Sidecars call pods directly, and gateways do unless the Service says otherwise. */
export const callerPastWaypoint: Check = {
  code: 'ZT155',
  *find(estate) {
    const { mesh, dataPlaneOf, podsBehind } = estate.inventory();
    const policiesAt = podPolicies(estate);
    const byAccount = groupBy(mesh.workloads, ({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`);
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (actionOf(manifest) !== 'ALLOW' || isDryRun(manifest)) continue;
      const services = servicesBehindWaypoints(estate, manifest);
      if (services.length === 0) continue;
      for (const { attribute, negated, value, path } of estate.values(manifest)) {
        const account = negated ? undefined : accountNamed(attribute, value, namespaceOf(manifest));
        const callers = account === undefined ? [] : (byAccount.get(account) ?? []);
        const shut = callers.flatMap((caller) =>
          services
            .filter(({ service }) => goesPast(caller, service))
            .flatMap(({ service, waypoint }) =>
              podsBehind(service)
                .filter((pod) => dataPlaneOf(pod) === 'ambient' && isShutOut(policiesAt(pod), caller, service, pod))
                .map((pod) => ({ caller, waypoint, pod })),
            ),
        )[0];
        if (shut === undefined) continue;
        const { caller, waypoint, pod } = shut;
        const [whose, fix] = isGateway(caller)
          ? ['is a gateway', 'label the Service `istio.io/ingress-use-waypoint: "true"`']
          : ['has a sidecar', 'let it join ambient'];
        const message = `\`${nameOf(caller)}\` ${whose} and calls past waypoint \`${waypoint}\`, and \`${nameOf(pod)}\` lets only others in, so that this grant is in vain; ${fix}, or allow it at the pods, too`;
        yield { manifest, path, message };
      }
    }

    function goesPast(caller: Workload, service: Service): boolean {
      if (isGateway(caller)) return !takesGateways(mesh, service);
      return dataPlaneOf(caller) === 'sidecar';
    }
  },
};

interface Guarded {
  readonly service: Service;
  /** the name of its waypoint */
  readonly waypoint: string;
}

/** The Services that the policy is attached to, as far as a waypoint serves them. */
function servicesBehindWaypoints(estate: Estate, policy: Manifest): readonly Guarded[] {
  const { mesh, servicesIn } = estate.inventory();
  const names = targetsOf(policy).flatMap(({ kind, name }) => (kind === 'Service' ? [name] : []));
  return servicesIn(namespaceOf(policy)).flatMap((service) => {
    const waypoint = names.includes(service.name) ? waypointNamedBy(mesh, service, 'service')?.waypoint : undefined;
    return waypoint !== undefined && isWaypoint(waypoint) ? [{ service, waypoint: waypoint.name }] : [];
  });
}
