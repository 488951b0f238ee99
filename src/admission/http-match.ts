/** What Istio's webhook says of the conditions of an HTTP route (VirtualService). */
import type { Findings } from './admission';
import { checkGatewayNames, isClaimRoute } from './gateway-names';
import { isHeaderName, labelProblem, portProblem, tagProblems } from './istio-names';
import { shown } from './json';
import { at, child, childEntries, type Message, number, text, textEntries, texts } from './message';
import { matchProblem, regexMatchProblem } from './string-match';

const PSEUDO_HEADERS = [':method', ':scheme', ':authority', ':path', ':status'];

/** @see istio pkg/config/validation/virtualservice.go, `validateHTTPRouteMatchRequest` */
export function checkHttpMatch(match: Message, findings: Findings): void {
  for (const [name, value] of childEntries(match, 'headers')) {
    findings.reject(at(match, 'headers'), headerProblem(name));
    findings.reject(value.field, matchProblem(value));
  }
  for (const [name, value] of childEntries(match, 'withoutHeaders')) {
    findings.reject(at(match, 'withoutHeaders'), headerProblem(name));
    // Here `*` is no regular expression but "present".
    if (text(value, 'regex') !== '*') findings.reject(value.field, matchProblem(value));
  }
  // The beginning of a path may be empty.
  findings.reject(at(match, 'uri'), regexMatchProblem(child(match, 'uri')));
  for (const name of ['scheme', 'method', 'authority'])
    findings.reject(at(match, name), matchProblem(child(match, name)));
  for (const [, value] of childEntries(match, 'queryParams')) findings.reject(value.field, matchProblem(value));
  const namespace = text(match, 'sourceNamespace');
  if (namespace !== '') findings.reject(at(match, 'sourceNamespace'), labelProblem('namespace', namespace));
  checkSource(match, { ...findings, warn: () => undefined });
}

/** What conditions of all protocols have in common. Istio keeps its warnings in TLS routes only. */
export function checkSource(match: Message, findings: Findings): void {
  if (number(match, 'port') !== 0) findings.reject(at(match, 'port'), portProblem(number(match, 'port')));
  for (const problem of tagProblems(textEntries(match, 'sourceLabels')))
    findings.reject(at(match, 'sourceLabels'), problem);
  checkGatewayNames(texts(match, 'gateways'), at(match, 'gateways'), false, findings);
}

/** @see istio pkg/config/validation/validation.go, `ValidateHTTPHeaderNameOrJwtClaimRoute` */
function headerProblem(name: string): string | undefined {
  if (isClaimRoute(name) || PSEUDO_HEADERS.includes(name) || isHeaderName(name)) return undefined;
  return `header name ${shown(name)} is not valid; a claim is written \`@request.auth.claims.name\``;
}
