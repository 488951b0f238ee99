/** What does a set of points look like inside? */
import { witness, type Bits } from './bits';

/** A set of points. Equal sets of one `Regions` are the same object. */
export interface Region {
  /** the dimension that is asked for; for all points and for none, how many dimensions there are */
  readonly level: number;
  readonly id: number;
  /** INVARIANT: disjoint, each to another region, together all atoms of the dimension */
  readonly edges: readonly Edge[];
}

/** Where these atoms lead to. */
export interface Edge {
  readonly atoms: Bits;
  readonly to: Region;
}

/** The edges in an order that depends on nothing but the set. */
export function lowestFirst(edges: readonly Edge[]): readonly (Edge & { readonly lowest: number })[] {
  return edges.map(({ atoms, to }) => ({ atoms, to, lowest: witness(atoms) ?? 0 })).sort((a, b) => a.lowest - b.lowest);
}
