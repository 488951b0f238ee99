/** Which ports of Services lead elsewhere in the end, so that calls to them are not followed from end to end? */
import { groupBy } from '../policy/group-by';
import { nameOf } from '../policy/metadata';
import type { Mesh, ObjectName } from '../policy/model';
import { isBehind, targetPortOf } from '../policy/port-protocol';

/** A port of a workload that is there at both ends, to which a Service leads in the end, and did not before. */
export interface MovedPort {
  readonly workload: ObjectName;
  readonly port: number;
  readonly because: string;
}

/**
 * All of them. Requests are compared by the port of the workload that they reach: what a Service leads to at one end
 * cannot be called by it at the other, so that an outage of calls to such a Service would be missed.
 */
export function movedPorts(before: Mesh, after: Mesh): readonly MovedPort[] {
  const [were, are] = [leadsIn(before), leadsIn(after)];
  const there = new Set(before.workloads.map(nameOf));
  return [...are].flatMap(([called, now]) => {
    const old = were.get(called) ?? [];
    const known = new Set(old.map(placeOf));
    const names = new Set(old.map(({ workload }) => nameOf(workload)));
    const isElsewhere = old.length > 0 && !now.some(({ workload }) => names.has(nameOf(workload)));
    const moved = now.filter((lead) => {
      const name = nameOf(lead.workload);
      return names.has(name) ? !known.has(placeOf(lead)) : isElsewhere && there.has(name);
    });
    const from = [...known].sort().join(' and ');
    return moved.map((lead) => ({
      ...lead,
      because: `calls to ${called} are not followed: it leads to ${from} at one end, and to ${placeOf(lead)} at the other`,
    }));
  });
}

/** What a port of a Service leads to. */
type Lead = Omit<MovedPort, 'because'>;

/** Where the ports of all Services lead, by their names in words. */
function leadsIn({ services, workloads }: Mesh): ReadonlyMap<string, readonly Lead[]> {
  const inSpace = groupBy(workloads, ({ namespace }) => namespace);
  return new Map(
    services.flatMap((service) => {
      const behind = (inSpace.get(service.namespace) ?? []).filter((workload) => isBehind(service, workload));
      return service.ports
        .filter(({ transport }) => transport === 'TCP')
        .map((each) => {
          const leads = behind.flatMap((workload): readonly Lead[] => {
            const port = targetPortOf(each, workload);
            return port === undefined ? [] : [{ workload, port }];
          });
          return [`port ${each.port} of Service ${nameOf(service)}`, leads] as const;
        });
    }),
  );
}

function placeOf({ workload, port }: Lead): string {
  return `port ${port} of ${nameOf(workload)}`;
}
