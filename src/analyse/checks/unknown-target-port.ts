/** Does a port of a Service lead to a named port that no container has? */
import { targetPortOf } from '../../policy/port-protocol';
import type { Check } from '../check-rule';
import { didYouMean, listed } from '../names-in-messages';
import { nameOf } from '../policy-scope';

export const unknownTargetPort: Check = {
  code: 'ZT511',
  *find(estate) {
    const inventory = estate.inventory();
    for (const service of inventory.mesh.services) {
      const named = [...service.ports.entries()].filter(([, { targetPort }]) => typeof targetPort === 'string');
      if (named.length === 0) continue;
      const pods = inventory.podsBehind(service);
      for (const [index, port] of named) {
        if (pods.length === 0 || pods.some((one) => targetPortOf(port, one) !== undefined)) continue;
        const known = pods.flatMap(({ ports }) => ports.flatMap(({ name }) => name ?? []));
        const message = `no container of ${listed(pods.map(nameOf))} has a port named \`${port.targetPort}\`, so calls find nobody`;
        const hint = didYouMean(String(port.targetPort), known) || '; name the container port so';
        yield {
          manifest: inventory.manifestOf(service),
          path: ['spec', 'ports', index, 'targetPort'],
          message: `${message}${hint}`,
        };
      }
    }
  },
};
