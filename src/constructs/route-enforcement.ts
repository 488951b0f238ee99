/** Can what stands before a target enforce a route, and do the callers of the route come that way? */
import type { Condition } from './condition';
import { otherAtWaypoint, unseenByZtunnel, type WrittenRule } from './enforceable';
import type { KnownIdentity } from './known-identity';
import type { Operation } from './operation';
import { type IRouteTarget, isRouteTarget } from './route-target';
import type { ISource, Source } from './source';
import { isNamespace, type ZeroTrustNamespace } from './zero-trust-namespace';

/** What the proxy before the target could not enforce. */
export function enforcementProblems({ enforcement, namespaceName }: KnownIdentity, parts: RouteParts): string[] {
  switch (enforcement) {
    case 'http':
      return [];
    case 'nothing':
      return [
        `namespace \`${namespaceName}\` is not in the mesh, so nothing would enforce the route; give it a data plane`,
      ];
    case 'tcp': {
      const unseen = unseenByZtunnel(written(parts));
      if (unseen.length === 0) return [];
      return [
        `namespace \`${namespaceName}\` is ambient without a waypoint, where ${unseen.map((field) => `\`${field}\``).join(', ')} cannot be enforced; use identities, namespaces, addresses and ports only, or the data plane \`DataPlane.ambientWithWaypoint()\` or \`DataPlane.sidecar()\``,
      ];
    }
    case 'waypoint':
      return otherAtWaypoint(written(parts));
  }
}

/** A sidecar calls the pods themselves, where nobody but the waypoint is let in. */
export function callerProblems({ waypoint }: KnownIdentity, callers: readonly ISource[] = []): string[] {
  if (waypoint === undefined) return [];
  const { waypointName } = waypoint;
  return callers.flatMap((caller) => {
    const name = sidecarCaller(caller);
    return name === undefined
      ? []
      : [
          `${name} calls with sidecars, which go past waypoint \`${waypointName}\` and are not let in; bring the callers into ambient, or call through a gateway`,
        ];
  });
}

/** The caller, if it surely has a sidecar; of foreign service accounts and principals that is not known. */
function sidecarCaller(caller: ISource): string | undefined {
  if (isRouteTarget(caller)) {
    const { identity } = (caller as unknown as IRouteTarget)._target;
    return identity.hasSidecar ? `identity \`${identity.serviceAccountName}\`` : undefined;
  }
  if (!isNamespace(caller)) return undefined;
  const { dataPlane, namespaceName } = caller as ZeroTrustNamespace;
  return dataPlane._enforcement === 'http' ? `namespace \`${namespaceName}\`` : undefined;
}

/** Sources, operations and conditions. */
type RouteParts = readonly [readonly Source[], readonly Operation[], readonly Condition[]];

function written([sources, operations, conditions]: RouteParts): WrittenRule {
  return {
    from: sources.map((source) => ({ source: source._toIstio() })),
    to: operations.map((operation) => ({ operation: operation._toIstio() })),
    when: conditions.map((condition) => condition._toIstio()),
  };
}
