/** What Istio's webhook says of one HTTP route of a VirtualService. */
import type { Findings } from './admission';
import { checkDuration } from './durations';
import { checkAuthority, checkHeaders } from './header-values';
import { checkAnswers, checkMirrors, checkRetries } from './http-actions';
import { checkCors, checkFault } from './http-filters';
import { checkHttpMatch } from './http-match';
import { at, child, children, isSet, type Message } from './message';
import { checkDestination, checkWeights } from './route-destination';

export interface RouteContext {
  /** another VirtualService delegates to this one */
  readonly isDelegate: boolean;
  /** made from a route of the Gateway API */
  readonly converted: boolean;
}

/** @see istio pkg/config/validation/virtualservice.go, `validateHTTPRoute` */
export function checkHttpRoute(route: Message, context: RouteContext, findings: Findings): void {
  checkConflicts(route, context.isDelegate, findings);
  for (const match of children(route, 'match')) checkHttpMatch(match, findings);
  checkHeaders(child(route, 'headers'), findings);
  checkCors(child(route, 'corsPolicy'), findings);
  checkFault(child(route, 'fault'), findings);
  checkMirrors(route, findings);
  checkAnswers(route, findings);
  checkRetries(child(route, 'retries'), findings);
  checkAuthority(route, findings);
  const destinations = children(route, 'route');
  for (const destination of destinations) {
    if (!isSet(destination, 'destination'))
      findings.reject(at(destination, 'destination'), 'a destination is required');
    checkHeaders(child(destination, 'headers'), findings);
    if (!context.converted) checkDestination(child(destination, 'destination'), findings);
  }
  checkWeights(destinations, at(route, 'route'), findings);
  if (isSet(route, 'timeout')) checkDuration(route, 'timeout', findings);
}

/** What a route does is one thing. @see istio virtualservice.go, `validateHTTPRouteConflict` */
function checkConflicts(route: Message, isDelegate: boolean, findings: Findings): void {
  const exclude = (one: string, others: readonly string[]) => {
    for (const other of others)
      if (isSet(route, one) && isSet(route, other))
        findings.reject(route.field, `\`${one}\` and \`${other}\` exclude each other; keep one`);
  };
  if (isSet(route, 'delegate')) {
    if (isDelegate) findings.reject(at(route, 'delegate'), 'a VirtualService for delegation cannot delegate further');
    else return exclude('delegate', ['redirect', 'route']);
  }
  exclude('redirect', ['route', 'fault', 'rewrite', 'directResponse']);
  if (!isSet(route, 'redirect')) exclude('directResponse', ['route', 'fault', 'rewrite']);
  if (!['redirect', 'directResponse', 'route'].some((name) => isSet(route, name)))
    findings.reject(route.field, 'this does nothing; give `route`, `redirect` or `directResponse`');
  exclude('mirror', ['mirrors']);
}
