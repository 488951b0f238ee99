/** Whom does a route let in at a waypoint that the caller goes past? Sidecars call pods directly. */
import type { AuthorizationPolicySpecRules as Rule } from '../../imports/security.istio.io';

/** What is looked at of an identity, as caller and as target. @internal */
export interface PossibleCaller {
  readonly identity: {
    readonly serviceAccountName: string;
    readonly namespaceName: string;
    readonly principals: readonly string[];
    readonly hasSidecar: boolean;
  };
  /** whether its pods are a gateway, as far as is known: the Services lead those to the waypoint */
  readonly isGateway: boolean;
}

/** What is looked at of a target, which may stand behind a waypoint. @internal */
export interface TargetBehindWaypoint {
  readonly identity: { readonly serviceAccountName: string };
  readonly doors?: {
    readonly waypoint: { readonly waypointName: string };
    rulesAtWaypoint(rules: readonly Rule[]): readonly Rule[];
  };
  allowRules(): readonly Rule[];
}

/** What the caller should know who granted this in vain, a sentence each. @internal */
export function grantsPastWaypoint(
  target: TargetBehindWaypoint,
  callers: ReadonlyMap<string, PossibleCaller>,
): string[] {
  const { doors } = target;
  if (doors === undefined) return [];
  const name = target.identity.serviceAccountName;
  const rules = doors.rulesAtWaypoint(target.allowRules());
  const principals = rules.flatMap(({ from = [] }) => from.flatMap(({ source }) => source?.principals ?? []));
  const found = new Set(principals.flatMap((principal) => callers.get(principal) ?? []));
  return [...found].map(
    ({ identity: { namespaceName, serviceAccountName } }) =>
      `\`${namespaceName}/${serviceAccountName}\` is of a namespace with sidecars, which call past waypoint \`${doors.waypoint.waypointName}\`, and the lock of \`${name}\` lets nobody in but the waypoint, so that the grant is in vain; give \`${namespaceName}\` the data plane \`DataPlane.ambient()\`, or \`${name}\` no waypoint`,
  );
}

/** The callers with sidecars, by each of their principals. @internal */
export function callersWithSidecars<T extends PossibleCaller>(all: readonly T[]): ReadonlyMap<string, T> {
  return new Map(
    all
      .filter(({ identity, isGateway }) => identity.hasSidecar && !isGateway)
      .flatMap((one) => one.identity.principals.map((principal) => [principal, one] as const)),
  );
}
