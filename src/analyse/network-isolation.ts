/** Which NetworkPolicies isolate a workload, and which ports do they leave open? */
import { groupBy } from '../policy/group-by';
import type { LabelSelector } from '../policy/label-selector';
import { isSelected } from '../policy/match-selector';
import type { Labels, NetworkPolicy, Workload } from '../policy/model';
import type { Direction, NetworkRule } from '../policy/network-policy';
import type { Inventory } from './inventory';

/** The label that the API server puts on each namespace. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** A workload whose calls in one direction NetworkPolicies restrict. INVARIANT: there is a policy. */
export interface Isolated {
  readonly workload: Workload;
  readonly policies: readonly NetworkPolicy[];
  readonly rules: readonly { readonly policy: NetworkPolicy; readonly rule: NetworkRule }[];
}

/** The workloads that are isolated in this direction. */
export function* isolatedWorkloads({ mesh, workloadsIn }: Inventory, direction: Direction): Iterable<Isolated> {
  for (const [namespace, all] of groupBy(mesh.networkPolicies, (policy) => policy.namespace)) {
    const isolating = all.filter((policy) => policy[direction].kind === 'isolated');
    for (const workload of isolating.length === 0 ? [] : workloadsIn(namespace)) {
      const policies = isolating.filter(({ podSelector }) => isSelected(podSelector, workload.labels));
      if (policies.length === 0 || workload.hostNetwork) continue;
      const rules = policies.flatMap((policy) => {
        const restricted = policy[direction];
        return restricted.kind === 'isolated' ? restricted.rules.map((rule) => ({ policy, rule })) : [];
      });
      yield { workload, policies, rules };
    }
  }
}

/** Whether the rule opens this TCP port, to whomever. A named port is one of the containers'. */
export function opensPort({ ports }: NetworkRule, port: number, { ports: containers }: Workload): boolean {
  if (ports.kind === 'any') return true;
  return ports.ports.some((one) => {
    if (one.transport !== 'TCP') return false;
    switch (one.kind) {
      case 'all':
        return true;
      case 'range':
        return one.first <= port && port <= one.last;
      case 'named':
        return containers.some(({ name, port: number }) => name === one.name && number === port);
    }
  });
}

/**
 * Whether the rule names these pods as the other end: addresses may be theirs, and so may labels that are not here,
 * those of the namespace or of the pods.
 */
export function mayName(
  { namespace: lookUp }: Inventory,
  { namespace, labels }: { readonly namespace: string; readonly labels?: Labels },
  { policy, rule }: Isolated['rules'][number],
): boolean {
  if (rule.peers.kind === 'anyone') return true;
  return rule.peers.peers.some((peer) => {
    if (peer.kind === 'block') return true;
    if (labels !== undefined && !isSelected(peer.pods, labels)) return false;
    if (peer.namespaces.kind === 'own') return policy.namespace === namespace;
    return maySelectNamespace(lookUp, namespace, peer.namespaces.selector);
  });
}

/** Labels of a namespace that is not here may be any, but for its name. */
function maySelectNamespace(
  lookUp: Inventory['namespace'],
  namespace: string,
  { requirements }: LabelSelector,
): boolean {
  const labels = { ...lookUp(namespace)?.labels, [NAMESPACE_NAME]: namespace };
  const isKnown = (key: string) => key === NAMESPACE_NAME || lookUp(namespace) !== undefined;
  return requirements.every((one) => !isKnown(one.key) || isSelected({ requirements: [one] }, labels));
}
