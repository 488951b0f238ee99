/** At which times do objects change, and what is possible then? */
import type { State } from './state';

/** A time at which some objects may have changed already, each by itself, and all others have or have not. */
export interface Moment {
  /** the number of the step, from 1; of a wave that fails the last */
  readonly step: number;
  /** whether the wave is over, and all that it changes has changed */
  readonly isDone: boolean;
  /** whether this object may have changed, or not */
  readonly isOpen: (key: string) => boolean;
}

/** Keys of objects: those of one target, and those that are the same for many targets. */
export interface MomentKeys {
  readonly own: readonly string[];
  readonly shared?: ReadonlySet<string>;
}

/** When objects change, on a passage. */
export interface Schedule {
  /** of the objects asked for, in order of time; at the end of each wave is a moment at which all is settled */
  readonly moments: (keys: MomentKeys) => readonly Moment[];
  /** the same where in each wave any object may be refused, and no wave comes after */
  readonly failures: (keys: MomentKeys) => readonly Moment[];
  /** the state at that moment, in which of its open objects these, and those that leave, are as in the first end */
  readonly stateAt: (moment: Moment, without: ReadonlySet<string>, leaving: ReadonlySet<string>) => State;
  /** of what is applied in the end, whether the first is so after the second */
  readonly isMadeAfter: (key: string, other: string) => boolean;
  /** what that step or wave has still to do at that moment, and what one that failed before did not */
  readonly missingAt: (moment: Moment, state: State, keys: readonly string[]) => Missing;
}

/** Keys of objects that have not changed. */
export interface Missing {
  readonly without: readonly string[];
  readonly refused: readonly string[];
}
