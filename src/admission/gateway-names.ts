/** What Istio's webhook says of references to Gateways, and of routing by claims of a token. */
import type { Findings } from './admission';
import { domainProblem, isLabel } from './istio-names';
import { shown } from './json';

/**
 * `namespace/name`, or a name alone. The first name alone ends the check: Istio does not look at those after it.
 * @see istio pkg/config/validation/validation.go, `validateGatewayNames`
 */
export function checkGatewayNames(
  names: readonly string[],
  field: string,
  converted: boolean,
  findings: Findings,
): void {
  for (const name of names) {
    const slash = name.indexOf('/');
    if (slash < 0) {
      if (name.includes('.'))
        findings.warn(field, `gateway ${shown(name)} is in an old form; write \`namespace/name\``);
      return findings.reject(field, domainProblem(name));
    }
    const [namespace, gateway] = [name.slice(0, slash), name.slice(slash + 1)];
    if (!isLabel(namespace) || gateway === '' || !(isLabel(gateway) || converted))
      findings.reject(field, `gateway ${shown(name)} is not valid; write \`namespace/name\`, without dots`);
  }
}

/** @see istio pkg/jwt/routing.go, `ToRoutingClaim` */
export function isClaimRoute(header: string): boolean {
  return /^@request\.auth\.claims(\..+|\[.+\])$/is.test(header);
}
