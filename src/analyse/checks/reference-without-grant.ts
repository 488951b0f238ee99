/** Does the Gateway API name an object of another namespace that does not allow it? */
import { isGranted, type Referrer } from '../../evaluate/servers/reference-grant';
import type { FieldPath } from '../../policy/field-path';
import { isApiGateway } from '../../policy/made-gateway';
import type { ObjectReference } from '../../policy/model-route';
import { GATEWAY_API } from '../../policy/read-route-parts';
import { apiRoutes } from '../api-routes';
import type { Check } from '../check-rule';
import type { Inventory } from '../inventory';
import { listed } from '../names-in-messages';

/** @see https://gateway-api.sigs.k8s.io/api-types/referencegrant/ */
export const referenceWithoutGrant: Check = {
  code: 'ZT422',
  *find(estate) {
    const inventory = estate.inventory();
    for (const { object, path, from, to, effect } of ungranted(inventory)) {
      if (!isHere(inventory, to.namespace)) continue;
      const message = `no ReferenceGrant of namespace \`${to.namespace}\` lets a ${from.kind} of \`${from.namespace}\` use ${to.kind} \`${to.name}\`, so ${effect}; write one there`;
      yield { manifest: inventory.manifestOf(object), path, message };
    }
  },
  *assumes(estate) {
    const inventory = estate.inventory();
    const unknown = ungranted(inventory).filter(({ to }) => !isHere(inventory, to.namespace));
    if (unknown.length === 0) return;
    yield `ReferenceGrants of ${listed(unknown.map(({ to }) => to.namespace))}, of which nothing is among the manifests, allow what refers to it`;
  },
};

interface Reference {
  readonly object: object;
  readonly path: FieldPath;
  readonly from: Referrer;
  readonly to: ObjectReference;
  readonly effect: string;
}

function ungranted(inventory: Inventory): readonly Reference[] {
  const { mesh } = inventory;
  const backends = apiRoutes(inventory).flatMap(({ kind, route }) =>
    route.rules.flatMap((rule, index) =>
      rule.backends.map((to, at): Reference => ({
        object: route,
        path: ['spec', 'rules', index, 'backendRefs', at],
        from: { group: GATEWAY_API, kind, namespace: route.namespace },
        to,
        effect: 'calls fail with 500',
      })),
    ),
  );
  const certificates = mesh.gateways.filter(isApiGateway).flatMap((gateway) =>
    gateway.api.listeners.flatMap((listener, index) =>
      listener.certificates.map((to, at): Reference => ({
        object: gateway,
        path: ['spec', 'listeners', index, 'tls', 'certificateRefs', at],
        from: { group: GATEWAY_API, kind: 'Gateway', namespace: gateway.namespace },
        to,
        effect: 'the listener has no certificate',
      })),
    ),
  );
  return [...backends, ...certificates].filter(({ from, to }) => !isGranted(mesh, from, to));
}

/** A namespace of which nothing is here keeps its grants elsewhere, too. */
function isHere({ mesh, namespace: lookUp, servicesIn, workloadsIn }: Inventory, namespace: string): boolean {
  return (
    lookUp(namespace) !== undefined ||
    servicesIn(namespace).length > 0 ||
    workloadsIn(namespace).length > 0 ||
    mesh.traffic.referenceGrants.some((grant) => grant.namespace === namespace)
  );
}
