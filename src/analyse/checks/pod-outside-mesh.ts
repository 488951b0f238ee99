/** Do pods that a Service leads to keep out of the mesh that their namespace is in? */
import type { FieldPath } from '../../policy/field-path';
import type { Workload } from '../../policy/model';
import type { Check } from '../check-rule';
import { podPath } from '../estate';
import { DATAPLANE_MODE, INJECT, joinsMesh } from '../mesh-labels';

export const podOutsideMesh: Check = {
  code: 'ZT506',
  *find(estate) {
    const { dataPlaneOf, manifestOf, mesh, namespace, servicesBefore } = estate.inventory();
    for (const workload of mesh.workloads) {
      const [service] = servicesBefore(workload);
      const labels = namespace(workload.namespace)?.labels;
      if (labels === undefined || !joinsMesh(labels) || dataPlaneOf(workload) !== 'outside') continue;
      const reason = reasonOf(workload);
      if (reason === undefined || service === undefined) continue;
      const manifest = manifestOf(workload);
      const message = `${reason.what}, so no policy of Istio holds for the pods behind Service \`${service.name}\`; guard them by a NetworkPolicy, or let them join`;
      yield { manifest, path: [...podPath(manifest), ...reason.path], message };
    }
  },
};

function reasonOf(workload: Workload): { readonly what: string; readonly path: FieldPath } | undefined {
  if (workload.hostNetwork) return { what: 'pods on the host network have no proxy', path: ['spec', 'hostNetwork'] };
  if (workload.labels[INJECT] === 'false')
    return { what: 'no sidecar is injected', path: ['metadata', 'labels', INJECT] };
  if (workload.annotations[INJECT] === 'false')
    return { what: 'no sidecar is injected', path: ['metadata', 'annotations', INJECT] };
  if (workload.labels[DATAPLANE_MODE] === 'none')
    return { what: 'no ztunnel captures', path: ['metadata', 'labels', DATAPLANE_MODE] };
  return undefined;
}
