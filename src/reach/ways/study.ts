/** What the proxies on all ways to one port decide, in each mesh: found out once, whoever calls. */
import type { NoWay, Way } from '../../evaluate/ways/way';
import { groupBy } from '../../policy/group-by';
import type { PathNormalization } from '../../policy/mesh-settings';
import type { JwtRule, ObjectName } from '../../policy/model';
import { remember } from '../../policy/remember';
import type { Target } from '../../policy/request';
import { textReaders, type Readers } from '../../sets/text-readers';
import { nameOf } from '../../policy/metadata';
import { CannotTell } from '../formulas/cannot-tell';
import type { SidecarReading } from './sidecar-reading';
import {
  behindSidecars,
  jwtRulesAtSidecar,
  literalsAtSidecar,
  namedAlike,
  namesAskedBy,
  sendersIn,
  sidecarReader,
} from './sidecar-reading';
import type { StudiedEntries, StudiedShare, StudiedWay } from './studied-way';
import type { ReadOnto, ReadShare } from './route-reading';
import { jwtRulesOnEntry, literalsOnEntry } from './entry-reading';
import { entriesTo, type ReadEntries, rulesApart } from './entries-to';
import type { Literal } from '../formulas/formula';
import type { PointReading } from './point-reading';
import { partitionAt } from './point-reading';
import type { PortTarget } from './port-target';
import type { Space } from '../space/space';
import { spaceOf } from '../space/space';
import type { Terrain } from './terrain';
import { takesBytes } from '../space/takes-bytes';
import { placesIn } from '../formulas/token-places';
import type { KnownTokens, Values } from '../space/universes';
import type { WayPartition } from './way-partition';
import { partitionOn } from './way-partition';
import type { WayReading } from './way-reading';
import { jwtRulesOn, literalsOn, readStraying, wayReader } from './way-reading';
import { wayKey, waysTo } from './ways-to';

/** A port, and what is decided on the ways to it. */
export interface Study {
  readonly target: PortTarget;
  readonly space: Space;
  readonly literals: readonly Literal[];
  /** one for each mesh; undefined: the target is not in it */
  readonly meshes: readonly (readonly StudiedTerrain[] | undefined)[];
}

/** The ways under one behaviour of a mesh. */
export interface StudiedTerrain {
  readonly terrain: Terrain;
  readonly ways: readonly StudiedWay[];
  /** what is decided where routes of sidecars lead */
  readonly routed: readonly WayPartition[];
  readonly entries: readonly StudiedEntries[];
}

interface ReadWays {
  readonly to: Target;
  readonly ways: readonly (Way | NoWay)[];
  readonly readings: readonly WayReading[];
  readonly sidecarOf?: (caller: ObjectName) => SidecarReading | undefined;
  /** of all callers that proxies tell apart */
  readonly sidecars: readonly SidecarReading[];
}

/**
 * Studies this port in these meshes, each under all of its behaviours; `alsoTell` is told apart besides. `readers` are
 * shared with other ports. Without `gateways` nothing is told of who comes through them.
 */
export function studyOf(
  target: PortTarget,
  meshes: readonly (readonly Terrain[])[],
  alsoTell: readonly Literal[],
  readers: Readers = textReaders(),
  gateways = true,
): Study {
  // where sidecars route in one mesh, it is asked of each what requests name
  const isRouted = meshes.flat().some((terrain) => isRoutedIn(terrain, target));
  const direct = meshes.map((terrains) =>
    terrains.map((terrain) => ({ terrain, ways: readWays(terrain, target, isRouted) })),
  );
  const readings = direct.flat().flatMap(({ ways }) => ways.flatMap((each) => each.readings));
  const sidecars = [...new Set(direct.flat().flatMap(({ ways }) => ways.flatMap((each) => each.sidecars)))];
  const ownRules = [...readings.flatMap(jwtRulesOn), ...sidecars.flatMap(jwtRulesAtSidecar)];
  const entries = gateways ? entriesTo(meshes.flat(), target, ownRules) : new Map<Terrain, readonly ReadEntries[]>();
  const read = direct.map((terrains) => terrains.map((one) => ({ ...one, entries: entries.get(one.terrain) ?? [] })));
  const entered = [...entries.values()].flatMap((those) => those.flatMap((each) => each.readings));
  const names = new Map(
    read.flat().flatMap(({ ways, entries }) => [...ways, ...entries].map(({ to }) => [wayKey(to), to])),
  );
  const asked = [
    ...readings.flatMap(literalsOn),
    ...entered.flatMap(literalsOnEntry),
    ...sidecars.flatMap(literalsAtSidecar),
  ];
  const literals = [...new Set([...asked, ...alsoTell])];
  const values: Values = {
    normalization: normalizationIn(meshes.flat(), literals),
    ...tokensBy([...ownRules, ...entered.flatMap(jwtRulesOnEntry)]),
    apart: new Map([...rulesApart(entered)].map(([apart, rules]) => [apart, tokensBy(rules)])),
    takesBytes: read.flat().some(({ ways }) => ways.some((each) => each.ways.some(takesBytes))),
  };
  const space = spaceOf([...names.values()], literals, values, readers);
  const atoms = new Map([...names.keys()].map((key, atom) => [key, atom]));
  const decidedAt = remember((point: PointReading) => partitionAt(point, space));
  const study = remember((reading: WayReading) => partitionOn(reading, space, decidedAt));
  const shareBehind =
    (router: 'gateway' | 'sidecar') =>
    (share: ReadShare): StudiedShare => {
      if (share.kind === 'untold') return share;
      const { to, ways, readings: own, leads } = share;
      const by = router === 'gateway' ? ({ isBehind: true } as const) : ({ isRouted: true } as const);
      return { kind: 'behind', leads, way: { to, atom: 0, ways, partitions: own.map(study), ...by } };
    };
  const behindGateway = ({ shares }: ReadOnto): readonly StudiedShare[] => shares.map(shareBehind('gateway'));
  const behindSidecar = remember(({ shares }: ReadOnto): readonly StudiedShare[] => shares.map(shareBehind('sidecar')));
  const namesAsked = namesAskedOn(read.flat().flatMap(({ ways }) => ways));
  const studyWay = ({ to, ways, readings: own, sidecarOf }: ReadWays): StudiedWay => {
    const plain: StudiedWay = { to, atom: atoms.get(wayKey(to)) ?? 0, ways, partitions: own.map(study) };
    if (sidecarOf === undefined) return plain;
    const asCalled: StudiedWay = { ...plain, isRouted: true };
    return {
      ...plain,
      sidecarOf: (caller) => {
        const found = sidecarOf(caller);
        return found && { read: namedAlike(found, () => namesAsked({ to, caller })), asCalled, behind: behindSidecar };
      },
    };
  };
  return {
    target,
    space,
    literals,
    meshes: read.map((terrains) =>
      terrains.every(({ ways }) => ways.length === 0)
        ? undefined
        : terrains.map(({ terrain, ways, entries }) => ({
            terrain,
            entries: entries.map(({ to, readings: own }) => ({
              to,
              atom: atoms.get(wayKey(to)) ?? 0,
              ways: own.map((entry) => ({ read: entry, behind: behindGateway })),
            })),
            ways: ways.map(studyWay),
            routed: ways.flatMap((each) => each.sidecars.flatMap(behindSidecars)).map(study),
          })),
    ),
  };
}

