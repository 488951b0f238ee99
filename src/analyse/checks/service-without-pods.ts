/** Does a Service select pods that no workload of its namespace makes? */
import type { Check } from '../check-rule';
import { namespaceOf, specOf } from '../estate';
import { isObject } from '../../policy/json-object';
import { tryWorkloadKind } from '../../policy/read-workload';

export const serviceWithoutPods: Check = {
  code: 'ZT513',
  *find(estate) {
    const { manifestOf, mesh, workloadsIn, workloadsWith } = estate.inventory();
    // kinds that we do not know may make pods, too
    const others = new Set(
      estate.manifests
        .filter((manifest) => tryWorkloadKind(manifest.kind) === undefined && isObject(specOf(manifest).template))
        .map(namespaceOf),
    );
    for (const service of mesh.services) {
      const { namespace, selector } = service;
      if (Object.keys(selector).length === 0 || workloadsIn(namespace).length === 0 || others.has(namespace)) continue;
      if (workloadsWith(selector, namespace).length > 0) continue;
      const wanted = Object.entries(selector).map(([key, value]) => `\`${key}: ${value}\``);
      const message = `no workload of namespace \`${namespace}\` has ${wanted.join(' and ')}, so the Service leads nowhere; correct the labels`;
      yield { manifest: manifestOf(service), path: ['spec', 'selector'], message };
    }
  },
};
