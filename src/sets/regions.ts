/**
 * Sets of points of a product of dimensions, as decision diagrams: each node asks for the atom of one dimension, in the
 * order of dimensions. Equal nodes are one, and a node with one answer is left out, so that equal sets are one object.
 */
import type { Bits } from './bits';

/** A set of points. Equal sets of one `Regions` are the same object. */
export interface Region {
  /** the dimension that is asked for; the number of dimensions in `none` and `all` */
  readonly level: number;
  readonly id: number;
  /** INVARIANT: disjoint, each with another region, together all atoms of the dimension */
  readonly edges: readonly { readonly atoms: Bits; readonly to: Region }[];
}

/** Our limit: sets would take more than this many nodes. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached';
  constructor(readonly limit: number) {
    super(`sets of requests grow beyond \`${limit}\` nodes`);
  }
}

/** A class, because it guards that equal sets are one object. */
export class Regions {
  readonly none: Region = { level: 0, id: 0, edges: [] };
  readonly all: Region = { level: 0, id: 1, edges: [] };

  /** `sizes`: how many atoms each dimension has; past `limit` nodes, `LimitReached` is thrown */
  constructor(
    private readonly sizes: readonly number[],
    private readonly limit: number,
  ) {}

  /** The points whose atoms are in the bits, in each of these dimensions. */
  box(bits: ReadonlyMap<number, Bits>): Region {
    throw this.missing(bits);
  }

  /** The points of any of these. */
  unionOf(regions: readonly Region[]): Region {
    throw this.missing(regions);
  }

  /** The points of either. */
  union(a: Region, b: Region): Region {
    throw this.missing(a, b);
  }

  /** The points of both. */
  intersect(a: Region, b: Region): Region {
    throw this.missing(a, b);
  }

  /** The points of the first that are not in the second. */
  subtract(a: Region, b: Region): Region {
    throw this.missing(a, b);
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
    return this.isEmpty(this.subtract(a, b));
  }

  /** Whether both have the same points. */
  equals(a: Region, b: Region): boolean {
    return a === b;
  }

  /** An atom for each dimension: the lowest that lead to a point; undefined: there is none. */
  witness(a: Region): readonly number[] | undefined {
    throw this.missing(a);
  }

  /** Whether the point, an atom for each dimension, is in it. */
  has(a: Region, point: readonly number[]): boolean {
    throw this.missing(a, point);
  }

  /** Disjoint boxes, the atoms of each dimension, that are together the region. */
  boxes(a: Region): readonly (readonly Bits[])[] {
    throw this.missing(a);
  }

  private missing(...given: readonly unknown[]): Error {
    return new Error(`not written yet: ${given.length}, ${this.sizes.length}, ${this.limit}`);
  }
}
