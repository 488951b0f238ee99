/** Do two ServiceEntries declare one port of one host with different protocols? */
import { groupByEach } from '../../policy/group-by';
import type { EntryPort, ServiceEntry } from '../../policy/model-service-entry';
import { byAge } from '../../policy/object-order';
import { protocolOf } from '../../policy/port-protocol';
import type { Check } from '../check-rule';

/** Which of them counts depends on who sees which; that both are seen is asked by `exportTo`. */
export const entriesAtOdds: Check = {
  code: 'ZT440',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    for (const [host, entries] of groupByEach(mesh.traffic.serviceEntries, ({ hosts }) => [...new Set(hosts)])) {
      const [first, ...others] = [...entries].sort(byAge);
      for (const entry of first === undefined ? [] : others) {
        if (first === undefined || !areSeenTogether(first, entry)) continue;
        const index = entry.ports.findIndex((port) => first.ports.some((other) => isAtOdds(port, other)));
        if (index < 0) continue;
        const { number, protocol } = entry.ports[index] as EntryPort;
        const message = `\`${first.namespace}/${first.name}\` declares port ${number} of \`${host}\`, too, with another protocol than ${protocol}, and only one of them counts; say the same in both`;
        yield { manifest: manifestOf(entry), path: ['spec', 'ports', index, 'protocol'], message };
      }
    }
  },
};

function isAtOdds(a: EntryPort, b: EntryPort): boolean {
  return a.number === b.number && protocolOf(a.protocol) !== protocolOf(b.protocol);
}

function areSeenTogether(a: ServiceEntry, b: ServiceEntry): boolean {
  if (a.namespace === b.namespace) return a.name !== b.name;
  const seenBy = ({ exportTo, namespace }: ServiceEntry) =>
    (exportTo.length === 0 ? ['*'] : exportTo).map((space) => (space === '.' ? namespace : space));
  const [ofA, ofB] = [seenBy(a), seenBy(b)];
  return ofA.includes('*') || ofB.includes('*') || ofA.some((space) => ofB.includes(space));
}
