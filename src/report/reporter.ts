/** What a reporter is: a function from a report to text. */
import type { Severity } from '../findings/catalogue';
import type { Report } from '../findings/report';

export interface ReporterOptions {
  /** whether escape codes may colour the text */
  readonly color: boolean;
  /** the least severity that fails the run */
  readonly failOn: Severity;
  /** the version of this package */
  readonly version: string;
}

/** INVARIANT: same report and options, same bytes; the text ends with one line feed. */
export type Reporter = (report: Report, options: ReporterOptions) => string;
