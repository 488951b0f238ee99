/** How do lists of names cut up names? For values that are compared as a whole. */
import { gather, type Atoms } from './atoms';

/** The names that there are. */
export type Names =
  | { readonly kind: 'closed'; readonly names: readonly string[] }
  /** all; the first of the likely ones that no condition names is the sample of all others */
  | { readonly kind: 'open'; readonly likely: readonly [string, ...string[]] };

/** A condition is a list of names; what lies outside of the universe is ignored. */
export function nameAtoms(universe: Names, conditions: readonly (readonly string[])[]): Atoms<string> {
  const holds = new Map<string, number[]>(universe.kind === 'closed' ? universe.names.map((name) => [name, []]) : []);
  for (const [index, names] of conditions.entries()) {
    for (const name of new Set(names)) {
      const known = holds.get(name);
      if (known !== undefined) known.push(index);
      else if (universe.kind === 'open') holds.set(name, [index]);
    }
  }
  const known = [...holds.keys()];
  const others = universe.kind === 'open' ? [otherName(universe.likely, holds)] : [];
  const pieces = [...known, ...others].map((sample) => ({ sample, holds: holds.get(sample) ?? [] }));
  const { atomOfPiece, ...atoms } = gather(conditions.length, pieces);
  const places = new Map(known.map((name, place) => [name, atomOfPiece[place]]));
  const rest = universe.kind === 'open' ? atomOfPiece[known.length] : undefined;
  return { ...atoms, atomOf: (value) => places.get(value) ?? rest };
}

function otherName(likely: readonly [string, ...string[]], named: ReadonlyMap<string, unknown>): string {
  let name = likely.find((candidate) => !named.has(candidate)) ?? likely[0];
  while (named.has(name)) name += 'X';
  return name;
}
