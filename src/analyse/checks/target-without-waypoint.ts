/** Is a policy attached to a Service or ServiceEntry that no waypoint serves, so that nothing enforces it? */
import { isNamed } from '../../policy/metadata';
import type { Metadata, Service } from '../../policy/model';
import { nameOfWaypoint, USE_WAYPOINT } from '../../policy/waypoint';
import type { Check } from '../check-rule';
import { type Estate, namespaceOf } from '../estate';
import { listed } from '../names-in-messages';
import { targetsOf } from '../policy-scope';

/** @see https://istio.io/latest/docs/ambient/usage/waypoint/#useawaypoint */
export const targetWithoutWaypoint: Check = {
  code: 'ZT131',
  *find(estate) {
    for (const { manifest, path, kind, target } of targetsBehindWaypoints(estate)) {
      if (isHeadless(target)) {
        const message = `Service \`${target.name}\` is headless, so that calls go to its pods, and no waypoint enforces policies on it; select the pods, or give the Service an address`;
        yield { manifest, path, message };
      }
      if (isHeadless(target) || askedWaypoint(estate, target) !== 'none') continue;
      const [plural, instead] = kind === 'Service' ? ['Services', ', or select the pods'] : ['ServiceEntries', ''];
      const message = `${kind} \`${target.name}\` has no waypoint, and only a waypoint enforces policies on ${plural}; label it or its namespace with \`${USE_WAYPOINT}\`${instead}`;
      yield { manifest, path, message };
    }
  },
  *assumes(estate) {
    const unknown = [...targetsBehindWaypoints(estate)].filter(
      ({ target }) => !isHeadless(target) && askedWaypoint(estate, target) === 'unknown',
    );
    if (unknown.length === 0) return;
    const spaces = unknown.map(({ target }) => target.namespace);
    yield `no Namespace object tells whether Services of ${listed(spaces)} have a waypoint; policies on them are taken to be enforced`;
  },
};

function* targetsBehindWaypoints(estate: Estate) {
  const { servicesIn, mesh } = estate.inventory();
  for (const manifest of [...estate.of('AuthorizationPolicy'), ...estate.of('RequestAuthentication')]) {
    for (const { kind, name, path } of targetsOf(manifest)) {
      if (kind !== 'Service' && kind !== 'ServiceEntry') continue;
      const named = { namespace: namespaceOf(manifest), name };
      const known: readonly Metadata[] = kind === 'Service' ? servicesIn(named.namespace) : mesh.traffic.serviceEntries;
      const target = known.find(isNamed(named));
      if (target !== undefined) yield { manifest, path, kind, target };
    }
  }
}

/** @see ztunnel src/proxy/outbound.rs, `build_request`: it knows Services by their addresses */
function isHeadless(target: Metadata | Service): boolean {
  return 'clusterIP' in target && target.clusterIP === 'None';
}

/** Whether the target or its namespace asks for a waypoint. Whether that one exists is another question. */
function askedWaypoint(estate: Estate, target: Metadata): 'some' | 'none' | 'unknown' {
  const { mesh, namespace } = estate.inventory();
  if (target.labels[USE_WAYPOINT] === undefined && namespace(target.namespace) === undefined) return 'unknown';
  return nameOfWaypoint(mesh, target) === undefined ? 'none' : 'some';
}
