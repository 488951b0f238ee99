/** How is a region told as few boxes, each as large as can be? */
import { single, type Bits } from './bits';
import type { Region } from './region';

type Box = readonly Bits[];

/** What is asked of the region's `Regions`. */
interface Asked {
  readonly witness: (region: Region) => readonly number[] | undefined;
  readonly without: (region: Region, box: Box) => Region;
  readonly all: Region;
}

/**
 * Boxes that are together the region; they may overlap. None can grow in one dimension alone, so that each says no more
 * than it must. Undefined: there are more than `limit`.
 */
export function boxesOf(
  region: Region,
  full: readonly Bits[],
  { witness, without, all }: Asked,
  limit: number,
): readonly Box[] | undefined {
  const found: Box[] = [];
  let rest = region;
  for (let point = witness(rest); point !== undefined; point = witness(rest)) {
    if (found.length >= limit) return undefined;
    const box = grown(region, point.map(single), full, all);
    found.push(box);
    rest = without(rest, box);
  }
  return found;
}

/** First the dimensions that need not be spoken of at all, then the others as far as they go. */
function grown(region: Region, seed: Box, full: readonly Bits[], all: Region): Box {
  const levels = [...seed.keys()].reverse();
  const free = levels.reduce((box, level) => {
    const atoms = full[level] ?? 0n;
    return fitting(region, box, level, full, all) === atoms ? replaced(box, level, atoms) : box;
  }, seed);
  return levels.reduce((box, level) => replaced(box, level, fitting(region, box, level, full, all)), free);
}

/** The atoms of one dimension with which the box, in all others as it is, lies in the region. */
function fitting(region: Region, box: Box, level: number, full: readonly Bits[], all: Region): Bits {
  const everything = full[level] ?? 0n;
  const known = new Map<Region, Bits>();
  const follow = (at: Region): Bits => {
    if (at === all) return everything;
    if (at.edges.length === 0) return 0n;
    const before = known.get(at);
    if (before !== undefined) return before;
    let fit = at.level === level ? 0n : everything;
    for (const { atoms, to } of at.edges) {
      if (at.level === level) fit |= follow(to) === everything ? atoms : 0n;
      else if ((atoms & (box[at.level] ?? 0n)) !== 0n) fit &= follow(to);
    }
    known.set(at, fit);
    return fit;
  };
  return follow(region);
}

function replaced(box: Box, dimension: number, atoms: Bits): Box {
  return box.map((old, index) => (index === dimension ? atoms : old));
}
