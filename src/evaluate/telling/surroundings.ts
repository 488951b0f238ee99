/** What stands around a call, beside what its proxy sees of it. */
import type { Mesh, Service, Workload } from '../../policy/model';

/** The neighbours of a proxy. */
export interface Surroundings {
  /** the part of the mesh around what is called */
  readonly mesh: Mesh;
  /** who runs under a service account, `namespace/name`: a hint, where the manifests tell */
  readonly whoRunsAs: (account: string) => string | undefined;
  /** whose proxy it is; absent at a waypoint */
  readonly workload?: Workload;
  /** the Service that the waypoint serves */
  readonly service?: Service;
  /** whether a RequestAuthentication is in force, without which no token is read */
  readonly readsTokens: boolean;
}
