/** What Istio's webhook says of matches of texts (VirtualService), and of regular expressions. */
import { regexpProblem } from './go/regexp';
import { shown } from './json';
import { isSet, type Message, text } from './message';

/** @see istio pkg/config/validation/validation.go, `validateStringRegexp` */
const MAX_REGEXP_BYTES = 1024;

/** An empty prefix would match anything. @see istio pkg/config/validation/validation.go, `validateStringMatch` */
export function matchProblem(match: Message | undefined): string | undefined {
  if (match === undefined) return undefined;
  if (isSet(match, 'prefix') && text(match, 'prefix') === '')
    return 'an empty prefix matches anything; remove the match';
  return regexMatchProblem(match);
}

/** @see istio pkg/config/validation/validation.go, `validateStringMatchRegexp` */
export function regexMatchProblem(match: Message | undefined): string | undefined {
  if (match === undefined || !isSet(match, 'regex')) return undefined;
  const regex = text(match, 'regex');
  return regex === '' ? 'the regular expression is empty; remove the match' : expressionProblem(regex);
}

/** What is wrong with a regular expression that is not empty. */
export function expressionProblem(regex: string): string | undefined {
  if (Buffer.byteLength(regex) > MAX_REGEXP_BYTES)
    return `the regular expression has more than ${MAX_REGEXP_BYTES} characters`;
  const problem = regexpProblem(regex);
  return problem === undefined ? undefined : `${shown(regex)} is no regular expression of RE2: ${problem}`;
}
