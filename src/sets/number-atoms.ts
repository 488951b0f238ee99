/** How do ranges cut up whole numbers, such as ports? */
import { gather, type Atoms } from './atoms';
import { segmentAt, segments, type Interval } from './intervals';

/** The whole numbers from `first` to `last`, both included. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** A condition is a union of ranges; what lies outside of the universe is ignored. The lowest number is the sample. */
export function numberAtoms(universe: NumberRange, conditions: readonly (readonly NumberRange[])[]): Atoms<number> {
  const ordered = segments(
    [intervalOf(universe)],
    conditions.map((ranges) => ranges.map(intervalOf)),
  );
  const pieces = ordered.map(({ from, holds }) => ({ sample: from, holds }));
  const { atomOfPiece, ...atoms } = gather(conditions.length, pieces);
  const atomOf = (value: number): number | undefined => {
    const place = Number.isInteger(value) ? segmentAt(ordered, value) : undefined;
    return place === undefined ? undefined : atomOfPiece[place];
  };
  return { ...atoms, atomOf };
}

function intervalOf({ first, last }: NumberRange): Interval<number> {
  return { from: first, end: last + 1 };
}
