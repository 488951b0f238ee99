/**
 * Sets of points of a product of dimensions, as decision diagrams: each node asks for the atom of one dimension, in the
 * order of dimensions. Equal nodes are one, and a node whose answers all lead on alike is left out, so that equal sets
 * are one object.
 */
import { allAtoms, has, type Bits } from './bits';
import { boxesOf } from './boxes';
import { lowestFirst, type Edge, type Region } from './region';

/** Our limit: the sets would take more than this many nodes, or boxes. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached';
  constructor(limit: number, of: 'nodes' | 'boxes') {
    super(`these sets take more than \`${limit}\` ${of}`);
  }
}

type Combine = (a: Region, b: Region) => Region;

/** A class, because it guards that equal sets are one object. A region belongs to the `Regions` that made it. */
export class Regions {
  readonly none: Region;
  readonly all: Region;
  readonly union: Combine;
  readonly intersect: Combine;
  readonly subtract: Combine;
  private readonly full: readonly Bits[];
  private readonly nodes = new Map<string, Region>();
  private made = 2;

  /** `sizes`: how many atoms each dimension has; past `limit` nodes, `LimitReached` is thrown */
  constructor(
    sizes: readonly number[],
    private readonly limit: number,
  ) {
    this.full = sizes.map(allAtoms);
    this.none = { level: sizes.length, id: 0, edges: [] };
    // where a dimension has no atoms, there are no points
    this.all = sizes.includes(0) ? this.none : { level: sizes.length, id: 1, edges: [] };
    this.union = this.combining(true, (a, b) => {
      if (a === this.all || b === this.all) return this.all;
      if (a === this.none || a === b) return b;
      return b === this.none ? a : undefined;
    });
    this.intersect = this.combining(true, (a, b) => {
      if (a === this.none || b === this.none) return this.none;
      if (a === this.all || a === b) return b;
      return b === this.all ? a : undefined;
    });
    this.subtract = this.combining(false, (a, b) => {
      if (a === this.none || b === this.all || a === b) return this.none;
      return b === this.none ? a : undefined;
    });
  }

  /** The points whose atom is in the bits, in each of these dimensions. */
  box(bits: ReadonlyMap<number, Bits>): Region {
    let region = this.all;
    for (let level = this.full.length - 1; level >= 0; level--) {
      const given = bits.get(level);
      const full = this.full[level] ?? 0n;
      if (given === undefined || region === this.none) continue;
      const inside = given & full;
      region = this.node(level, [
        { atoms: inside, to: region },
        { atoms: full & ~inside, to: this.none },
      ]);
    }
    return region;
  }

  /** The points of any of them. Halves are joined, so that no large set is gone through for each small one. */
  unionOf(regions: readonly Region[]): Region {
    if (regions.length <= 1) return regions[0] ?? this.none;
    const half = regions.length >> 1;
    return this.union(this.unionOf(regions.slice(0, half)), this.unionOf(regions.slice(half)));
  }

  /** The other points. */
  complement(a: Region): Region {
    return this.subtract(this.all, a);
  }

  /** Whether there is no point in it. */
  isEmpty(a: Region): boolean {
    return a === this.none;
  }

  /** Whether each point of the first is in the second. */
  isSubset(a: Region, b: Region): boolean {
    return this.subtract(a, b) === this.none;
  }

  /** Whether both have the same points. */
  equals(a: Region, b: Region): boolean {
    return a === b;
  }

  /** An atom for each dimension, as low as can be, the first dimensions first; undefined: there is no point. */
  witness(a: Region): readonly number[] | undefined {
    if (a === this.none) return undefined;
    const point = new Array<number>(this.full.length).fill(0);
    for (let at = a; at !== this.all;) {
      const step = lowestFirst(at.edges).find(({ to }) => to !== this.none);
      if (step === undefined) return undefined;
      point[at.level] = step.lowest;
      at = step.to;
    }
    return point;
  }

