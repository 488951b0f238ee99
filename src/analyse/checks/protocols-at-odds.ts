/** Do two Services lead to one port of the same pods under different protocols? */
import { type PortProtocol, servicePortProtocol, targetPortOf } from '../../policy/port-protocol';
import type { Service, Workload } from '../../policy/model';
import { byAge } from '../../policy/object-order';
import type { Check } from '../check-rule';
import { nameOf } from '../policy-scope';

export const protocolsAtOdds: Check = {
  code: 'ZT512',
  *find(estate) {
    const { manifestOf, mesh, servicesBefore } = estate.inventory();
    const told = new Set<string>();
    for (const workload of mesh.workloads) {
      for (const { first, index, port, service } of clashesOf([...servicesBefore(workload)].sort(byAge), workload)) {
        const place = `${service.namespace}/${service.name}/${index}`;
        if (told.has(place)) continue;
        told.add(place);
        const message = `Service \`${first.service.name}\` leads to port ${port} of \`${nameOf(workload)}\`, too, as ${first.protocol}, and only the protocol of the oldest Service counts; say the same in both`;
        yield { manifest: manifestOf(service), path: ['spec', 'ports', index], message };
      }
    }
  },
};

interface Clash {
  readonly service: Service;
  readonly index: number;
  readonly port: number;
  readonly first: { readonly service: Service; readonly protocol: PortProtocol };
}

function* clashesOf(services: readonly Service[], workload: Workload): Iterable<Clash> {
  const firsts = new Map<number, Clash['first']>();
  for (const service of services) {
    for (const [index, one] of service.ports.entries()) {
      const port = one.transport === 'UDP' ? undefined : targetPortOf(one, workload);
      if (port === undefined) continue;
      const protocol = servicePortProtocol(one);
      const first = firsts.get(port);
      if (first === undefined) firsts.set(port, { service, protocol });
      else if (first.protocol !== protocol && first.service !== service) yield { service, index, port, first };
    }
  }
}
