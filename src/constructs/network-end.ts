/** Who is at the other end of a connection, in the words of a NetworkPolicy: pods and addresses, no identities. */
import type { k8s } from 'cdk8s-plus-28';
import { maskedBlock } from '../istio/masked-block';
import type { NetworkPods } from './network-pods';

/** @internal */
export type NetworkEnd =
  /** also what is outside the cluster */
  | { readonly kind: 'anyone' }
  /** every pod of the cluster */
  | { readonly kind: 'anyPod' }
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'workload'; readonly target: NetworkPods }
  | { readonly kind: 'pods'; readonly namespace: string; readonly labels: { [key: string]: string } }
  | { readonly kind: 'block'; readonly block: string };

/** The label that the API server puts on each namespace. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** The entry of `from` or `to`; none for everybody, who needs no entry. @internal */
export function toNetworkPeer(end: NetworkEnd): k8s.NetworkPolicyPeer | undefined {
  switch (end.kind) {
    case 'anyone':
      return undefined;
    case 'anyPod':
      return { namespaceSelector: {} };
    case 'namespace':
      return { namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: end.namespace } } };
    case 'workload':
      return podsOf(end.target.identity.namespaceName, end.target.selector());
    case 'pods':
      return podsOf(end.namespace, end.labels);
    case 'block':
      return { ipBlock: { cidr: maskedBlock(end.block) } };
  }
}

/**
 * The ends that are both; `undefined` when nobody is. Only one of a block and a selector can be asked for in an entry:
 * the selector stays, as addresses of pods change.
 * @internal
 */
export function bothEnds(a: NetworkEnd, b: NetworkEnd): NetworkEnd | undefined {
  if (includes(a, b)) return b;
  if (includes(b, a)) return a;
  if (b.kind === 'block') return a;
  return a.kind === 'block' ? b : undefined;
}

/** Whether whoever is `end` is sure to be `wider`, too. @internal */
export function includes(wider: NetworkEnd, end: NetworkEnd): boolean {
  switch (wider.kind) {
    case 'anyone':
      return true;
    case 'anyPod':
      return end.kind !== 'anyone' && end.kind !== 'block';
    case 'namespace':
      return namespaceOf(end) === wider.namespace;
    case 'workload':
    case 'pods':
    case 'block':
      return JSON.stringify(toNetworkPeer(wider)) === JSON.stringify(toNetworkPeer(end));
  }
}

function namespaceOf(end: NetworkEnd): string | undefined {
  switch (end.kind) {
    case 'namespace':
    case 'pods':
      return end.namespace;
    case 'workload':
      return end.target.identity.namespaceName;
    case 'anyone':
    case 'anyPod':
    case 'block':
      return undefined;
  }
}

function podsOf(namespace: string, labels: { [key: string]: string }): k8s.NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: namespace } },
    podSelector: { matchLabels: labels },
  };
}
