/** How messages list names, and ask for the one that was probably meant. */
import { nearWord } from '../policy/near-word';

/** Names in backticks, sorted: `a`, `b`, `c` and 4 more. */
export function listed(names: Iterable<string>): string {
  const sorted = [...new Set(names)].sort();
  const shown = sorted.slice(0, 3).map((name) => `\`${name}\``);
  if (sorted.length > 3) return `${shown.join(', ')} and ${sorted.length - 3} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** The end of a message: `; did you mean x?`, or nothing when no known name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const near = nearWord(name, [...known]);
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}
