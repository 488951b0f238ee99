/** What the proxies on all ways to one port decide, in each mesh: found out once, whoever calls. */
import type { NoWay, Way } from '../evaluate/way';
import type { PathNormalization } from '../policy/mesh-settings';
import type { Target } from '../policy/request';
import { textReaders, type Readers } from '../sets/text-readers';
import { CannotTell } from './cannot-tell';
import type { Literal } from './formula';
import type { PortTarget } from './port-target';
import type { Space } from './space';
import { spaceOf } from './space';
import type { Terrain } from './terrain';
import { placesIn } from './token-places';
import type { Values } from './universes';
import type { WayPartition } from './way-partition';
import { partitionOn } from './way-partition';
import type { WayReading } from './way-reading';
import { jwtRulesOn, literalsOn, readWay } from './way-reading';
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
}

/** One name by which the port is called, and to each pod of the name what is decided on the way. */
export interface StudiedWay {
  readonly to: Target;
  /** its atom */
  readonly atom: number;
  readonly ways: readonly (Way | NoWay)[];
  /** one for each of the ways */
  readonly partitions: readonly WayPartition[];
}

interface ReadWays {
  readonly to: Target;
  readonly ways: readonly (Way | NoWay)[];
  readonly readings: readonly WayReading[];
}

/**
 * Studies this port in these meshes, each under all of its behaviours; `alsoTell` is told apart besides. `readers` are
 * shared with other ports.
 */
export function studyOf(
  target: PortTarget,
  meshes: readonly (readonly Terrain[])[],
  alsoTell: readonly Literal[],
  readers: Readers = textReaders(),
): Study {
  const read = meshes.map((terrains) => terrains.map((terrain) => ({ terrain, ways: readWays(terrain, target) })));
  const readings = read.flat().flatMap(({ ways }) => ways.flatMap((each) => each.readings));
  const rules = readings.flatMap(jwtRulesOn);
  const places = placesIn(rules);
  const names = new Map(read.flat().flatMap(({ ways }) => ways.map(({ to }) => [wayKey(to), to])));
  const literals = [...readings.flatMap(literalsOn), ...alsoTell];
  const values: Values = {
    normalization: normalizationIn(meshes.flat(), literals),
    places,
    issuers: [...places.byIssuer.keys()].filter((issuer) => issuer !== '').sort(),
    acceptsAnyIssuer: rules.flat().some(({ issuer }) => issuer === undefined),
  };
  const space = spaceOf([...names.values()], literals, values, readers);
  const atoms = new Map([...names.keys()].map((key, atom) => [key, atom]));
  const partitions = new Map<WayReading, WayPartition>();
  const study = (reading: WayReading): WayPartition => {
    const made = partitions.get(reading) ?? partitionOn(reading, space);
    partitions.set(reading, made);
    return made;
  };
  return {
    target,
    space,
    literals,
    meshes: read.map((terrains) =>
      terrains.every(({ ways }) => ways.length === 0)
        ? undefined
        : terrains.map(({ terrain, ways }) => ({
            terrain,
            ways: ways.map((each) => ({
              to: each.to,
              atom: atoms.get(wayKey(each.to)) ?? 0,
              ways: each.ways,
              partitions: each.readings.map(study),
            })),
          })),
    ),
  };
}

function readWays({ near, waysOf }: Terrain, target: PortTarget): readonly ReadWays[] {
  return waysTo(near(target.workload.namespace), target).map((to) => {
    const ways = waysOf(to);
    return { to, ways, readings: ways.map((way) => readWay(to, way)) };
  });
}

/** Meshes that normalise otherwise make another path of the same request. */
function normalizationIn(terrains: readonly Terrain[], literals: readonly Literal[]): PathNormalization {
  const [first = 'BASE', ...others] = new Set(terrains.map(({ mesh }) => mesh.settings.pathNormalization));
  if (others.length > 0 && literals.some(({ about }) => about.kind === 'path' || about.kind === 'target')) {
    throw new CannotTell('the meshes do not normalise paths alike');
  }
  return first;
}
