/** Which values does a point of a space stand for? A sample of each of its atoms. */
import type { Address } from '../../sets/address-atoms';
import type { Axis } from './axis';
import type { Space } from './space';

/** A point: an atom for each dimension. */
export interface Point {
  readonly space: Space;
  readonly atoms: readonly number[];
}

/** The text of the attribute; undefined: it has none. Of several texts, all. */
export function textsAt({ atoms }: Point, axis: Axis | undefined): readonly string[] {
  if (axis?.kind !== 'texts') return [];
  const { samples } = axis.atoms;
  if (axis.each) return samples.filter((_, index) => atoms[axis.first + index] === 1);
  const sample = samples[atoms[axis.first] ?? 0];
  return sample === undefined ? [] : [sample];
}

/** The address; undefined: nobody asks for it. */
export function addressAt({ atoms }: Point, axis: Axis | undefined): Address | undefined {
  return axis?.kind === 'addresses' ? axis.atoms.samples[atoms[axis.first] ?? 0] : undefined;
}

/** The name of an atom that stands for the lack of a value. */
export function otherAt({ atoms }: Point, axis: Axis | undefined): string | undefined {
  return axis === undefined || axis.each ? undefined : axis.others[(atoms[axis.first] ?? 0) - axis.atoms.count];
}
