/** Does a label name a waypoint that is not there? */
import type { Check } from '../check-rule';
import { listed } from '../names-in-messages';
import { waypointUses } from '../waypoint-use';

export const missingWaypoint: Check = {
  code: 'ZT508',
  *find(estate) {
    for (const { gateway, manifest, name, namespace, path } of waypointUses(estate)) {
      const { gatewaysIn, namespace: spaceOf } = estate.inventory();
      // of a namespace that is not here, neither are its waypoints
      if (gateway !== undefined || (spaceOf(namespace) === undefined && gatewaysIn(namespace).length === 0)) continue;
      const known = gatewaysIn(namespace).map((one) => one.name);
      const fix = known.length === 0 ? 'deploy it' : `deploy it, or name one of ${listed(known)}`;
      const message = `namespace \`${namespace}\` has no Gateway \`${name}\`, so no waypoint enforces HTTP policies here; ${fix}`;
      yield { manifest, path, message };
    }
  },
  *assumes(estate) {
    const { gatewaysIn, namespace: spaceOf } = estate.inventory();
    const isElsewhere = ({ gateway, namespace }: { gateway: unknown; namespace: string }) =>
      gateway === undefined && spaceOf(namespace) === undefined && gatewaysIn(namespace).length === 0;
    if (waypointUses(estate).some(isElsewhere)) yield 'waypoints in namespaces that are not among the manifests exist';
  },
};
