/**
 * What a NetworkPolicy says, as the API server stores it: defaults are filled in, and what is absent or empty in YAML
 * is a case of a union here, for it means "everyone" in one place and "nobody" in another.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 */
import type { Cidr } from './ip-block';
import type { LabelSelector } from './label-selector';
import type { WrittenPort } from './written-port';

/** The two ways in which a policy can isolate a pod: what comes in, what goes out. */
export type Direction = 'ingress' | 'egress';

/** The protocols that a policy tells apart. */
export type Transport = 'TCP' | 'UDP' | 'SCTP';

/** The `spec` of a NetworkPolicy. It selects pods of the policy's own namespace. */
export interface NetworkPolicySpec {
  readonly podSelector: LabelSelector;
  readonly ingress: DirectionRules;
  readonly egress: DirectionRules;
}

/**
 * What a policy does in one direction: nothing, when `policyTypes` does not name it; or the selected pods are isolated,
 * and only what one of the rules grants remains. Isolated without rules is "nothing".
 */
export type DirectionRules =
  { readonly kind: 'untouched' } | { readonly kind: 'isolated'; readonly rules: readonly NetworkRule[] };

/** One entry of `ingress` or `egress`: it grants its own peers its own ports. `index` counts from 0. */
export interface NetworkRule {
  readonly index: number;
  readonly peers: Peers;
  readonly ports: Ports;
}

/** `from` or `to`: absent and empty alike mean anyone, inside the cluster and out. */
export type Peers = { readonly kind: 'anyone' } | { readonly kind: 'anyOf'; readonly peers: readonly NetworkPeer[] };

/** Pods by their labels and those of their namespace, or addresses. */
export type NetworkPeer =
  | { readonly kind: 'pods'; readonly namespaces: PeerNamespaces; readonly pods: LabelSelector }
  | { readonly kind: 'block'; readonly cidr: Cidr; readonly except: readonly Cidr[]; readonly shown: string };

/** Without `namespaceSelector` the policy's own namespace is meant; with an empty one, every namespace. */
export type PeerNamespaces = { readonly kind: 'own' } | { readonly kind: 'selected'; readonly selector: LabelSelector };

/** `ports`: absent and empty alike mean every port of every protocol. */
export type Ports = { readonly kind: 'any' } | { readonly kind: 'anyOf'; readonly ports: readonly NetworkPort[] };

/** One entry of `ports`. A name means the container port of this name at the called pod, whichever end is selected. */
export type NetworkPort =
  | { readonly kind: 'all'; readonly transport: Transport }
  | { readonly kind: 'range'; readonly transport: Transport; readonly first: WrittenPort; readonly last: WrittenPort }
  | { readonly kind: 'named'; readonly transport: Transport; readonly name: string };
