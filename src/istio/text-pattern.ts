/** How does Istio read a text that others are compared with? One `*` at one end is a wildcard; any other is literal. */

/** `*`, `prefix*`, `*suffix`, or a text that is compared as it is. */
export type TextPattern =
  | { readonly kind: 'any' }
  | { readonly kind: 'prefix'; readonly text: string }
  | { readonly kind: 'suffix'; readonly text: string }
  | { readonly kind: 'exact'; readonly text: string };

/** The pattern. @see istio pilot/pkg/security/authz/matcher/string.go, `StringMatcherWithPrefix` */
export function textPattern(text: string): TextPattern {
  if (text === '*') return { kind: 'any' };
  if (text.startsWith('*')) return { kind: 'suffix', text: text.slice(1) };
  return text.endsWith('*') ? { kind: 'prefix', text: text.slice(0, -1) } : { kind: 'exact', text };
}
