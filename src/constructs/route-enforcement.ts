/** Can what stands before a target enforce a route? */
import type { Condition } from './condition';
import { otherAtWaypoint, unseenByZtunnel, type WrittenRule } from './enforceable';
import type { KnownIdentity } from './known-identity';
import type { Operation } from './operation';
import type { Source } from './source';

/** What the proxy before the target could not enforce. @internal */
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

/** Sources, operations and conditions. */
type RouteParts = readonly [readonly Source[], readonly Operation[], readonly Condition[]];

function written([sources, operations, conditions]: RouteParts): WrittenRule {
  return {
    from: sources.map((source) => ({ source: source._toIstio() })),
    to: operations.map((operation) => ({ operation: operation._toIstio() })),
    when: conditions.map((condition) => condition._toIstio()),
  };
}
