/** Which texts do the patterns of Istio stand for? */
import type { TextPart, TextPattern } from '../sets/text-pattern';
import { ANY_TEXT, NOT_A_LINE_FEED } from '../sets/text-pattern';

/** `.*` and `.+` of regular expressions. */
export const ANYTHING: TextPart = { kind: 'run', of: NOT_A_LINE_FEED, atLeast: 0 };
export const SOMETHING: TextPart = { kind: 'run', of: NOT_A_LINE_FEED, atLeast: 1 };

/**
 * Exact, `prefix*`, `*suffix`, or `*` for anything that is not empty: one wildcard at one end, any other is literal.
 * @see istio pilot/pkg/security/authz/matcher/string.go, `StringMatcherWithPrefix`
 */
export function stringForm(pattern: string, anyCase?: true): TextPattern {
  const flag = anyCase === undefined ? {} : { anyCase };
  if (pattern === '*') return { kind: 'sequence', parts: [SOMETHING] };
  if (pattern.startsWith('*')) return { kind: 'suffix', text: pattern.slice(1), ...flag };
  if (pattern.endsWith('*')) return { kind: 'prefix', text: pattern.slice(0, -1), ...flag };
  return { kind: 'exact', text: pattern, ...flag };
}

/**
 * The same for a line of a header, where `*` asks for presence, so that an empty line counts, too.
 * @see istio pilot/pkg/security/authz/matcher/header.go, `HeaderMatcher`
 */
export function headerForm(pattern: string, anyCase?: true): TextPattern {
  return pattern === '*' ? ANY_TEXT : stringForm(pattern, anyCase);
}

/** The pattern with each `*`, wherever it is, as this run. */
export function globParts(pattern: string, wildcard: TextPart): readonly TextPart[] {
  return pattern
    .split('*')
    .flatMap((text, index): readonly TextPart[] => (index === 0 ? [textPart(text)] : [wildcard, textPart(text)]))
    .filter((part) => part.kind !== 'text' || part.text !== '');
}

/** This text, in a sequence. */
export function textPart(text: string): TextPart {
  return { kind: 'text', text };
}
