import type { EgressGateway } from './egress-gateway';
import type { EgressPort } from './egress-port';
import type { IWorkloadIdentity } from './workload-identity';
import type { ZeroTrustNamespace } from './zero-trust-namespace';

/** Which hosts outside the mesh may be called, and by whom. */
export interface EgressRouteProps {
  /** The namespace of the callers. Its first route closes the egress of all its workloads. */
  readonly namespace: ZeroTrustNamespace;
  /**
   * Who may call.
   * @default - every workload of the namespace
   */
  readonly from?: IWorkloadIdentity[];
  /** The hosts, each in full, such as `api.example.com`. */
  readonly hosts: string[];
  /** On which ports, and how. */
  readonly ports: EgressPort[];
  /**
   * The gateway that calls the hosts, in place of the callers. It tells hosts apart by name only: give one port.
   * @default - the callers' own proxies call them
   */
  readonly gateway?: EgressGateway;
  /**
   * Addresses or CIDR blocks where the hosts are: a `NetworkIsolation` lets connect there whoever calls the hosts, the
   * callers or the gateway. Wherever they may be is `['0.0.0.0/0', '::/0']`.
   * @default - not known: synth fails where a `NetworkIsolation` would keep the calls from leaving
   */
  readonly addresses?: string[];
  /**
   * The name of the ServiceEntry.
   * @default - the id of the construct
   */
  readonly name?: string;
}
