/**
 * How do finitely many conditions cut up the values of one dimension? Into atoms: classes of values that none of the
 * conditions tells apart. Each has a value, and any two of them differ in some condition.
 */
import { allAtoms, fromAtoms, type Bits } from './bits';

/** The atoms of one dimension. A set of values is a set of atoms. */
export interface Atoms<V> {
  readonly kind: 'atoms';
  readonly count: number;
  readonly all: Bits;
  /** the atoms of which the i-th condition holds */
  readonly conditions: readonly Bits[];
  /** a value of each atom */
  readonly samples: readonly V[];
  /** the atom of a value; undefined: it is outside of the universe */
  readonly atomOf: (value: V) => number | undefined;
}

/** Our limit: to tell the atoms apart would take more than this many states of automata. */
export interface TooMany {
  readonly kind: 'too-many';
  readonly limit: number;
}

/** Values that no condition tells apart; other pieces may be of the same atom. */
export interface Piece<V> {
  /** the conditions that hold, in ascending order */
  readonly holds: readonly number[];
  readonly sample: V;
}

/** The atoms of these pieces. The first piece of an atom gives its sample and its place in the order. */
export interface Gathered<V> extends Omit<Atoms<V>, 'atomOf'> {
  /** the atom of the i-th piece */
  readonly atomOfPiece: readonly number[];
}

/** Makes pieces of which the same conditions hold one atom. */
export function gather<V>(conditionCount: number, pieces: readonly Piece<V>[]): Gathered<V> {
  const atoms = new Map<string, number>();
  const samples: V[] = [];
  const members = Array.from({ length: conditionCount }, (): number[] => []);
  const atomOfPiece = pieces.map(({ holds, sample }) => {
    const key = holds.join();
    const known = atoms.get(key);
    if (known !== undefined) return known;
    const atom = samples.push(sample) - 1;
    atoms.set(key, atom);
    for (const condition of holds) members[condition]?.push(atom);
    return atom;
  });
  const count = samples.length;
  return { kind: 'atoms', count, all: allAtoms(count), conditions: members.map(fromAtoms), samples, atomOfPiece };
}
