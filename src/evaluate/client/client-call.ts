/** A call, as the proxy of the caller is asked about it before anything is sent. */
import type { Mesh, Workload } from '../../policy/model';
import type { Target } from '../../policy/request';
import type { RuleClient, RuleHost, RuleInForce } from '../routes/destination-rule';
import type { DataPlane } from '../ways/data-plane';
import type { CalledHost } from './called-host';
import type { AskHosts } from './client-hosts';

/** A call, as far as it decides what is spoken. */
export interface ClientCall {
  readonly caller: Workload;
  readonly to: Target;
  readonly isHttp: boolean;
  /** of all that may be called, this workload */
  readonly end?: Workload;
  /** the sidecar of the caller has chosen the target by its routes */
  readonly isRouted?: true;
}

/** The mesh around callers, whose DestinationRules are arranged once for all calls. */
export interface Clients {
  readonly mesh: Mesh;
  /** the part of the mesh around a namespace */
  readonly near: (namespace: string) => Mesh;
  /** what stands before a caller */
  readonly planeOf: (caller: Workload) => DataPlane;
  readonly hosts: AskHosts;
  readonly ruleFor: (client: RuleClient, called: RuleHost) => RuleInForce | undefined;
  /** why a route of the Gateway API may lead calls to the host elsewhere */
  readonly serviceRouteTo: (called: CalledHost) => string | undefined;
}
