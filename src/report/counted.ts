/** How many are there, in words? */

/** `1 step`, `2 steps`; what has another plural, or words behind it, says so: `1 policy`, `2 policies`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
