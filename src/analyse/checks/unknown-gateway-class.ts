/** Is a Gateway of a class that nothing takes care of? */
import { isApiGateway } from '../../policy/made-gateway';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';
import { isSlipOf } from '../name-slip';
import { listed } from '../names-in-messages';
import { holdsWholeCluster } from '../whole-cluster';

/** istiod makes these itself. @see istio pilot/pkg/config/kube/gateway, `getBuiltinClasses` */
const OF_ISTIO: readonly string[] = ['istio', 'istio-remote', 'istio-waypoint', 'istio-east-west'];

/** Classes of others are mostly installed apart: without them only a near miss, or a dump of the cluster, tells. */
export const unknownGatewayClass: Check = {
  code: 'ZT443',
  *find(estate) {
    const isWhole = holdsWholeCluster(estate);
    for (const { gateway, meant } of ofUnknownClass(estate)) {
      if (meant === undefined && !isWhole) continue;
      const hint = meant === undefined ? '; name one that is installed' : `; did you mean \`${meant}\`?`;
      const message = `there is no GatewayClass \`${gateway.api.className}\`, so nothing serves this Gateway${hint}`;
      yield { manifest: estate.inventory().manifestOf(gateway), path: ['spec', 'gatewayClassName'], message };
    }
  },
  *assumes(estate) {
    if (holdsWholeCluster(estate)) return;
    const unknown = ofUnknownClass(estate).filter(({ meant }) => meant === undefined);
    if (unknown.length > 0)
      yield `GatewayClasses that are neither Istio's nor among the manifests exist: ${listed(unknown.map(({ gateway }) => gateway.api.className))}`;
  },
};

function ofUnknownClass(estate: Estate) {
  const { mesh } = estate.inventory();
  const known = [...OF_ISTIO, ...mesh.traffic.gatewayClasses.map(({ name }) => name)];
  return mesh.gateways
    .filter(isApiGateway)
    .filter(({ api }) => !known.includes(api.className))
    .map((gateway) => ({ gateway, meant: known.find((name) => isSlipOf(gateway.api.className, name)) }));
}
