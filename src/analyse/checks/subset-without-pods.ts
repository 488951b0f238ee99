/** Does a subset ask for labels that no pod behind its host has? */
import { selects } from '../../policy/in-force';
import { proxyLabels } from '../../policy/proxy-labels';
import type { Check } from '../check-rule';
import { servicesOfHost } from '../host-services';
import { isSetByCluster } from '../set-by-cluster';

export const subsetWithoutPods: Check = {
  code: 'ZT405',
  *find(estate) {
    const inventory = estate.inventory();
    for (const rule of inventory.mesh.traffic.destinationRules) {
      if (rule.subsets.length === 0 || rule.host.startsWith('*')) continue;
      const [service] = servicesOfHost(inventory, rule.host, rule.namespace);
      if (service === undefined) continue;
      const pods = inventory.podsBehind(service);
      // workloads that are not here may have the labels
      if (pods.length === 0) continue;
      for (const [index, { labels, name }] of rule.subsets.entries()) {
        if (Object.keys(labels).some(isSetByCluster)) continue;
        if (pods.some((workload) => selects(labels, proxyLabels(workload)))) continue;
        const wanted = Object.entries(labels).map(([key, value]) => `\`${key}: ${value}\``);
        const message = `no workload behind Service \`${service.name}\` has ${wanted.join(' and ')}, so calls to subset \`${name}\` fail; label the pods`;
        yield { manifest: inventory.manifestOf(rule), path: ['spec', 'subsets', index, 'labels'], message };
      }
    }
  },
};
