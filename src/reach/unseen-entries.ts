/** What comes from the internet through gateways whose pods are not among the manifests? That cannot be told. */
import type { Mesh, Workload } from '../policy/model';
import { namedIn } from '../policy/named-in';
import { servicesOf, targetPortOf } from '../policy/port-protocol';
import { unseenGateways } from '../policy/unseen-gateways';
import type { Analyst, CallerReach, PortTarget } from './analyst';
import { isEmpty, subtract } from './space/request-set';

/** The same answers about this mesh, but that the internet may send anything, and not surely, where it may come so. */
export function withUnseenEntries(analyst: Analyst, mesh: Mesh): Analyst {
  const unseen = unseenGateways(mesh);
  if (unseen === undefined) return analyst;
  const podsNamed = namedIn(mesh.workloads);
  return {
    get targets() {
      return analyst.targets;
    },
    byCommonNames: analyst.byCommonNames,
    where: analyst.where,
    isNamed: analyst.isNamed,
    boxesOf: analyst.boxesOf,
    requestIn: analyst.requestIn,
    reach(target) {
      const known = analyst.reach(target);
      const because = isOpen(known) ? unseen(servicesBefore(mesh, podsNamed(target.workload), target.port)) : [];
      if (because.length === 0) return known;
      return [...known.filter(({ from }) => from.kind !== 'internet'), perhaps(analyst, target, known, because)];
    },
  };
}

/** The ports of Services that lead there. */
function servicesBefore(mesh: Mesh, workloads: readonly Workload[], port: number) {
  return workloads.flatMap((pods) =>
    servicesOf(mesh, pods).flatMap((service) =>
      service.ports.filter((one) => targetPortOf(one, pods) === port).map((one) => ({ service, port: one.port })),
    ),
  );
}

/** Whether anybody gets there at all: a gateway is somebody, too. */
function isOpen(known: readonly CallerReach[]): boolean {
  return known.some(({ sets: [set] }) => set !== undefined && !isEmpty(set.possibly));
}

function perhaps(
  { where }: Analyst,
  target: PortTarget,
  known: readonly CallerReach[],
  because: readonly string[],
): CallerReach {
  const everything = where(target, []);
  const seen = known.find(({ from }) => from.kind === 'internet')?.sets[0];
  const surely = seen?.surely ?? subtract(everything, everything);
  const undecided = [...(seen?.undecided ?? []), ...because];
  return { from: { kind: 'internet' }, sets: [{ surely, possibly: everything, undecided }] };
}
