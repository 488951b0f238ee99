/** Does a port of a Service not say which protocol it speaks, so that proxies guess it from the first bytes? */
import type { Service, ServicePort } from '../../policy/model';
import { protocolOf, servicePortProtocol } from '../../policy/port-protocol';
import { isGateway } from '../../policy/proxy-labels';
import { waypointNamedBy } from '../../policy/waypoint';
import type { Check } from '../check-rule';
import type { Inventory } from '../inventory';

/** @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/ */
export const portWithoutProtocol: Check = {
  code: 'ZT510',
  *find(estate) {
    const inventory = estate.inventory();
    for (const service of inventory.mesh.services) {
      const unsaid = [...service.ports.entries()].filter(([, port]) => servicePortProtocol(port) === 'auto');
      if (unsaid.length === 0 || !isReadByProxy(inventory, service)) continue;
      for (const [index, port] of unsaid) {
        const field = port.appProtocol === undefined ? 'name' : 'appProtocol';
        const said = port[field] === '' ? `port ${port.port} has no name` : `\`${port[field]}\` names no protocol`;
        const message = `${said}, so proxies guess whether it is HTTP, and HTTP policies hold only when they guess so; ${fix(port)}`;
        yield { manifest: inventory.manifestOf(service), path: ['spec', 'ports', index, field], message };
      }
    }
  },
};

/** Without a sidecar or waypoint nobody looks at the protocol; a gateway takes it from its own servers. */
function isReadByProxy(inventory: Inventory, service: Service): boolean {
  const pods = inventory.podsBehind(service);
  return (
    pods.some((one) => inventory.dataPlaneOf(one) === 'sidecar' && !isGateway(one)) ||
    waypointNamedBy(inventory.mesh, service, 'service') !== undefined
  );
}

/** A protocol that stands at the wrong end of the name is surely the one that was meant. */
function fix({ appProtocol, name }: ServicePort): string {
  const words = appProtocol === undefined ? name.split(/[-_]/) : [];
  const protocol = words.find((word) => protocolOf(word) !== 'auto');
  if (protocol === undefined) return 'say it with `appProtocol`, such as `http` or `tcp`';
  return `write \`${[protocol, ...words.filter((word) => word !== protocol)].join('-')}\``;
}
