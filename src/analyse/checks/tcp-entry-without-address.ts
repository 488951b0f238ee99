/** Does a ServiceEntry take every TCP call to its port for its host, because it has no address? */
import type { ServiceEntry } from '../../policy/model-service-entry';
import { protocolOf } from '../../policy/port-protocol';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';

/** By address alone can TCP be told apart. ztunnel resolves names itself, and gives each host an address of its own. */
export const tcpEntryWithoutAddress: Check = {
  code: 'ZT441',
  *find(estate) {
    const { manifestOf } = estate.inventory();
    for (const { entry, index, port } of tcpPorts(estate)) {
      const message = `without \`addresses\` sidecars take every TCP call to port ${port}, wherever it is for, as one to this host; write them, or let proxies capture DNS`;
      yield { manifest: manifestOf(entry), path: ['spec', 'ports', index], message };
    }
  },
  *assumes(estate) {
    if (tcpPorts(estate).length > 0) yield 'sidecars do not capture DNS (`ISTIO_META_DNS_CAPTURE`)';
  },
};

interface TcpPort {
  readonly entry: ServiceEntry;
  readonly index: number;
  readonly port: number;
}

function tcpPorts(estate: Estate): readonly TcpPort[] {
  if (!hasSidecars(estate)) return [];
  return estate
    .inventory()
    .mesh.traffic.serviceEntries.filter(({ addresses }) => addresses.length === 0)
    .flatMap((entry) =>
      entry.ports.flatMap(({ number: port, protocol }, index) =>
        protocolOf(protocol) === 'tcp' && protocol.toUpperCase() !== 'UDP' ? [{ entry, index, port }] : [],
      ),
    );
}

function hasSidecars(estate: Estate): boolean {
  const { dataPlaneOf, mesh } = estate.inventory();
  return mesh.workloads.some((one) => dataPlaneOf(one) === 'sidecar');
}
