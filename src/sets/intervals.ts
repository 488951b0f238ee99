/** How do intervals cut up an ordered line? For numbers and for addresses. */

/** From `from` up to, and without, `end`. */
export interface Interval<N extends number | bigint> {
  readonly from: N;
  readonly end: N;
}

/** An interval within the universe in which the same conditions hold everywhere. */
export interface Segment<N extends number | bigint> extends Interval<N> {
  /** in ascending order */
  readonly holds: readonly number[];
}

/** The segments, in order; the universe and each condition are unions of intervals. */
export function segments<N extends number | bigint>(
  universe: readonly Interval<N>[],
  conditions: readonly (readonly Interval<N>[])[],
): readonly Segment<N>[] {
  const changes = changesOf([universe, ...conditions]);
  const depths = new Array<number>(conditions.length + 1).fill(0);
  const open = new Set<number>();
  const found: Segment<N>[] = [];
  for (const [place, { at, set, by }] of changes.entries()) {
    const depth = (depths[set] ?? 0) + by;
    depths[set] = depth;
    if (depth === 0) open.delete(set);
    else open.add(set);
    const next = changes[place + 1];
    if (next === undefined || next.at === at || !open.has(0)) continue;
    const holds = [...open].filter((index) => index > 0).map((index) => index - 1);
    found.push({ from: at, end: next.at, holds: holds.sort((a, b) => a - b) });
  }
  return found;
}

/** The place of the segment that holds the value. */
export function segmentAt<N extends number | bigint>(ordered: readonly Segment<N>[], value: N): number | undefined {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const segment = ordered[middle];
    if (segment === undefined || value < segment.from) high = middle;
    else if (value >= segment.end) low = middle + 1;
    else return middle;
  }
  return undefined;
}

interface Change<N> {
  readonly at: N;
  readonly set: number;
  readonly by: 1 | -1;
}

function changesOf<N extends number | bigint>(sets: readonly (readonly Interval<N>[])[]): readonly Change<N>[] {
  const changes = sets.flatMap((intervals, set) =>
    intervals
      .filter(({ from, end }) => from < end)
      .flatMap(({ from, end }): Change<N>[] => [
        { at: from, set, by: 1 },
        { at: end, set, by: -1 },
      ]),
  );
  return changes.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
