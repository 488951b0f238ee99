/** Is a policy attached to a Service that no waypoint serves, so that nothing enforces it? */
import type { Service } from '../../policy/model';
import { nameOfWaypoint, USE_WAYPOINT } from '../../policy/waypoint';
import type { Check } from '../check-rule';
import { type Estate, namespaceOf } from '../estate';
import { listed } from '../names-in-messages';
import { targetsOf } from '../policy-scope';

/** @see https://istio.io/latest/docs/ambient/usage/waypoint/#useawaypoint */
export const targetWithoutWaypoint: Check = {
  code: 'ZT131',
  *find(estate) {
    for (const { manifest, path, service } of targetedServices(estate)) {
      if (askedWaypoint(estate, service) !== 'none') continue;
      const message = `Service \`${service.name}\` has no waypoint, and only a waypoint enforces policies on Services; label it or its namespace with \`${USE_WAYPOINT}\`, or select the pods`;
      yield { manifest, path, message };
    }
  },
  *assumes(estate) {
    const unknown = [...targetedServices(estate)].filter(({ service }) => askedWaypoint(estate, service) === 'unknown');
    if (unknown.length === 0) return;
    const spaces = unknown.map(({ service }) => service.namespace);
    yield `no Namespace object tells whether Services of ${listed(spaces)} have a waypoint; policies on them are taken to be enforced`;
  },
};

function* targetedServices(estate: Estate) {
  for (const manifest of [...estate.of('AuthorizationPolicy'), ...estate.of('RequestAuthentication')]) {
    for (const { kind, name, path } of targetsOf(manifest)) {
      if (kind !== 'Service') continue;
      const service = estate
        .inventory()
        .servicesIn(namespaceOf(manifest))
        .find((one) => one.name === name);
      if (service !== undefined) yield { manifest, path, service };
    }
  }
}

/** Whether the Service or its namespace asks for a waypoint. Whether that one exists is another question. */
function askedWaypoint(estate: Estate, service: Service): 'some' | 'none' | 'unknown' {
  const { mesh, namespace } = estate.inventory();
  if (service.labels[USE_WAYPOINT] === undefined && namespace(service.namespace) === undefined) return 'unknown';
  return nameOfWaypoint(mesh, service) === undefined ? 'none' : 'some';
}
