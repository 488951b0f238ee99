/** Path templates: `{*}` is one segment, `{**}` any rest. */
import type { Behaviour } from '../istio/behaviour';
import { literalSource } from './match-string';

/** What a template operator takes. Quotes, angle brackets and square brackets dodge it, a `*` does not. */
const SEGMENT = "[A-Za-z0-9\\-._~%!$&'()*+,;:@=]+";
const REST = "[A-Za-z0-9\\-._~%!$&'()*+,;:@=/]*";
const withoutStar = (source: string): string => source.replace('()*+', '()+');

/**
 * What a whole path, without query and fragment, must be to match.
 * @see envoy source/extensions/path/match/uri_template, and istio pilot/pkg/security/authz/matcher/template.go
 */
export function templatePattern(template: string, { templatesTakeStars }: Behaviour): RegExp {
  const takes = (source: string): string => (templatesTakeStars ? source : withoutStar(source));
  const source = template.split(/(\{\*\*?\})/).map((part) => {
    if (part === '{*}') return takes(SEGMENT);
    return part === '{**}' ? takes(REST) : literalSource(part);
  });
  return new RegExp(`^${source.join('')}$`);
}
