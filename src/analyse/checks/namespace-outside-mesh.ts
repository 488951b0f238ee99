/** Does a namespace with workloads say nothing about the mesh, so that no proxy guards them? */
import type { Check } from '../check-rule';
import { DATAPLANE_MODE, INJECTION, joinsMesh, REVISION } from '../mesh-labels';

export const namespaceOutsideMesh: Check = {
  code: 'ZT503',
  *find(estate) {
    const { dataPlaneOf, manifestOf, mesh, workloadsIn } = estate.inventory();
    // who has no namespace in the mesh may keep the labels elsewhere, or have no mesh
    if (!mesh.namespaces.some(({ labels }) => joinsMesh(labels))) return;
    for (const namespace of mesh.namespaces) {
      const { labels, name } = namespace;
      if (name === estate.settings.rootNamespace || name.startsWith('kube-')) continue;
      if ([DATAPLANE_MODE, INJECTION, REVISION].some((label) => label in labels)) continue;
      const workloads = workloadsIn(name);
      if (workloads.length === 0 || workloads.some((workload) => dataPlaneOf(workload) !== 'outside')) continue;
      const message = `no proxy guards the workloads of \`${name}\`, so no policy of Istio holds there; add \`${INJECTION}: enabled\` or \`${DATAPLANE_MODE}: ambient\`, or say \`${INJECTION}: disabled\``;
      yield { manifest: manifestOf(namespace), path: ['metadata', 'labels'], message };
    }
  },
};
