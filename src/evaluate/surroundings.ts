/** What stands around a call, beside what its proxy sees of it. */
import type { Mesh, Service, Workload } from '../policy/model';

/** The neighbours of a proxy. */
export interface Surroundings {
  /** the part of the mesh around what is called */
  readonly mesh: Mesh;
  /** the same around any namespace */
  readonly near: (namespace: string) => Mesh;
  /** whose proxy it is; absent at a waypoint */
  readonly workload?: Workload;
  /** the Service that the waypoint serves */
  readonly service?: Service;
  /** whether a RequestAuthentication is in force, without which no token is read */
  readonly readsTokens: boolean;
}
