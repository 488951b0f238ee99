/** Path templates: `{*}` is one segment, `{**}` any rest. */
import { literalSource } from './match-string';

/** What a template operator takes. Quotes, angle brackets and square brackets dodge it, a `*` does not. */
const SEGMENT = "[A-Za-z0-9\\-._~%!$&'()*+,;:@=]+";
const REST = "[A-Za-z0-9\\-._~%!$&'()*+,;:@=/]*";

/**
 * What a whole path, without query and fragment, must be to match.
 * @see envoy source/extensions/path/match/uri_template, and istio pilot/pkg/security/authz/matcher/template.go
 */
export function templatePattern(template: string): RegExp {
  const source = template.split(/(\{\*\*?\})/).map((part) => {
    if (part === '{*}') return SEGMENT;
    return part === '{**}' ? REST : literalSource(part);
  });
  return new RegExp(`^${source.join('')}$`);
}
