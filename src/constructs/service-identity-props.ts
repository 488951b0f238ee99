import type { Waypoint } from './waypoint';
import type { WorkloadPort } from './workload-port';
import type { ZeroTrustNamespace } from './zero-trust-namespace';

/** What is known of an identity, whoever owns its service account. */
export interface IdentityOptions {
  /**
   * The ports that its workloads listen on. Routes are confined to them.
   * @default - unknown: routes without ports open every port
   */
  readonly ports?: WorkloadPort[];
  /**
   * Principals that are accepted beside its own: previous identities of the same workload, until every pod of it has
   * been replaced.
   * @default - none
   */
  readonly alsoAccept?: string[];
  /**
   * Whether several workloads may share the identity. A grant to one is then a grant to all of them.
   * @default false
   */
  readonly allowSharing?: boolean;
}

/** A workload identity that this app owns. */
export interface ServiceIdentityProps extends IdentityOptions {
  /** Where it lives. */
  readonly namespace: ZeroTrustNamespace;
  /**
   * The name of the service account, which its policies begin with.
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * The waypoint that stands before it, in an ambient namespace.
   * @default - that of the namespace
   */
  readonly waypoint?: Waypoint;
  /**
   * Services written elsewhere that lead to its workloads. Only a waypoint needs to know.
   * @default - the Services of this app that select its pods
   */
  readonly services?: ServiceReference[];
}

/** A Service that this app does not write. */
export interface ServiceReference {
  /** Its name. */
  readonly name: string;
  /** Its TCP ports. */
  readonly ports: ServicePortReference[];
}

/** A port of such a Service. */
export interface ServicePortReference {
  /** The Service's port. */
  readonly port: number;
  /** The port of the workload that it leads to. */
  readonly targetPort: number;
}

/** A service account that somebody else owns. */
export interface ServiceAccountReference extends IdentityOptions {
  /** Its namespace. */
  readonly namespace: string;
  /** Its name. */
  readonly name: string;
  /**
   * The trust domain of its mesh.
   * @default cluster.local
   */
  readonly trustDomain?: string;
}
