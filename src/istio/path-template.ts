/** What does a path template consist of? `{*}` stands for one segment, `{**}` for any rest. */
import { isPathTemplate } from './path-pattern';

/** A piece of a template: text that stands for itself, or an operator. */
export type TemplatePart =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'segment' } | { readonly kind: 'rest' };

/** A path taken apart. INVARIANT: one of the parts is an operator. */
export interface PathTemplate {
  readonly parts: readonly TemplatePart[];
}

/**
 * The template, if the path is one: an operator anywhere makes it one, also where Envoy cannot live with it.
 * @see istio pilot/pkg/security/authz/matcher/template.go
 */
export function tryPathTemplate(path: string): PathTemplate | undefined {
  if (!isPathTemplate(path)) return undefined;
  const pieces = path.split(/(\{\*\*?\})/).filter((piece) => piece !== '');
  return { parts: pieces.map(partOf) };
}

function partOf(piece: string): TemplatePart {
  if (piece === '{*}') return { kind: 'segment' };
  return piece === '{**}' ? { kind: 'rest' } : { kind: 'text', text: piece };
}
