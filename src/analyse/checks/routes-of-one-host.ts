/** Do several VirtualServices route calls within the mesh to one host, so that only one of them counts? */
import { groupByEach } from '../../policy/group-by';
import type { VirtualService } from '../../policy/model-virtual-service';
import { byAge } from '../../policy/object-order';
import { fullHost } from '../../policy/short-host';
import type { Check } from '../check-rule';
import { isForMesh } from '../gateways-of-routes';

/** At gateways they are joined. @see https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services */
export const routesOfOneHost: Check = {
  code: 'ZT427',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    const inMesh = mesh.traffic.virtualServices.filter(isForMesh);
    const fullHosts = ({ hosts, namespace }: VirtualService) => new Set(hosts.map((host) => fullHost(host, namespace)));
    for (const [host, services] of groupByEach(inMesh, (one) => [...fullHosts(one)])) {
      const [first, ...others] = [...services].sort(byAge);
      if (first === undefined) continue;
      for (const service of others) {
        if (!isSeenBeside(first, service) || !isOfOneProtocol(first, service)) continue;
        const index = service.hosts.findIndex((one) => fullHost(one, service.namespace) === host);
        const message = `\`${first.namespace}/${first.name}\` routes calls to this host, too, and proxies take one of them only; join them`;
        yield { manifest: manifestOf(service), path: ['spec', 'hosts', index], message };
      }
    }
  },
};

/** Whether some namespace sees both. One object in two files, such as a base and its overlay, is not two. */
function isSeenBeside(a: VirtualService, b: VirtualService): boolean {
  if (a.namespace === b.namespace && a.name === b.name) return false;
  const seenBy = ({ exportTo, namespace }: VirtualService) =>
    (exportTo.length === 0 ? ['*'] : exportTo).map((space) => (space === '.' ? namespace : space));
  const [ofA, ofB] = [seenBy(a), seenBy(b)];
  return ofA.includes('*') || ofB.includes('*') || ofA.some((space) => ofB.includes(space));
}

function isOfOneProtocol(a: VirtualService, b: VirtualService): boolean {
  return (['http', 'tls', 'tcp'] as const).some((list) => a[list].length > 0 && b[list].length > 0);
}
