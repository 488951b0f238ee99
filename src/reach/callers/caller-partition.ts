/** What becomes of the requests of one caller, on all ways together? */
import { nameOf } from '../../policy/metadata';
import { remember } from '../../policy/remember';
import type { Caller } from '../../policy/request';
import { fromAtoms, single } from '../../sets/bits';
import type { KnownCallers } from './callers';
import type { KnownWorkload } from './everyone';
import type { Literal } from '../formulas/formula';
import { identityAtoms } from './identity-atoms';
import { partitionThrough } from '../ways/entry-partition';
import { networkOn } from '../ways/network-hops';
import type { Partition } from '../space/partition';
import { inCommon, inTurn, wholly, within } from '../space/partition';
import { fixing, shared } from '../space/shared-partitions';
import { throughSidecar } from '../ways/sidecar-partition';
import { likenessTowards } from './speakers';
import type { Space } from '../space/space';
import { HTTP, PROTOCOL, WAY } from '../space/space';
import type { StudiedWay } from '../ways/studied-way';
import type { Study, StudiedTerrain } from '../ways/study';
import type { Terrain } from '../ways/terrain';
import type { CallingWorkload, PortContext, WorkloadContext } from './workload-partition';
import { fromWorkload, PODS, sourceAtom } from './workload-partition';

const BEHAVIOURS = 'the patch releases of this version of Istio do not answer alike';

/** What becomes of requests, by caller. */
export interface CallerPartitions {
  /** of the workload of this name: one and the same for those that nothing tells apart here */
  readonly ofWorkload: (caller: KnownWorkload) => Partition;
  /** of somebody of whom the network knows no more than this; the caller stays a dimension */
  readonly ofIdentities: (network: Caller) => Partition;
  /** of somebody without identity */
  readonly ofPlaintext: () => Partition;
  /** of somebody outside without identity, through gateways */
  readonly ofInternet: () => Partition;
}

/** The partitions of callers in one mesh, under all its behaviours. */
export function callerPartitions(
  { space, literals, target }: Study,
  terrains: readonly StudiedTerrain[],
  known: KnownCallers,
): CallerPartitions {
  const { regions } = space;
  const context: PortContext = { space, known, fix: fixing(space), nothing: wholly(regions, 'deny') };
  const calledIn = target.workload.namespace;
  const contexts = new Map(
    terrains.map((studied) => [studied, workloadContext(context, literals, studied.terrain, calledIn)] as const),
  );
  const http = regions.box(new Map([[PROTOCOL, HTTP]]));
  const byProtocol = shared(([one, other = one]) => within(regions, http, one, other));
  const byWay = new Map(
    terrains.map((terrain) => {
      const atoms = terrain.ways.map(({ atom }) => atom);
      return [terrain, shared((partitions) => together(space, atoms, partitions))];
    }),
  );
  const everywhere = (on: (terrain: StudiedTerrain, way: StudiedWay) => Partition): Partition =>
    inCommon(
      regions,
      terrains.map((terrain) => {
        const [first, ...others] = terrain.ways.map((way) => on(terrain, way));
        return (first && byWay.get(terrain)?.([first, ...others])) ?? wholly(regions, 'deny');
      }),
      BEHAVIOURS,
    );
  const directly = (from: Caller, isMutual: boolean, settle: (partition: Partition) => Partition): Partition =>
    everywhere(({ terrain }, { to, partitions }) =>
      partitions.length === 0
        ? context.nothing
        : inCommon(
            regions,
            partitions.map(({ read, past, through }) => {
              const network = networkOn(terrain, space, to, read, { from, isMutual, usesWaypoints: isMutual });
              return inTurn(regions, [...network, settle(isMutual ? through : past)]);
            }),
            PODS,
          ),
    );
  return {
    ofIdentities: (network) => directly(network, true, (partition) => partition),
    ofPlaintext: () =>
      directly({ kind: 'plaintext' }, false, (whole) => context.fix(whole, space.caller.first, known.plaintext)),
    ofInternet: () =>
      inCommon(
        regions,
        terrains.map((studied) => {
          const inMesh = contexts.get(studied) as WorkloadContext;
          return onEach(
            space,
            studied.entries.map(({ atom }) => atom),
            studied.entries.map(({ to, ways }) =>
              inCommon(
                regions,
                ways.map((way) => partitionThrough(inMesh, to, way)),
                PODS,
              ),
            ),
          );
        }),
        BEHAVIOURS,
      ),
    ofWorkload: remember(
      ({ name, from: { workload } }) =>
        everywhere((studied, way) => {
          const caller = { workload, speaker: studied.terrain.speakers().get(name) };
          const inMesh = contexts.get(studied) as WorkloadContext;
          const sidecar = way.sidecarOf?.(workload);
          const sent = (isHttp: boolean): Partition =>
            sidecar === undefined
              ? fromWorkload(inMesh, way, caller, isHttp)
              : throughSidecar(inMesh, sidecar, caller, isHttp);
          return byProtocol([sent(true), sent(false)]);
        }),
      ({ name, from: { workload } }) =>
        [...contexts]
          .map(([{ ways }, inMesh]) => {
            // of callers alike here some may follow routes in another mesh
            const named = ways.map((way) => way.sidecarOf?.(workload)?.read.http.kind === 'asNamed');
            return `${likenessIn(inMesh, name, calledIn)} ${named.join()}`;
          })
          .join(' | '),
    ),
  };
}