  /** Whether the point, an atom for each dimension, is in it. */
  has(a: Region, point: readonly number[]): boolean {
    let at = a;
    while (at !== this.all && at !== this.none) {
      const atom = point[at.level] ?? 0;
      at = at.edges.find(({ atoms }) => has(atoms, atom))?.to ?? this.none;
    }
    return at === this.all;
  }

  /**
   * Boxes, the atoms of each dimension, that are together the region; the same ones for equal regions. They may
   * overlap, as each is as large as can be. Where there are more than `limit`, `LimitReached` is thrown.
   */
  boxes(a: Region, limit: number): readonly (readonly Bits[])[] {
    const without = (region: Region, box: readonly Bits[]): Region =>
      this.subtract(region, this.box(new Map(box.entries())));
    const boxes = boxesOf(a, this.full, { witness: (region) => this.witness(region), without, all: this.all }, limit);
    if (boxes === undefined) throw new LimitReached(limit, 'boxes');
    return boxes;
  }

  /** A set operation that works atom by atom; `known`: what needs no look inside. */
  private combining(commutes: boolean, known: (a: Region, b: Region) => Region | undefined): Combine {
    const done = new Map<number, Region>();
    const combine = (a: Region, b: Region): Region => {
      const quick = known(a, b);
      if (quick !== undefined) return quick;
      const key = commutes && b.id < a.id ? b.id * 2 ** 26 + a.id : a.id * 2 ** 26 + b.id;
      const before = done.get(key);
      if (before !== undefined) return before;
      const level = Math.min(a.level, b.level);
      const region = this.node(level, this.crossed(level, a, b, combine));
      if (done.size > this.limit) done.clear(); // it only saves time, and must not outgrow the nodes
      done.set(key, region);
      return region;
    };
    return combine;
  }

  private crossed(level: number, a: Region, b: Region, combine: Combine): readonly Edge[] {
    const edges: Edge[] = [];
    const theirs = this.edgesAt(level, b);
    for (const { atoms, to } of this.edgesAt(level, a)) {
      let left = atoms;
      for (const other of theirs) {
        const common = left & other.atoms;
        if (common === 0n) continue;
        edges.push({ atoms: common, to: combine(to, other.to) });
        left &= ~common;
        if (left === 0n) break;
      }
    }
    return edges;
  }

  private edgesAt(level: number, region: Region): readonly Edge[] {
    return region.level === level ? region.edges : [{ atoms: this.full[level] ?? 0n, to: region }];
  }

  /** The one node with these edges, which cover the dimension; those that lead to the same region are made one. */
  private node(level: number, edges: readonly Edge[]): Region {
    const merged = joined(edges);
    if (merged.length <= 1) return merged[0]?.to ?? this.none;
    let key = `${level}`;
    for (const { atoms, to } of merged) key += ` ${to.id}:${atoms.toString(32)}`;
    const known = this.nodes.get(key);
    if (known !== undefined) return known;
    if (this.nodes.size >= this.limit) throw new LimitReached(this.limit, 'nodes');
    const made = { level, id: this.made++, edges: merged };
    this.nodes.set(key, made);
    return made;
  }
}

/** Edges to the same region are one; in the order of the regions. */
function joined(edges: readonly Edge[]): readonly Edge[] {
  const merged: Edge[] = [];
  for (const edge of edges) {
    if (edge.atoms === 0n) continue;
    const place = placeOf(merged, edge.to);
    const there = merged[place];
    if (there?.to === edge.to) merged[place] = { atoms: there.atoms | edge.atoms, to: edge.to };
    else if (place === merged.length) merged.push(edge);
    else merged.splice(place, 0, edge);
  }
  return merged;
}

/** The first place whose region is this one, or one after it. */
function placeOf(merged: readonly Edge[], { id }: Region): number {
  let from = 0;
  let end = merged.length;
  while (from < end) {
    const middle = (from + end) >> 1;
    if ((merged[middle]?.to.id ?? 0) < id) from = middle + 1;
    else end = middle;
  }
  return from;
}
