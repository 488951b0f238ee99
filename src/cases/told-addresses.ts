/** The addresses of workloads, which manifests rarely hold: what the calls of one case file tell. */
import { nameOf } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import type { Request } from '../policy/request';

/**
 * The mesh with the address of each workload that these calls give one and the same. In one case file a workload has
 * one address, so that a call through a Service, which gives none, is known to lead there.
 */
export function withToldAddresses(mesh: Mesh, requests: readonly Request[]): Mesh {
  const told = new Map<string, Set<string>>();
  for (const { to } of requests) {
    if (to.kind !== 'workload' || to.ip === undefined) continue;
    const key = nameOf(to.workload);
    told.set(key, (told.get(key) ?? new Set()).add(to.ip));
  }
  if (told.size === 0) return mesh;
  return {
    ...mesh,
    workloads: mesh.workloads.map((workload) => {
      const [ip, ...others] = told.get(nameOf(workload)) ?? [];
      return ip === undefined || others.length > 0 ? workload : { ...workload, addresses: [ip] };
    }),
  };
}
