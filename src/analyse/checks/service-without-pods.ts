/** Does a Service select pods that no workload of its namespace makes? */
import type { Check } from '../check-rule';
import { namespacesWithPodMakers } from '../pod-makers';
import { isSetByCluster } from '../set-by-cluster';

export const serviceWithoutPods: Check = {
  code: 'ZT513',
  *find(estate) {
    const { manifestOf, mesh, workloadsIn, workloadsWith } = estate.inventory();
    const others = namespacesWithPodMakers(estate);
    for (const service of mesh.services) {
      const { namespace, selector } = service;
      if (Object.keys(selector).length === 0 || workloadsIn(namespace).length === 0 || others.has(namespace)) continue;
      if (workloadsWith(selector, namespace).length > 0 || Object.keys(selector).some(isSetByCluster)) continue;
      const wanted = Object.entries(selector).map(([key, value]) => `\`${key}: ${value}\``);
      const message = `no workload of namespace \`${namespace}\` has ${wanted.join(' and ')}, so the Service leads nowhere; correct the labels`;
      yield { manifest: manifestOf(service), path: ['spec', 'selector'], message };
    }
  },
};
