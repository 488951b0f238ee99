/** What is left of a set of requests once one attribute is known? */
import type { Bits } from '../../sets/bits';
import { has } from '../../sets/bits';
import type { Region } from '../../sets/region';
import type { Regions } from '../../sets/regions';

/** The requests that are in the region with this atom in the dimension, which then does not matter any more. */
export function fixed(regions: Regions, region: Region, dimension: number, atom: number): Region {
  return rebuilt(
    regions,
    region,
    dimension,
    (edges) => edges.find(({ atoms }) => has(atoms, atom))?.to ?? regions.none,
  );
}

/** The requests that are in the region with any of these atoms in the dimension, which does not matter any more. */
export function fixedToAny(regions: Regions, region: Region, dimension: number, atoms: Bits): Region {
  return rebuilt(regions, region, dimension, (edges) =>
    regions.unionOf(edges.flatMap((edge) => ((edge.atoms & atoms) === 0n ? [] : edge.to))),
  );
}

function rebuilt(
  regions: Regions,
  region: Region,
  dimension: number,
  through: (edges: Region['edges']) => Region,
): Region {
  const done = new Map<Region, Region>();
  const visit = (at: Region): Region => {
    if (at.level > dimension || at.edges.length === 0) return at;
    const known = done.get(at);
    if (known !== undefined) return known;
    const made =
      at.level === dimension
        ? through(at.edges)
        : regions.unionOf(
            at.edges.map(({ atoms, to }) => regions.intersect(regions.box(new Map([[at.level, atoms]])), visit(to))),
          );
    done.set(at, made);
    return made;
  };
  return visit(region);
}
