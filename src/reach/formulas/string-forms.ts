/** Which texts do the patterns of Istio stand for? */
import type { TextPattern as Written } from '../../istio/text-pattern';
import type { ConditionValue } from '../../policy/condition-value';
import { ofKind } from '../../policy/condition-value';
import type { TextPart, TextPattern } from '../../sets/text-pattern';
import { ANY_TEXT, NOT_A_LINE_FEED } from '../../sets/text-pattern';

/** `.*` and `.+` of regular expressions. */
export const ANYTHING: TextPart = { kind: 'run', of: NOT_A_LINE_FEED, atLeast: 0 };
const SOMETHING: TextPart = { kind: 'run', of: NOT_A_LINE_FEED, atLeast: 1 };

/**
 * The texts of a pattern, where `*` is anything that is not empty.
 * @see istio pilot/pkg/security/authz/matcher/string.go, `StringMatcherWithPrefix`
 */
export function stringForm(pattern: Written, anyCase?: true): TextPattern {
  if (pattern.kind === 'any') return { kind: 'sequence', parts: [SOMETHING] };
  return anyCase === undefined ? pattern : { ...pattern, anyCase };
}

/**
 * The same for a line of a header, where `*` asks for presence, so that an empty line counts, too.
 * @see istio pilot/pkg/security/authz/matcher/header.go, `HeaderMatcher`
 */
export function lineForm(pattern: Written, anyCase?: true): TextPattern {
  return pattern.kind === 'any' ? ANY_TEXT : stringForm(pattern, anyCase);
}

/** The patterns of these values. */
export function patternsOf(values: readonly ConditionValue[]): readonly Written[] {
  return ofKind(values, 'text').map(({ pattern }) => pattern);
}

/** Pieces of text with this run between them. */
export function globParts(pieces: readonly string[], wildcard: TextPart): readonly TextPart[] {
  return pieces
    .flatMap((text, index): readonly TextPart[] => (index === 0 ? [textPart(text)] : [wildcard, textPart(text)]))
    .filter((part) => part.kind !== 'text' || part.text !== '');
}

/** This text, in a sequence. */
export function textPart(text: string): TextPart {
  return { kind: 'text', text };
}
