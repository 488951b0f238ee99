/** What becomes of the requests of one caller, on all ways together? */
import type { Workload } from '../policy/model';
import type { Caller } from '../policy/request';
import { single } from '../sets/bits';
import type { KnownCallers } from './callers';
import { networkOn } from './network-hops';
import type { Partition } from './partition';
import { inCommon, inTurn, wholly, within } from './partition';
import { fixing, shared } from './shared-partitions';
import type { Space } from './space';
import { HTTP, PROTOCOL, WAY } from './space';
import type { Study, StudiedTerrain, StudiedWay } from './study';
import type { WorkloadContext } from './workload-partition';
import { fromWorkload, PODS } from './workload-partition';

const BEHAVIOURS = 'the patch releases of this version of Istio do not answer alike';

/** What becomes of requests, by caller. */
export interface CallerPartitions {
  /** of these pods */
  readonly ofWorkload: (name: Workload) => Partition;
  /** of somebody of whom the network knows no more than this; the caller stays a dimension */
  readonly ofIdentities: (network: Caller) => Partition;
  /** of somebody without identity */
  readonly ofPlaintext: () => Partition;
}

/** The partitions of callers in one mesh, under all its behaviours. */
export function callerPartitions(
  { space }: Study,
  terrains: readonly StudiedTerrain[],
  known: KnownCallers,
): CallerPartitions {
  const { regions } = space;
  const context: WorkloadContext = { space, known, fix: fixing(space), nothing: wholly(regions, 'deny') };
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
      inCommon(
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
    ofWorkload: ({ namespace, name }) =>
      everywhere(({ terrain }, way) => {
        const workload = { namespace, name };
        return byProtocol([
          fromWorkload(context, terrain, way, workload, true),
          fromWorkload(context, terrain, way, workload, false),
        ]);
      }),
  };
}

function together({ regions }: Space, atoms: readonly number[], partitions: readonly Partition[]): Partition {
  const [first, ...others] = partitions;
  if (first !== undefined && others.every((other) => other === first)) return first;
  return partitions.reduce<Partition>(
    (rest, partition, index) =>
      within(regions, regions.box(new Map([[WAY, single(atoms[index] ?? 0)]])), partition, rest),
    wholly(regions, 'deny'),
  );
}
