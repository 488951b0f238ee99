/** Does a label name a Gateway that is no waypoint for it? */
import type { Gateway } from '../../policy/model';
import { isWaypoint } from '../../policy/waypoint';
import type { Check } from '../check-rule';
import { type WaypointUse, waypointUses } from '../waypoint-use';

export const waypointOfAnother: Check = {
  code: 'ZT509',
  *find(estate) {
    for (const use of waypointUses(estate)) {
      const problem = use.gateway === undefined ? undefined : problemOf(use, use.gateway);
      if (problem === undefined) continue;
      const message = `Gateway \`${use.name}\` ${problem}, so no waypoint enforces HTTP policies here`;
      yield { manifest: use.manifest, path: use.path, message };
    }
  },
};

/** @see istio pilot/pkg/serviceregistry/ambient/waypoints.go, `fetchWaypointForTarget` */
function problemOf(use: WaypointUse, gateway: Gateway): string | undefined {
  if (!isWaypoint(gateway)) return 'is no waypoint; name one of class `istio-waypoint`';
  const serves = gateway.labels['istio.io/waypoint-for'] ?? 'service';
  const isServed = use.kinds.some((kind) => serves === kind || serves === 'all');
  if (!isServed) return `is for \`${serves}\` only; label it \`istio.io/waypoint-for: ${use.kinds[0]}\` or \`all\``;
  const { api } = gateway;
  const isClosed =
    gateway.namespace !== use.userNamespace &&
    api.kind === 'kubernetes' &&
    api.listeners.every(({ allowedNamespaces: { from } }) => from === 'Same' || from === 'None');
  return isClosed ? 'takes only its own namespace; add `allowedRoutes: {namespaces: {from: All}}`' : undefined;
}
