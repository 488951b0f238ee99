/** Which tags do the patterns of a universe and of conditions have? A tag stands for a union of patterns. */

/** The tag of patterns of which one must match. */
export const WITHIN = 0;

/** The tag of patterns of which none may match. */
export const WITHOUT = 1;

/** The tag of the first condition. */
export const FIRST_CONDITION = 2;

/** Whether a text that has these tags is in the universe. */
export function isInUniverse(tags: readonly number[]): boolean {
  return tags.includes(WITHIN) && !tags.includes(WITHOUT);
}

/** The conditions among the tags. */
export function conditionsOf(tags: readonly number[]): readonly number[] {
  return tags.filter((tag) => tag >= FIRST_CONDITION).map((tag) => tag - FIRST_CONDITION);
}

/** The tags of any of the lists, each of them in ascending order, likewise. */
export function unionOfTags(...lists: readonly (readonly number[])[]): readonly number[] {
  const [one = [], ...others] = lists.filter(({ length }) => length > 0);
  if (others.length === 0) return one;
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}
