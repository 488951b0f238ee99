/** The mesh, arranged so that one connection is judged without looking at all of it. */
import { groupBy, groupByEach } from '../../policy/group-by';
import { addressKey, tryIpAddress } from '../../policy/ip-block';
import { nameOf } from '../../policy/metadata';
import type { Mesh, NetworkPolicy, ObjectName, Service } from '../../policy/model';
import { compareText } from '../../policy/object-order';
import type { PodEndpoint } from './endpoint';
import { podEndpoint } from './endpoint';
import type { KnownLabels } from './known-labels';
import { namespaceLabels } from './known-labels';

/** Everything that decides about connections, by the key under which it is looked for. */
export interface NetworkIndex {
  readonly mesh: Mesh;
  readonly policiesIn: (namespace: string) => readonly NetworkPolicy[];
  readonly labelsOf: (namespace: string) => KnownLabels;
  readonly podsIn: (namespace: string) => readonly PodEndpoint[];
  readonly podsNamed: (name: ObjectName) => readonly PodEndpoint[];
  /** the pods at this address: several when they share that of their node */
  readonly podsAt: (ip: string) => readonly PodEndpoint[];
  readonly servicesNamed: (name: ObjectName) => readonly Service[];
}

/** The index of this mesh. It holds for any number of calls. */
export function indexNetwork(mesh: Mesh): NetworkIndex {
  // by name, so that of several rules that admit always the same one is told
  const byName = [...mesh.networkPolicies].sort((a, b) => compareText(a.name, b.name));
  const policies = groupBy(byName, ({ namespace }) => namespace);
  const namespaces = new Map(mesh.namespaces.map((space) => [space.name, namespaceLabels(space.name, space)]));
  const labelsOf = (name: string): KnownLabels => namespaces.get(name) ?? namespaceLabels(name, undefined);
  const pods = mesh.workloads.map((workload) => podEndpoint(workload, labelsOf(workload.namespace)));
  const inNamespace = groupBy(pods, ({ namespace }) => namespace);
  const named = groupByEach(pods, ({ workload }) => (workload === undefined ? [] : [nameOf(workload)]));
  const at = groupByEach(pods, ({ addresses }) => addresses.candidates.map(addressKey));
  const services = groupBy(mesh.services, nameOf);
  return {
    mesh,
    policiesIn: (namespace) => policies.get(namespace) ?? [],
    labelsOf,
    podsIn: (namespace) => inNamespace.get(namespace) ?? [],
    podsNamed: (name) => named.get(nameOf(name)) ?? [],
    podsAt: (ip) => {
      const address = tryIpAddress(ip);
      return address === undefined ? [] : (at.get(addressKey(address)) ?? []);
    },
    servicesNamed: (name) => services.get(nameOf(name)) ?? [],
  };
}
