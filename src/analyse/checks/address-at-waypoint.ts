/** Does a policy that a waypoint enforces ask for the address of the direct peer, which is an internal one there? */
import type { Manifest } from '../../policy/manifest';
import { isWaypoint } from '../../policy/waypoint';
import type { Check } from '../check-rule';
import { type Estate, namespaceOf, specOf } from '../estate';
import { asItems, asRecord } from '../raw-field';

export const addressAtWaypoint: Check = {
  code: 'ZT118',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (!isAtWaypoint(estate, manifest)) continue;
      for (const { attribute, negated, value, path } of estate.values(manifest)) {
        if (attribute !== 'source.ip') continue;
        const effect = negated ? 'excludes nobody' : 'never matches';
        const message = `the waypoint's peer has an internal address, so \`${value}\` ${effect}; use \`${negated ? 'notRemoteIpBlocks' : 'remoteIpBlocks'}\``;
        yield { manifest, path, message };
      }
    }
  },
};

/** A Service is a target at waypoints only; a Gateway, when its class says so. */
function isAtWaypoint(estate: Estate, policy: Manifest): boolean {
  const { targetRef, targetRefs } = specOf(policy);
  return [targetRef, ...asItems(targetRefs)].map(asRecord).some(({ kind, name }) => {
    if (kind === 'Service' || kind === 'ServiceEntry') return true;
    if (kind === 'GatewayClass') return name === 'istio-waypoint';
    return (
      kind === 'Gateway' &&
      estate
        .inventory()
        .gatewaysIn(namespaceOf(policy))
        .some((one) => one.name === name && isWaypoint(one))
    );
  });
}
