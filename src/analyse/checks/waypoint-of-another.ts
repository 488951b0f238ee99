/** Does a label name a Gateway that is no waypoint for it? */
import { isSelected } from '../../policy/match-selector';
import type { Gateway, Labels, Mesh } from '../../policy/model';
import type { AllowedNamespaces } from '../../policy/model-gateway';
import { WAYPOINT_FOR } from '../../policy/waypoint';
import type { Check } from '../check-rule';
import { type WaypointUse, waypointUses } from '../waypoint-use';

export const waypointOfAnother: Check = {
  code: 'ZT509',
  *find(estate) {
    const { mesh, namespace } = estate.inventory();
    for (const use of waypointUses(estate)) {
      const { gateway, userNamespace } = use;
      const problem = gateway && problemOf(mesh, use, gateway, namespace(userNamespace)?.labels);
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

/** What every namespace has, written or not. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

interface Problem {
  readonly what: string;
  readonly fix: string;
}

/** @see istio pilot/pkg/serviceregistry/ambient/waypoints.go, `fetchWaypointForTarget` */
function problemOf(mesh: Mesh, use: WaypointUse, gateway: Gateway, labels: Labels | undefined): Problem | undefined {
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
  const isOpen = api.listeners.some(({ allowedNamespaces }) => allows(allowedNamespaces, gateway, use, labels));
  if (isOpen || api.listeners.length === 0) return undefined;
  return {
    what: `takes nothing of namespace \`${use.userNamespace}\``,
    fix: 'select it, or write `allowedRoutes: {namespaces: {from: All}}`',
  };
}

/** Without its manifest the labels of the user's namespace are not known, and may be those that are selected. */
function allows(
  allowed: AllowedNamespaces,
  { namespace }: Gateway,
  { userNamespace }: WaypointUse,
  labels: Labels | undefined,
): boolean {
  switch (allowed.from) {
    case 'All':
      return true;
    case 'None':
      return false;
    case 'Same':
      return namespace === userNamespace;
    case 'Selector':
      return labels === undefined || isSelected(allowed.selector, { ...labels, [NAMESPACE_NAME]: userNamespace });
  }
}
