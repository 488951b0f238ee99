/** What Istio's webhook says of TLS and TCP routes of a VirtualService. */
import type { Findings } from './admission';
import { isIpAddress } from './go/ip-address';
import { boundHostProblem, isSubsetOf } from './host-matching';
import { checkSource } from './http-match';
import { ipSubnetProblem, wildcardDomainProblem } from './istio-names';
import { shown } from './json';
import { at, child, children, isSet, type Message, texts } from './message';
import { checkDestination, checkWeights } from './route-destination';

/** What server names are compared with. */
export interface SniContext {
  readonly hosts: readonly string[];
  readonly boundToGateway: boolean;
}

/** @see istio pkg/config/validation/validation.go, `validateTLSRoute`, `validateTLSMatch` */
export function checkTlsRoute(route: Message, context: SniContext, converted: boolean, findings: Findings): void {
  const matches = children(route, 'match');
  if (matches.length === 0) findings.reject(at(route, 'match'), 'a TLS route needs at least one match, by `sniHosts`');
  for (const match of matches) {
    if (!isSet(match, 'sniHosts')) findings.reject(at(match, 'sniHosts'), 'a match needs at least one server name');
    for (const name of texts(match, 'sniHosts')) checkSni(name, at(match, 'sniHosts'), context, findings);
    checkMatch(match, findings);
  }
  checkRoutes(route, converted, findings);
}

/** @see istio pkg/config/validation/validation.go, `validateTCPRoute`, `validateTCPMatch` */
export function checkTcpRoute(route: Message, converted: boolean, findings: Findings): void {
  for (const match of children(route, 'match')) checkMatch(match, { ...findings, warn: () => undefined });
  checkRoutes(route, converted, findings);
}

function checkMatch(match: Message, findings: Findings): void {
  for (const subnet of texts(match, 'destinationSubnets'))
    findings.reject(at(match, 'destinationSubnets'), ipSubnetProblem(subnet));
  checkSource(match, findings);
}

function checkRoutes(route: Message, converted: boolean, findings: Findings): void {
  const destinations = children(route, 'route');
  if (destinations.length === 0) findings.reject(at(route, 'route'), 'a route needs at least one destination');
  for (const destination of destinations) {
    if (!isSet(destination, 'destination'))
      findings.reject(at(destination, 'destination'), 'a destination is required');
    if (!converted) checkDestination(child(destination, 'destination'), findings);
  }
  checkWeights(destinations, at(route, 'route'), findings);
}

/** @see istio pkg/config/validation/validation.go, `validateSniHost` */
function checkSni(name: string, field: string, { hosts, boundToGateway }: SniContext, findings: Findings): void {
  const problem = boundToGateway ? boundHostProblem(name, true) : wildcardDomainProblem(name);
  if (problem !== undefined) {
    if (isIpAddress(name))
      findings.warn(field, `${shown(name)} is an address; clients send names, so it rarely matches`);
    else findings.reject(field, problem);
  } else if (!hosts.some((host) => isSubsetOf(name, host))) {
    findings.reject(field, `server name ${shown(name)} is within none of \`spec.hosts\`; add it there`);
  }
}
