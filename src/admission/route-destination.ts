/** What Istio's webhook says of a destination: a host, a subset, a port. */
import type { Findings } from './admission';
import { labelProblem, portProblem, wildcardDomainProblem } from './istio-names';
import { at, child, type Message, number, text } from './message';

/** @see istio pkg/config/validation/validation.go, `validateDestination` */
export function checkDestination(destination: Message | undefined, findings: Findings): void {
  if (destination === undefined) return;
  const [host, subset, port] = [text(destination, 'host'), text(destination, 'subset'), child(destination, 'port')];
  findings.reject(
    at(destination, 'host'),
    host === '*' ? 'host `*` is no destination; name a host' : wildcardDomainProblem(host),
  );
  if (subset !== '') findings.reject(at(destination, 'subset'), labelProblem('subset', subset));
  if (port !== undefined) findings.reject(at(port, 'number'), portProblem(number(port, 'number')));
}

/** @see istio pkg/config/validation/validation.go, `validateRouteDestinations` */
export function checkWeights(routes: readonly Message[], field: string, findings: Findings): void {
  let total = 0;
  for (const route of routes) {
    const weight = number(route, 'weight');
    if (weight < 0) findings.reject(at(route, 'weight'), `weight \`${weight}\` is negative; give 0 or more`);
    // The sum has 32 bits, as in Istio.
    total = (total + weight) | 0;
  }
  if (routes.length > 1 && total === 0) findings.reject(field, 'the weights make 0; give at least one route a weight');
}
