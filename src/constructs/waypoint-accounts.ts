/** Who are the waypoints of the app? Whoever runs as one is let in to all that stands behind it. */
import type { Construct, IConstruct } from 'constructs';

const ACCOUNTS = Symbol.for('cdk8s-zero-trust.WaypointAccounts');

/** The name of each waypoint, by its principal; to be added to. @internal */
export function waypointAccounts(scope: Construct): Map<string, string> {
  const root = scope.node.root as IConstruct & { [ACCOUNTS]?: Map<string, string> };
  if (root[ACCOUNTS] === undefined) Object.defineProperty(root, ACCOUNTS, { value: new Map<string, string>() });
  return root[ACCOUNTS] as Map<string, string>;
}