function workloadContext(
  port: PortContext,
  literals: readonly Literal[],
  terrain: Terrain,
  calledIn: string,
): WorkloadContext {
  const spokenOn = remember(({ to, ways, isRouted }: StudiedWay) => {
    const by = isRouted === undefined ? {} : { isRouted };
    const spoken = ({ workload, isHttp }: CallingWorkload & { readonly isHttp: boolean }) =>
      terrain.callersOf({ from: { kind: 'workload', workload }, to, isHttp, ...by }, ways) ?? [];
    return remember(spoken, ({ workload, speaker, isHttp }) => {
      const likeness = speaker === undefined ? nameOf(workload) : likenessTowards(speaker, calledIn);
      return `${isHttp} ${likeness}`;
    });
  });
  return {
    ...port,
    terrain,
    atomOf: identityAtoms(port.space, port.known, literals, terrain.shapesOf),
    spokenBy: (caller, way, isHttp) => spokenOn(way)({ ...caller, isHttp }),
  };
}

/** Equal for workloads of which the same becomes. */
function likenessIn({ space, terrain, atomOf }: WorkloadContext, name: string, calledIn: string): string {
  const speaker = terrain.speakers().get(name);
  // NetworkPolicies look at labels, and tell of pods by name
  if (speaker?.alone === undefined || terrain.hasNetworkPolicies) return name;
  const { identity, ip } = speaker.alone;
  return `${atomOf(identity)} ${sourceAtom(space, ip)} ${likenessTowards(speaker, calledIn)}`;
}

/** What is alike on all ways needs no look at each; through gateways nobody comes directly. */
function together(space: Space, atoms: readonly number[], partitions: readonly Partition[]): Partition {
  const { regions, ways } = space;
  const [first, ...others] = partitions;
  if (first === undefined || others.some((other) => other !== first)) return onEach(space, atoms, partitions);
  const direct = fromAtoms(ways.flatMap(({ kind }, atom) => (kind === 'gateway' ? [] : [atom])));
  return within(regions, regions.box(new Map([[WAY, direct]])), first, wholly(regions, 'deny'));
}

function onEach({ regions }: Space, atoms: readonly number[], partitions: readonly Partition[]): Partition {
  return partitions.reduce<Partition>(
    (rest, partition, index) =>
      within(regions, regions.box(new Map([[WAY, single(atoms[index] ?? 0)]])), partition, rest),
    wholly(regions, 'deny'),
  );
}
