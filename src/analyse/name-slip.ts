/**
 * Is one name a slip of the pen for another? Names of a kind often differ by one sign on purpose (`team-a`, `team-b`;
 * `web`, `web2`), so that only a word of five letters or more, in which one letter is wrong, counts.
 */

/** Whether the two names differ in exactly one word, and there by one letter, or by two exchanged ones. */
export function isSlipOf(name: string, other: string): boolean {
  const [words, others] = [name.split('-'), other.split('-')];
  if (name === other || words.length !== others.length) return false;
  const pairs = words.map((word, index) => [word, others[index] ?? ''] as const).filter(([a, b]) => a !== b);
  const [pair] = pairs;
  return pairs.length === 1 && pair !== undefined && isOneLetterOff(...pair);
}

function isOneLetterOff(a: string, b: string): boolean {
  if (!/^[a-z]{5,}$/.test(a) || !/^[a-z]{5,}$/.test(b)) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return x.length + y.length <= 1 || (x.length === 1 && y.length === 1) || (x.length === 2 && x === `${y[1]}${y[0]}`);
}
