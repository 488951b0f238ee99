/** Where a report goes, and whether in colour. */
import { type Io, reasonOf, WrongUse } from './io';

/** When text is coloured, as people type it. */
export type Color = 'auto' | 'always' | 'never';

/** How a report is asked for. */
export interface ReportOptions {
  readonly format: string;
  readonly color: Color;
  /** the file that it is written to, instead of to standard output */
  readonly output?: string;
}

/** Whether to colour. @see https://no-color.org: any value that is not empty turns colour off */
export function isColored({ format, color, output }: ReportOptions, io: Io): boolean {
  if (format !== 'text' || output !== undefined) return false;
  if (color !== 'auto') return color === 'always';
  return io.outIsTerminal && (io.environment.NO_COLOR ?? '') === '' && io.environment.TERM !== 'dumb';
}

/** Writes the report where it was asked for. */
export function writeReport(text: string, { output }: Pick<ReportOptions, 'output'>, io: Io): void {
  if (output === undefined) io.out(text);
  else save(output, text, io);
}

/** Writes a file that the user named. */
export function save(path: string, text: string, io: Io): void {
  try {
    io.write(path, text);
  } catch (error) {
    throw new WrongUse([`\`${path}\` was not written: ${reasonOf(error)}`]);
  }
}
