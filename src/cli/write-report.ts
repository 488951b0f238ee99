/** Where a report goes, and whether in colour. */
import { type Io, reasonOf, WrongUse } from './io';

/** When text is coloured, as people type it. */
export type Color = 'auto' | 'always' | 'never';

/** Whether to colour. @see https://no-color.org: any value that is not empty turns colour off */
export function isColored(color: Color, io: Io): boolean {
  if (color !== 'auto') return color === 'always';
  return io.outIsTerminal && (io.environment.NO_COLOR ?? '') === '' && io.environment.TERM !== 'dumb';
}

/** Writes a file that the user named. */
export function save(path: string, text: string, io: Io): void {
  try {
    io.write(path, text);
  } catch (error) {
    throw new WrongUse([`\`${path}\` was not written: ${reasonOf(error)}`]);
  }
}
