/** How Istio compares text with a pattern: exact, `prefix*`, `*suffix`, or `*` for anything that is not empty. */

/**
 * Whether the value matches. There is one wildcard, at one end; any other `*` is literal.
 * @see istio pilot/pkg/security/authz/matcher/string.go, `StringMatcherWithPrefix`
 */
export function matchesString(pattern: string, value: string): boolean {
  if (pattern === '*') return isSomething(value);
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1));
  return value === pattern;
}

/**
 * Whether any of these patterns matches, asked of many values: those without wildcard are looked up. `written` is what
 * such a pattern stands for.
 */
export function anyPattern(
  patterns: readonly string[],
  matches: (pattern: string, value: string) => boolean = matchesString,
  written: (pattern: string) => string = (pattern) => pattern,
): (value: string) => boolean {
  const hasWildcard = (pattern: string): boolean => pattern.startsWith('*') || pattern.endsWith('*');
  const exact = new Set(patterns.filter((pattern) => !hasWildcard(pattern)).map(written));
  const open = patterns.filter(hasWildcard);
  return (value) => exact.has(value) || open.some((pattern) => matches(pattern, value));
}

/** Envoy's regex `.+`, whose dot does not match a line feed. */
export function isSomething(value: string): boolean {
  return value !== '' && !value.includes('\n');
}

/**
 * Whether a header line matches. Here `*` asks for presence, so that an empty line counts, too.
 * @see istio pilot/pkg/security/authz/matcher/header.go, `HeaderMatcher`
 */
export function matchesHeaderLine(pattern: string, line: string): boolean {
  return pattern === '*' || matchesString(pattern, line);
}

/** The pattern as a regular expression source in which each `*` is `wildcard` and all else is literal. */
export function globSource(pattern: string, wildcard: string): string {
  return pattern.split('*').map(literalSource).join(wildcard);
}

/** The literal source as Istio wrote it before it quoted names: a dot, the one sign that names may have, is any. */
export function unquoted(source: string): string {
  return source.replaceAll('\\.', '.');
}

/** A regular expression source that matches this text and nothing else. */
export function literalSource(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