/** The terrains that the target is in. */
export function studiedIn({ meshes }: Study): readonly Terrain[] {
  return meshes.flatMap((each) => each ?? []).map(({ terrain }) => terrain);
}

/** By which names the sidecar of a caller routes what is called so, in whichever mesh. */
function namesAskedOn(ways: readonly ReadWays[]) {
  const byName = groupBy(ways, ({ to }) => wayKey(to));
  return remember(
    ({ to, caller }: { readonly to: Target; readonly caller: ObjectName }) =>
      namesAskedBy((byName.get(wayKey(to)) ?? []).flatMap(({ sidecarOf }) => sidecarOf?.(caller) ?? [])),
    ({ to, caller }) => `${nameOf(caller)} ${wayKey(to)}`,
  );
}

/** Whether sidecars may go by routes to this port, or by such that are about it. */
function isRoutedIn({ near, meshRoutes }: Terrain, target: PortTarget): boolean {
  if (meshRoutes.areAbout(target)) return true;
  return meshRoutes.detoursTo(target).length > 0 && waysTo(near(target.workload.namespace), target).length > 0;
}

function readWays(terrain: Terrain, target: PortTarget, isRouted: boolean): readonly ReadWays[] {
  const { near, waysOf, meshRoutes } = terrain;
  const read = wayReader();
  const direct = waysTo(near(target.workload.namespace), target);
  const detours = direct.length === 0 ? [] : meshRoutes.detoursTo(target);
  const sidecarOf = isRouted ? sidecarReader(terrain, target) : undefined;
  const senders = isRouted ? sendersIn(terrain) : [];
  const routed = (to: Target): Pick<ReadWays, 'sidecarOf' | 'sidecars'> =>
    sidecarOf === undefined
      ? { sidecars: [] }
      : {
          sidecarOf: (caller) => sidecarOf(caller, to),
          sidecars: senders.flatMap((sender) => sidecarOf(sender, to) ?? []),
        };
  return [
    ...direct.map((to) => {
      const ways = waysOf(to);
      return { to, ways, readings: ways.map((way) => read(to, way)), ...routed(to) };
    }),
    ...detours.map((to) => {
      const straying = waysOf(to).flatMap((way) => {
        const reading = readStraying(read, to, way);
        return reading === undefined ? [] : [{ way, reading }];
      });
      const ways = straying.map(({ way }) => way);
      return { to, ways, readings: straying.map(({ reading }) => reading), ...routed(to) };
    }),
  ];
}

function tokensBy(rules: readonly (readonly JwtRule[])[]): KnownTokens {
  const places = placesIn(rules);
  return {
    places,
    issuers: [...places.byIssuer.keys()].filter((issuer) => issuer !== '').sort(),
    acceptsAnyIssuer: rules.flat().some(({ issuer }) => issuer === undefined),
  };
}

/** Meshes that normalise otherwise make another path of the same request. */
function normalizationIn(terrains: readonly Terrain[], literals: readonly Literal[]): PathNormalization {
  const [first = 'BASE', ...others] = new Set(terrains.map(({ mesh }) => mesh.settings.pathNormalization));
  if (others.length > 0 && literals.some(({ about }) => about.kind === 'path' || about.kind === 'target')) {
    throw new CannotTell('the meshes do not normalise paths alike');
  }
  return first;
}
