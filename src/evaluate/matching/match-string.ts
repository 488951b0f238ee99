/** How Envoy compares text with a pattern: exact, `prefix*`, `*suffix`, or `*` for anything that is not empty. */
import type { TextPattern } from '../../istio/text-pattern';

/** Whether the value matches. @see istio pilot/pkg/security/authz/matcher/string.go, `StringMatcherWithPrefix` */
export function matchesString(pattern: TextPattern, value: string): boolean {
  switch (pattern.kind) {
    case 'any':
      return isSomething(value);
    case 'prefix':
      return value.startsWith(pattern.text);
    case 'suffix':
      return value.endsWith(pattern.text);
    case 'exact':
      return value === pattern.text;
  }
}

/**
 * Whether any of these patterns matches, asked of many values: those without wildcard are looked up. `written` is what
 * such a pattern stands for.
 */
export function anyPattern(
  patterns: readonly TextPattern[],
  matches: (pattern: TextPattern, value: string) => boolean = matchesString,
  written: (text: string) => string = (text) => text,
): (value: string) => boolean {
  const exact = new Set(patterns.flatMap((pattern) => (pattern.kind === 'exact' ? written(pattern.text) : [])));
  const open = patterns.filter(({ kind }) => kind !== 'exact');
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
export function matchesHeaderLine(pattern: TextPattern, line: string): boolean {
  return pattern.kind === 'any' || matchesString(pattern, line);
}

/** The pieces as a regular expression source, with `wildcard` between them. */
export function globSource(pieces: readonly string[], wildcard: string): string {
  return pieces.map(literalSource).join(wildcard);
}

/** The literal source as Istio wrote it before it quoted names: a dot, the one sign that names may have, is any. */
export function unquoted(source: string): string {
  return source.replaceAll('\\.', '.');
}

/** A regular expression source that matches this text and nothing else. */
export function literalSource(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
