/** Does a policy apply only to pods that no proxy of Istio's guards, so that nothing enforces it? */
import type { Workload } from '../../policy/model';
import type { Check } from '../check-rule';
import { type Estate, namespaceOf } from '../estate';
import { DATAPLANE_MODE, INJECTION, joinsMesh } from '../mesh-labels';
import { listed } from '../names-in-messages';
import { nameOf, SELECTING_KINDS, selectedBy } from '../policy-scope';

export const policyOutsideMesh: Check = {
  code: 'ZT126',
  *find(estate) {
    const { dataPlaneOf } = estate.inventory();
    for (const manifest of SELECTING_KINDS.flatMap((kind) => estate.of(kind))) {
      // what the root namespace selects may be in namespaces that are not here
      if (namespaceOf(manifest) === estate.settings.rootNamespace) continue;
      const workloads = selectedBy(estate, manifest);
      if (workloads.length === 0 || workloads.some((workload) => dataPlaneOf(workload) !== 'outside')) continue;
      const message = `${listed(workloads.map(nameOf))} ${workloads.length === 1 ? 'is' : 'are'} not in the mesh, so nothing enforces this; ${remedy(estate, workloads)}`;
      yield { manifest, path: [], message };
    }
  },
  *assumes(estate) {
    const { mesh, dataPlaneOf, namespace } = estate.inventory();
    if (SELECTING_KINDS.every((kind) => estate.of(kind).length === 0)) return;
    const unknown = mesh.workloads.filter((workload) => dataPlaneOf(workload) === 'unknown');
    const spaces = unknown.map((workload) => workload.namespace).filter((name) => namespace(name) === undefined);
    if (spaces.length > 0)
      yield `no Namespace object tells whether pods of ${listed(spaces)} have a sidecar or are in ambient, so what only one of both enforces was not judged there`;
  },
};

function remedy(estate: Estate, workloads: readonly Workload[]): string {
  const [first] = workloads;
  if (first === undefined) return '';
  if (workloads.every(({ hostNetwork }) => hostNetwork)) return 'pods on the host network get no proxy';
  if (joinsMesh(estate.inventory().namespace(first.namespace)?.labels ?? {}))
    return 'the pods refuse the proxy by their labels or annotations';
  return `label namespace \`${first.namespace}\` with \`${INJECTION}: enabled\` or \`${DATAPLANE_MODE}: ambient\``;
}
