/** What of a policy is touched, as reports tell it: with words and places. */
import type { Policy } from './mutant';
import type { Place } from './place';
import type { Untried } from './policy-coverage';

/** A part of a policy: its field as in YAML, and the line. */
export interface Placed {
  readonly field: string;
  readonly place?: Place;
}

/** A value of a rule, and how many cases touch it. */
export interface CoveredValue extends Placed {
  readonly shown: string;
  touched: number;
}

/** A region of a rule, how many cases touch it, and how many invariants speak of it; else what would. */
export interface CoveredRegion extends CoveredValue {
  spoken: number;
  untried?: Untried | undefined;
}

/** A rule, and how many cases were held against it and matched it. */
export interface CoveredRule extends Placed {
  readonly shown: string;
  asked: number;
  matched: number;
  readonly values: readonly CoveredValue[];
  readonly regions: readonly CoveredRegion[];
  /** so many combinations of its entries there are, which are too many to be regions */
  readonly tooMany?: number;
}

/** A policy, and on how many cases it had a say. */
export interface CoveredPolicy extends Placed {
  readonly kind: Policy['kind'];
  /** `namespace/name` */
  readonly policy: string;
  asked: number;
  readonly rules: readonly CoveredRule[];
}

/** Whether some case or invariant touches it. */
export function isTried({ touched, spoken }: CoveredRegion): boolean {
  return touched + spoken > 0;
}

/** Whether there is no call in it, so that it counts nowhere. */
export function isEmpty({ untried }: CoveredRegion): boolean {
  return untried?.kind === 'empty';
}
