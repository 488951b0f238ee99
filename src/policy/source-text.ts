/** What a file said, and which line and column an offset of it is. */

/** A file that was read: its name as the user gave it, and its text. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** A place for people: both numbers count from 1, columns in UTF-16 units as editors and SARIF do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Why a text could not be read, and where. */
export interface ReadProblem extends Position {
  readonly file: string;
  readonly message: string;
}

/** Instead of what was to be read: every reason why it could not be. */
export interface Unreadable {
  readonly problems: readonly ReadProblem[];
}

/** The positions of offsets: the lines are counted once. They end as YAML has it: in LF, CR LF, or CR alone. */
export function positionsIn(text: string): (offset: number) => Position {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] as number) + 1 };
  };
}

/** The lines of a text, without their ends. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}

/** Bytes as text, or where they stop being UTF-8. A byte order mark is dropped, as Kubernetes' readers do. */
export function decodeUtf8(file: string, bytes: Uint8Array): SourceFile | ReadProblem {
  try {
    return { name: file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const good = longestGoodPrefix(bytes);
    const before = new TextDecoder().decode(bytes.subarray(0, good));
    const byte = (bytes[good] ?? 0).toString(16).padStart(2, '0');
    return {
      file,
      ...positionsIn(before)(before.length),
      message: `byte \`0x${byte}\` is not UTF-8; save the file as UTF-8`,
    };
  }
}

/** INVARIANT: a prefix of good UTF-8 cut inside a character is still good in streaming mode, so bisection holds. */
function longestGoodPrefix(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length];
  while (good + 1 < bad) {
    const middle = (good + bad) >> 1;
    if (isGoodPrefix(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  while (good > 0 && !isWhole(bytes.subarray(0, good))) good -= 1;
  return good;
}

function isGoodPrefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function isWhole(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
