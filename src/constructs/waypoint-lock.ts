/**
 * `<target>-lock`: whom ztunnel lets in to a workload behind a waypoint. Without it whoever calls a pod by its address,
 * or from a sidecar, would go past the waypoint and all that is enforced there.
 */
import type { Construct } from 'constructs';
import {
  AuthorizationPolicy,
  type AuthorizationPolicySpecRules as Rule,
  AuthorizationPolicySpecAction,
} from '../../imports/security.istio.io';
import { SyncWave } from './argo-cd';
import { addObject } from './istio-object';
import type { WaypointDoors } from './waypoint-doors';

/** @internal */
export interface LockedTarget {
  /** the object is written there, as `<id>.lock` */
  readonly scope: Construct;
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly selector: () => { [key: string]: string };
  /** the rules that open the target */
  readonly allowed: () => readonly Rule[];
}

/**
 * The waypoint on the ports that it serves, and on all others those that the routes name: calls to a port that no
 * Service exposes pass no waypoint.
 * @internal
 */
export function addWaypointLock(target: LockedTarget, doors: WaypointDoors): void {
  addObject(target.scope, `${target.id}.lock`, {
    gvk: AuthorizationPolicy.GVK,
    name: `${target.name}-lock`,
    namespace: target.namespace,
    wave: SyncWave.ROUTE,
    spec: () => {
      const rules = [...waypointRules(doors), ...doors.rulesPastWaypoint(target.allowed())];
      return {
        selector: { matchLabels: target.selector() },
        action: AuthorizationPolicySpecAction.ALLOW,
        ...(rules.length === 0 ? {} : { rules }),
      };
    },
  });
}

function waypointRules(doors: WaypointDoors): Rule[] {
  const ports = doors.lockedPorts();
  // no port would mean every port
  if (ports?.length === 0) return [];
  const from = [{ source: { principals: doors.waypoint.principals } }];
  return [{ from, ...(ports === undefined ? {} : { to: [{ operation: { ports: ports.sort() } }] }) }];
}
