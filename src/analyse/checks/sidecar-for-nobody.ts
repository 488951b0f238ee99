/** Does a Sidecar select pods that are not there, or that read no Sidecar? */
import { isGateway } from '../../policy/proxy-labels';
import type { Sidecar } from '../../policy/model';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';
import { listed } from '../names-in-messages';
import { nameOf } from '../policy-scope';

/** @see istio pilot/pkg/model/push_context.go, `getSidecarScope`: gateways and waypoints have none */
export const sidecarForNobody: Check = {
  code: 'ZT438',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    for (const sidecar of mesh.sidecars) {
      const problem = Object.keys(sidecar.selector).length === 0 ? undefined : problemOf(estate, sidecar);
      if (problem === undefined) continue;
      yield { manifest: manifestOf(sidecar), path: ['spec', 'workloadSelector', 'labels'], message: problem };
    }
  },
  *assumes(estate) {
    const { mesh, workloadsIn } = estate.inventory();
    const unknown = mesh.sidecars.filter(
      ({ namespace, selector }) => Object.keys(selector).length > 0 && workloadsIn(namespace).length === 0,
    );
    if (unknown.length > 0)
      yield `the pods that Sidecars of ${listed(unknown.map(({ namespace }) => namespace))} select exist, though none is among the manifests`;
  },
};

function problemOf(estate: Estate, { namespace, selector }: Sidecar): string | undefined {
  const { workloadsIn, workloadsWith } = estate.inventory();
  if (workloadsIn(namespace).length === 0) return undefined;
  const pods = workloadsWith(selector, namespace);
  const isRoot = namespace === estate.settings.rootNamespace;
  const elsewhere = isRoot ? '; in the root namespace, too, labels select there only' : '; correct the labels';
  if (pods.length === 0)
    return `no workload of namespace \`${namespace}\` has these labels, so the Sidecar does nothing${elsewhere}`;
  if (!pods.every(isGateway)) return undefined;
  return `${listed(pods.map(nameOf))} are gateways, which read no Sidecar, so it does nothing; remove it`;
}
