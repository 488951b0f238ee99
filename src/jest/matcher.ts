/** What is a matcher to jest and vitest? */

/** What a matcher answers. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What of the host's context is looked at. */
export interface MatcherContext {
  readonly isNot?: boolean;
}

/** Fails closed: whatever cannot be told fails the matcher and its negation alike. */
export function failure(
  head: string,
  isNot: boolean,
  lines: readonly string[],
  more: () => readonly string[] = () => [],
): MatcherResult {
  return { pass: isNot, message: () => [head, '', ...lines, ...more()].join('\n') };
}
