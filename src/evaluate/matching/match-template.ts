/** Does a path match a template? */
import type { Behaviour } from '../../istio/behaviour';
import type { PathTemplate, TemplatePart } from '../../istio/path-template';
import { literalSource } from './match-string';

/** What a template operator takes. Quotes, angle brackets and square brackets dodge it, a `*` does not. */
const SEGMENT = "[A-Za-z0-9\\-._~%!$&'()*+,;:@=]+";
const REST = "[A-Za-z0-9\\-._~%!$&'()*+,;:@=/]*";
const withoutStar = (source: string): string => source.replace('()*+', '()+');

/**
 * What a whole path, without query and fragment, must be to match.
 * @see envoy source/extensions/path/match/uri_template, and istio pilot/pkg/security/authz/matcher/template.go
 */
export function templatePattern({ parts }: PathTemplate, { templatesTakeStars }: Behaviour): RegExp {
  const takes = (source: string): string => (templatesTakeStars ? source : withoutStar(source));
  const sourceOf = (part: TemplatePart): string => {
    switch (part.kind) {
      case 'segment':
        return takes(SEGMENT);
      case 'rest':
        return takes(REST);
      case 'text':
        return literalSource(part.text);
    }
  };
  return new RegExp(`^${parts.map(sourceOf).join('')}$`);
}
