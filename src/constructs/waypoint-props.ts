import { type FieldChecks, isOneOf, isText, optional } from './given-shape';

/**
 * Which calls go through a waypoint.
 *
 * @see https://istio.io/latest/docs/ambient/usage/waypoint/#waypoint-traffic-types
 */
export enum WaypointTraffic {
  /** calls to Services */
  SERVICE = 'service',
  /** calls to the pods' own addresses, of one identity only */
  WORKLOAD = 'workload',
  /** both; calls to the pods' own addresses end there, as rules are attached to Services */
  ALL = 'all',
}

/** A namespace of the mesh, such as a `ZeroTrustNamespace`. */
export interface IMeshNamespace {
  /** Its name. */
  readonly namespaceName: string;
  /** The trust domain of its identities. */
  readonly trustDomain: string;
}

/** What a waypoint is called, and what it is for. */
export interface WaypointOptions {
  /**
   * Its name, and that of its service account.
   * @default - the id of the construct; `waypoint` for one that its namespace brings along
   */
  readonly name?: string;
  /**
   * Which calls go through it.
   * @default WaypointTraffic.SERVICE
   */
  readonly traffic?: WaypointTraffic;
}

/** A waypoint that this app deploys. */
export interface WaypointProps extends WaypointOptions {
  /** Where it runs. */
  readonly namespace: IMeshNamespace;
}

/** A waypoint that somebody else deploys, for calls to Services. */
export interface WaypointReference {
  /** Its name. */
  readonly name: string;
  /** Where it runs. */
  readonly namespace: string;
  /**
   * Its service account.
   * @default - its name
   */
  readonly serviceAccountName?: string;
  /**
   * The trust domain of its mesh.
   * @default cluster.local
   */
  readonly trustDomain?: string;
}

/** What is checked of the options, wherever they are given. @internal */
export const WAYPOINT_OPTIONS: FieldChecks<WaypointOptions> = {
  name: optional(isText, 'a text'),
  traffic: optional(isOneOf(WaypointTraffic), 'a `WaypointTraffic`, such as `WaypointTraffic.SERVICE`'),
};
