/** Does a Gateway select pods that are not there? */
import { groupBy } from '../../policy/group-by';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';
import { type ClassicGateway, classicGateways } from '../gateways-of-routes';
import { isSlipOf } from '../name-slip';
import { holdsWholeCluster } from '../whole-cluster';

/** Pods of gateways are mostly deployed by others: without them only a near miss, or a dump of the cluster, tells. */
export const gatewayWithoutPods: Check = {
  code: 'ZT434',
  *find(estate) {
    for (const { gateway, meant } of withoutPods(estate)) {
      if (meant === undefined && !holdsWholeCluster(estate)) continue;
      const wanted = Object.entries(gateway.api.selector).map(([key, value]) => `\`${key}: ${value}\``);
      const hint = meant === undefined ? '' : `; did you mean \`${meant}\`?`;
      const message = `no workload has ${wanted.join(' and ')}, so nothing serves this Gateway${hint}`;
      yield { manifest: estate.inventory().manifestOf(gateway), path: ['spec', 'selector'], message };
    }
  },
  *assumes(estate) {
    if (holdsWholeCluster(estate) || withoutPods(estate).every(({ meant }) => meant !== undefined)) return;
    yield 'the pods that Gateways select exist, though they are not among the manifests';
  },
};

/** Each such Gateway, with the label of a workload that is nearly its own. */
function withoutPods(estate: Estate): readonly { readonly gateway: ClassicGateway; readonly meant?: string }[] {
  const { mesh, workloadsWith } = estate.inventory();
  const missing = classicGateways(estate.inventory()).filter(
    ({ api }) => workloadsWith(api.selector, undefined).length === 0,
  );
  if (missing.length === 0) return [];
  const pairs = mesh.workloads.flatMap(({ labels }) => Object.entries(labels));
  const values = groupBy(pairs, ([key]) => key);
  return missing.map((gateway) => {
    const meant = Object.entries(gateway.api.selector).flatMap(([key, value]) =>
      (values.get(key) ?? []).map(([, other]) => other).filter((other) => isSlipOf(value, other)),
    )[0];
    return meant === undefined ? { gateway } : { gateway, meant };
  });
}
