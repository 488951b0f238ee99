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
      const message = `Gateway \`${use.name}\` ${problem.what}, so no waypoint enforces HTTP policies here; ${problem.fix}`;
      yield { manifest: use.manifest, path: use.path, message };
    }
  },
};

interface Problem {
  readonly what: string;
  readonly fix: string;
}

/** @see istio pilot/pkg/serviceregistry/ambient/waypoints.go, `fetchWaypointForTarget` */
function problemOf(use: WaypointUse, gateway: Gateway): Problem | undefined {
  if (!isWaypoint(gateway)) return { what: 'is no waypoint', fix: 'name one of class `istio-waypoint`' };
  const serves = gateway.labels['istio.io/waypoint-for'] ?? 'service';
  const isServed = use.kinds.some((kind) => serves === kind || serves === 'all');
  if (!isServed) {
    return { what: `is for \`${serves}\` only`, fix: `label it \`istio.io/waypoint-for: ${use.kinds[0]}\` or \`all\`` };
  }
  const { api } = gateway;
  const isClosed =
    gateway.namespace !== use.userNamespace &&
    api.kind === 'kubernetes' &&
    api.listeners.every(({ allowedNamespaces: { from } }) => from === 'Same' || from === 'None');
  if (!isClosed) return undefined;
  return { what: 'takes only its own namespace', fix: 'add `allowedRoutes: {namespaces: {from: All}}`' };
}
