/** The mesh, arranged so that one connection is judged without looking at all of it. */
import { compareText } from '../policy/in-force';
import { addressKey, tryIpAddress } from '../policy/ip-block';
import type { Mesh, NetworkPolicy, ObjectName, Service, Workload } from '../policy/model';
import type { KnownLabels } from './known-labels';
import { namespaceLabels } from './known-labels';

/** Everything that decides about connections, by the key under which it is looked for. */
export interface NetworkIndex {
  readonly mesh: Mesh;
  readonly policiesIn: (namespace: string) => readonly NetworkPolicy[];
  readonly labelsOf: (namespace: string) => KnownLabels;
  readonly workloadsIn: (namespace: string) => readonly Workload[];
  readonly workloadsNamed: (name: ObjectName) => readonly Workload[];
  readonly servicesNamed: (name: ObjectName) => readonly Service[];
  /** the pods at this address: several when they share that of their node */
  readonly podsAt: (ip: string) => readonly Workload[];
}

/** The index of this mesh. It holds for any number of calls. */
export function indexNetwork(mesh: Mesh): NetworkIndex {
  // by name, so that of several rules that admit always the same one is told
  const byName = [...mesh.networkPolicies].sort((a, b) => compareText(a.name, b.name));
  const policies = groupBy(byName, ({ namespace }) => [namespace]);
  const namespaces = groupBy(mesh.namespaces, ({ name }) => [name]);
  const inNamespace = groupBy(mesh.workloads, ({ namespace }) => [namespace]);
  const workloads = groupBy(mesh.workloads, (workload) => [nameOf(workload)]);
  const services = groupBy(mesh.services, (service) => [nameOf(service)]);
  const pods = groupBy(mesh.workloads, ({ addresses }) => addresses.map(keyOf));
  return {
    mesh,
    policiesIn: (namespace) => policies.get(namespace) ?? [],
    labelsOf: (namespace) => namespaceLabels(namespace, namespaces.get(namespace)?.[0]),
    workloadsIn: (namespace) => inNamespace.get(namespace) ?? [],
    workloadsNamed: (name) => workloads.get(nameOf(name)) ?? [],
    servicesNamed: (name) => services.get(nameOf(name)) ?? [],
    podsAt: (ip) => pods.get(keyOf(ip)) ?? [],
  };
}

/** `namespace/name`. */
export function nameOf({ namespace, name }: ObjectName): string {
  return `${namespace}/${name}`;
}

function keyOf(ip: string): string {
  const address = tryIpAddress(ip);
  return address === undefined ? ip : addressKey(address);
}

function groupBy<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  }
  return groups;
}
