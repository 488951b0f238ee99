/** The verdict of the sets on one call, for comparing the two engines. */
import { nameOf } from '../../src/policy/metadata';
import type { ProxyOrders } from '../../src/evaluate/proxies/policies-at-proxy';
import { leadsTo } from '../../src/evaluate/ways/way';
import type { Mesh } from '../../src/policy/model';
import { remember } from '../../src/policy/remember';
import type { Request } from '../../src/policy/request';
import { whyBeyond } from '../../src/reach/beyond';
import { callerPartitions } from '../../src/reach/callers/caller-partition';
import { callersIn } from '../../src/reach/callers/callers';
import type { Partition } from '../../src/reach/space/partition';
import type { PortTarget } from '../../src/reach/ways/port-target';
import { targetKey } from '../../src/reach/ways/port-target';
import { jwtRulesOn } from '../../src/reach/ways/way-reading';
import type { Study } from '../../src/reach/ways/study';
import { studyOf } from '../../src/reach/ways/study';
import { terrainsOf } from '../../src/reach/ways/terrain';
import { targetPortOf } from '../../src/policy/port-protocol';
import type { Space } from '../../src/reach/space/space';
import type { Placed, Reader } from './point-of';
import { pointOf } from './point-of';

/** The part of this partition that the call is in. */
export function partAt({ regions }: Space, partition: Partition, place: Placed): JudgedBySets {
  if ('outside' in place) return { part: 'outside', because: [place.outside] };
  const parts = (['allow', 'deny', 'depends', 'undecided'] as const).filter((part) =>
    regions.has(partition[part], place.point),
  );
  if (parts.length !== 1) throw new Error(`a point is in ${parts.join(' and ')}`);
  return { part: parts[0] as 'allow', because: partition.because };
}

/** The part that the call is in; `outside`: the sets know no such call. */
export interface JudgedBySets {
  readonly part: 'allow' | 'deny' | 'depends' | 'undecided' | 'outside';
  readonly because: readonly string[];
}

/** Judges calls to workloads and Services. */
export function judgeBySets(mesh: Mesh): (request: Request) => JudgedBySets {
  const judgeAt = judgeAtPorts(mesh);
  return (request) => {
    if (request.to.subset !== undefined) return { part: 'outside', because: ['a subset is called'] };
    const judged = targetsIn(mesh, request).map((placed) => judgeAt(request, placed));
    const [first] = judged;
    if (first === undefined) return { part: 'outside', because: ['no target'] };
    // behind a Service all must answer alike
    return judged.every(({ part }) => part === first.part)
      ? first
      : { part: 'undecided', because: ['the workloads behind the Service do not answer alike'] };
  };
}

/** Judges calls in so far as they come to a port. */
export function judgeAtPorts(mesh: Mesh): (request: Request, placing: Placing) => JudgedBySets {
  const terrains = terrainsOf(mesh);
  const study = remember((target: PortTarget): Study | string => {
    try {
      return studyOf(target, [terrains], []);
    } catch (error) {
      return whyBeyond(error);
    }
  }, targetKey);
  const partitions = remember(
    ({ target, from }: { target: PortTarget; from: Request['from'] }): Partition | string => {
      const found = study(target);
      if (typeof found === 'string') return found;
      const [terrain] = found.meshes;
      if (terrain === undefined) return 'no such target';
      const known = callersIn(found.space, found.literals);
      try {
        const { ofIdentities, ofPlaintext, ofWorkload } = callerPartitions(found, terrain, known);
        switch (from.kind) {
          case 'mtls':
            return ofIdentities({ kind: 'mtls', identity: from.identity });
          case 'plaintext':
            return ofPlaintext();
          case 'workload': {
            const name = nameOf(from.workload);
            const isThere = terrain[0]?.terrain.byName.has(name) === true;
            return isThere
              ? ofWorkload({ name, from: { kind: 'workload', workload: from.workload } })
              : 'no such caller';
          }
        }
      } catch (error) {
        return whyBeyond(error);
      }
    },
    ({ target, from: { ip: _, ...from } }) => `${targetKey(target)} ${JSON.stringify(from)}`,
  );
  return judgeAt;

  function judgeAt(request: Request, { target, to }: Placing): JudgedBySets {
    const [own, ...others] = addressesOf(mesh, request.from);
    const known = others.length === 0 ? own : undefined;
    if (known !== undefined && (request.from.ip ?? known) !== known) {
      return { part: 'outside', because: ['a replica with another address calls'] };
    }
    const from = known === undefined ? request.from : { ...request.from, ip: known };
    const found = study(target);
    if (typeof found === 'string') return { part: 'undecided', because: [found] };
    const partition = partitions({ target, from: request.from });
    if (typeof partition === 'string') return { part: 'undecided', because: [partition] };
    const bare: Reader = {
      config: { settings: mesh.settings, jwtRules: [] } as unknown as ProxyOrders,
      trustedProxies: 1,
    };
    const place = pointOf(found.space, { ...request, from, to }, readerOf(found) ?? bare);
    return partAt(found.space, partition, place);
  }
}

/** A port that is called, and by which name. */
export interface Placing {
  readonly target: PortTarget;
  readonly to: Request['to'];
}

function addressesOf({ workloads }: Mesh, from: Request['from']): readonly string[] {
  if (from.kind !== 'workload') return [];
  return workloads.find((one) => nameOf(one) === nameOf(from.workload))?.addresses ?? [];
}

/** The ports that are called: of each workload behind a Service. */
function targetsIn(mesh: Mesh, { to }: Request): readonly Placing[] {
  if (to.kind === 'workload') return [{ target: { workload: to.workload, port: to.port }, to }];
  if (to.kind !== 'service') return [];
  const service = mesh.services.find((one) => nameOf(one) === nameOf(to.service));
  const port = service?.ports.find((one) => one.port === to.port);
  if (service === undefined || port === undefined) return [];
  return mesh.workloads.flatMap((pods): readonly Placing[] => {
    const workload = { namespace: pods.namespace, name: pods.name };
    const isMeant =
      to.workload === undefined
        ? pods.namespace === service.namespace && leadsTo(mesh, service, pods)
        : nameOf(to.workload) === nameOf(pods);
    const target = targetPortOf(port, pods);
    return isMeant && target !== undefined ? [{ target: { workload, port: target }, to: { ...to, workload } }] : [];
  });
}

function readerOf({ meshes }: Study): Reader | undefined {
  const readings = meshes
    .flatMap((terrains) => terrains ?? [])
    .flatMap(({ ways }) => ways.flatMap((w) => w.partitions));
  const readers = readings.flatMap(({ read }): readonly Reader[] => {
    if (read.kind === 'untold') return [];
    const { point, waypoint } = read;
    const stop = waypoint?.kind === 'waypoint' ? [{ ...waypoint.envoy.stop, trustedProxies: 1 }] : [];
    if (point.kind === 'door') return [...stop, point.reading.port];
    return [...stop, ...(point.kind === 'envoy' ? [{ ...point.reading.stop, trustedProxies: 1 }] : [])];
  });
  const found = readers.find(({ config: { jwtRules } }) => jwtRules.length > 0) ?? readers[0];
  const behind = meshes
    .flatMap((terrains) => terrains ?? [])
    .flatMap(({ routed }) => routed.flatMap(({ read }) => jwtRulesOn(read)));
  return found && { ...found, behind };
}
