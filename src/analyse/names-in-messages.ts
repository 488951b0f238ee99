/** How messages list names, and ask for the one that was probably meant. */
import { nearWord } from '../policy/near-word';

/** Names in backticks, sorted: `a`, `b`, `c` and 4 more. */
export function listed(names: Iterable<string>): string {
  return enumerated([...new Set(names)].sort().map((name) => `\`${name}\``));
}

/** Words as they are, in this order: a, b, c and 4 more. */
export function enumerated(words: readonly string[]): string {
  const shown = words.slice(0, 3);
  if (words.length > 3) return `${shown.join(', ')} and ${words.length - 3} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** The end of a message: `; did you mean x?`, or nothing when no known name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const near = nearWord(name, [...known]);
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}
