/** How is a region told as few boxes? */
import type { Bits } from './bits';
import { lowestFirst, type Region } from './region';

type Box = readonly Bits[];

/** Disjoint boxes that are together the region, which is not empty; undefined: there are more than `limit`. */
export function boxesOf(region: Region, all: Region, full: readonly Bits[], limit: number): readonly Box[] | undefined {
  const found: Box[] = [];
  const follow = (at: Region, box: Box): boolean => {
    if (at === all) return found.push(box) <= limit;
    return lowestFirst(at.edges).every(({ atoms, to }) => follow(to, replaced(box, at.level, atoms)));
  };
  return follow(region, full) ? merged(found, full.length) : undefined;
}

/** Boxes that differ in one dimension only are one box, until no two are left. */
function merged(boxes: readonly Box[], dimensions: number): readonly Box[] {
  let rest = boxes;
  for (let stable = 0, dimension = dimensions - 1; stable < dimensions; dimension = (dimension || dimensions) - 1) {
    const fewer = mergedAlong(dimension, rest);
    stable = fewer.length === rest.length ? stable + 1 : 0;
    rest = fewer;
  }
  return rest;
}

function mergedAlong(dimension: number, boxes: readonly Box[]): readonly Box[] {
  const alike = new Map<string, Box>();
  for (const box of boxes) {
    const key = box.map((atoms, index) => (index === dimension ? '' : atoms.toString(32))).join();
    const other = alike.get(key)?.[dimension] ?? 0n;
    alike.set(key, replaced(box, dimension, (box[dimension] ?? 0n) | other));
  }
  return [...alike.values()];
}

function replaced(box: Box, dimension: number, atoms: Bits): Box {
  return box.map((old, index) => (index === dimension ? atoms : old));
}
