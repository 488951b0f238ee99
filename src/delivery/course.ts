/** What may happen to an Application, and when does what happen on such a course? */
import type { Moment, MomentKeys, Schedule } from './moment';

/** What happens to an Application. */
export type Course = 'sync' | 'failedSync' | 'rollback' | 'rollbackOfFailed' | 'deletion';

/** Whether all that happens on it is told, and not what it adds to others alone. */
export function isWhole(course: Course): boolean {
  return course !== 'failedSync' && course !== 'rollbackOfFailed';
}

/** A course, and when what happens on it. */
export interface Timed {
  readonly course: Course;
  /** the number, from 0, of the way back from a sync that failed */
  readonly way?: number;
  readonly schedule: Schedule;
  readonly momentsOf: (keys: MomentKeys) => readonly Moment[];
  /** from the first end to the second, or back to the first from where a sync came */
  readonly leads: 'there' | 'back';
  /** of what this bears on nothing is known on this course */
  readonly untold: readonly Untold[];
}

/** Objects of which it cannot be told what becomes of them. */
export interface Untold {
  readonly keys: ReadonlySet<string>;
  readonly because: string;
}
