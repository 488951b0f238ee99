/** Does a Service lead from outside the cluster to pods of the mesh, past every gateway? */
import { targetPortOf } from '../../policy/port-protocol';
import { isGateway } from '../../policy/proxy-labels';
import type { Service, Workload } from '../../policy/model';
import type { Check } from '../check-rule';
import { type Estate, specOf } from '../estate';
import { mtlsInForce } from '../mtls-in-force';
import { listed } from '../names-in-messages';
import { nameOf } from '../policy-scope';
import { asItems } from '../raw-field';

/** Callers from outside speak no mutual TLS of the mesh, so that STRICT refuses them, and nothing else knows them. */
export const servicePastGateway: Check = {
  code: 'ZT430',
  *find(estate) {
    const inventory = estate.inventory();
    for (const service of inventory.mesh.services) {
      const manifest = inventory.manifestOf(service);
      const { type, externalIPs } = specOf(manifest);
      const isPublic = type === 'LoadBalancer' || type === 'NodePort';
      if (!isPublic && asItems(externalIPs).length === 0) continue;
      const pods = inventory
        .podsBehind(service)
        .filter(
          (one) =>
            !isGateway(one) && !isCapturedInPart(one) && ['sidecar', 'ambient'].includes(inventory.dataPlaneOf(one)),
        );
      if (pods.length === 0) continue;
      const path = ['spec', isPublic ? 'type' : 'externalIPs'];
      const what = `the Service leads from outside to ${listed(pods.map(nameOf))}`;
      const message = isRefused(estate, service, pods)
        ? `${what}, which take mutual TLS of the mesh only, so calls from there are refused; route them through a gateway`
        : `${what}, past every gateway, and callers have no identity there; route them through a gateway`;
      yield { manifest, path, message };
    }
  },
};

/** What the proxy does not see is another finding; controllers of ingresses are often deployed so. */
function isCapturedInPart({ annotations }: Workload): boolean {
  return Object.keys(annotations).some((key) => /^traffic\.sidecar\.istio\.io\/(in|ex)cludeInboundPorts$/.test(key));
}

function isRefused(estate: Estate, { ports }: Service, pods: readonly Workload[]): boolean {
  const modes = pods.flatMap((pod) =>
    ports.map((port) => mtlsInForce(estate, pod, targetPortOf(port, pod) ?? port.port)),
  );
  return modes.length > 0 && modes.every((mode) => mode === 'STRICT');
}
