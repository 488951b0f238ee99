/** What the reports of a comparison are told beside it. */
import type { Change } from '../reach/changes';

/** Which differences fail the run. */
export type FailOn = 'wider' | 'narrower' | 'any' | 'none';

/** Where an object is written. */
export interface Written {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** the path of the construct that wrote it, where that is known */
  readonly construct?: string;
}

export interface DiffOptions {
  readonly color: boolean;
  readonly failOn: FailOn;
  /** of this package */
  readonly version: string;
  /** where a changed object is written: after, or before if it was removed */
  readonly writtenAt: (change: Change) => Written | undefined;
}
