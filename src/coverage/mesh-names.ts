/** Who is there, in the words of rules? Each list is in order, and names nobody twice. */
import { principalOf } from '../istio/identity';
import type { Mesh } from '../policy/model';
import { compareText } from '../policy/object-order';

export interface MeshNames {
  readonly principal: readonly string[];
  readonly namespace: readonly string[];
  readonly serviceAccount: readonly string[];
}

/** The callers of the mesh, as principals, namespaces and service accounts. */
export function meshNames({ workloads, settings: { trustDomain } }: Mesh): MeshNames {
  const distinct = (names: readonly string[]) => [...new Set(names)].sort(compareText);
  return {
    principal: distinct(workloads.map((one) => principalOf(trustDomain, one.namespace, one.serviceAccount))),
    namespace: distinct(workloads.map(({ namespace }) => namespace)),
    serviceAccount: distinct(workloads.map((one) => `${one.namespace}/${one.serviceAccount}`)),
  };
}
