/** Does a label name a Gateway that is no waypoint for it? */
import type { Gateway, Mesh } from '../../policy/model';
import { WAYPOINT_FOR } from '../../policy/waypoint';
import type { Check } from '../check-rule';
import { type WaypointUse, waypointUses } from '../waypoint-use';

export const waypointOfAnother: Check = {
  code: 'ZT509',
  *find(estate) {
    const { mesh } = estate.inventory();
    for (const use of waypointUses(estate)) {
      const problem = use.gateway === undefined ? undefined : problemOf(mesh, use, use.gateway);
      if (problem === undefined) continue;
      const message = `Gateway \`${use.name}\` ${problem.what}, so no waypoint enforces HTTP policies here; ${problem.fix}`;
      yield { manifest: use.manifest, path: use.path, message };
    }
  },
};

const WAYPOINTS = 'istio.io/mesh-controller';
/** Of Istio's own classes, which istiod creates. @see istio pilot/pkg/config/kube/gatewaycommon, `ClassInfos` */
const CONTROLLERS: Readonly<Record<string, string>> = {
  'istio-waypoint': WAYPOINTS,
  istio: 'istio.io/gateway-controller',
  'istio-remote': 'istio.io/unmanaged-gateway',
  'istio-east-west': 'istio.io/eastwest-controller',
};

interface Problem {
  readonly what: string;
  readonly fix: string;
}

/** @see istio pilot/pkg/serviceregistry/ambient/waypoints.go, `fetchWaypointForTarget` */
function problemOf(mesh: Mesh, use: WaypointUse, gateway: Gateway): Problem | undefined {
  const { api } = gateway;
  if (api.kind !== 'kubernetes') return undefined;
  const ofClass = mesh.traffic.gatewayClasses.find(({ name }) => name === api.className);
  const controller = ofClass?.controllerName ?? CONTROLLERS[api.className];
  // a class that we do not know may make waypoints
  if (controller === undefined) return undefined;
  if (controller !== WAYPOINTS) return { what: 'is no waypoint', fix: 'name one of class `istio-waypoint`' };
  const serves = gateway.labels[WAYPOINT_FOR] ?? ofClass?.labels[WAYPOINT_FOR] ?? 'service';
  const isServed = use.kinds.some((kind) => serves === kind || serves === 'all');
  if (!isServed) {
    return { what: `is for \`${serves}\` only`, fix: `label it \`istio.io/waypoint-for: ${use.kinds[0]}\` or \`all\`` };
  }
  const isClosed =
    gateway.namespace !== use.userNamespace &&
    api.listeners.every(({ allowedNamespaces: { from } }) => from === 'Same' || from === 'None');
  if (!isClosed) return undefined;
  return { what: 'takes only its own namespace', fix: 'add `allowedRoutes: {namespaces: {from: All}}`' };
}
