/** Who is at one end of a connection, as far as a network plugin can tell: a pod, an address, or we do not know. */
import type { IpAddress } from '../../policy/ip-block';
import { tryIpAddress } from '../../policy/ip-block';
import type { ContainerPort, Workload } from '../../policy/model';
import type { KnownLabels } from './known-labels';
import { podLabels } from './known-labels';

/** The addresses that an end may have; with `missing`, it may have others, and this is why. */
export interface Addresses {
  readonly candidates: readonly IpAddress[];
  readonly missing?: string;
}

/** A pod of the manifests. Those of a Deployment and the like are one of several replicas. */
export interface PodEndpoint {
  readonly kind: 'pod';
  readonly shown: string;
  readonly workload?: Workload;
  readonly namespace: string;
  readonly namespaceLabels: KnownLabels;
  readonly labels: KnownLabels;
  /** absent when nothing tells them */
  readonly ports?: readonly ContainerPort[];
  readonly hostNetwork: boolean;
  readonly addresses: Addresses;
}

/** An address that no pod of the manifests has: it is taken for one outside the cluster. */
export interface OutsideEndpoint {
  readonly kind: 'outside';
  readonly shown: string;
  readonly addresses: Addresses;
}

/** Somebody who may be a pod, in this namespace if it is known, or may be outside. */
export interface UnknownEndpoint {
  readonly kind: 'unknown';
  readonly shown: string;
  /** what would have to be known */
  readonly missing: string;
  readonly namespace?: { readonly name: string; readonly labels: KnownLabels };
  readonly addresses: Addresses;
}

/** One end of a connection. */
export type Endpoint = PodEndpoint | OutsideEndpoint | UnknownEndpoint;

/** The pods of this workload, in a namespace with these labels. */
export function podEndpoint(workload: Workload, namespace: KnownLabels): PodEndpoint {
  const shown = `\`${workload.namespace}/${workload.name}\``;
  return {
    kind: 'pod',
    shown,
    workload,
    namespace: workload.namespace,
    namespaceLabels: namespace,
    labels: podLabels(workload),
    ports: workload.ports,
    hostNetwork: workload.hostNetwork,
    addresses: readAddresses(workload.addresses, `the address of ${shown}`),
  };
}

/** The replica that has this address; without one, any of the pods. */
export function atIp(pod: PodEndpoint, ip: string | undefined): PodEndpoint {
  return ip === undefined ? pod : { ...pod, addresses: readAddresses([ip], `the address of ${pod.shown}`) };
}

/** The addresses in these texts. No text, or one that is no address, leaves the question open. */
export function readAddresses(texts: readonly string[], missing: string): Addresses {
  const candidates = texts.map(tryIpAddress).filter((address) => address !== undefined);
  return candidates.length === 0 || candidates.length < texts.length ? { candidates, missing } : { candidates };
}

/**
 * Whether both ends are one pod. Two replicas of one Deployment are not; whether they are two, addresses can tell.
 */
export function isSamePod(source: Endpoint, destination: Endpoint): 'yes' | 'no' | 'unknown' {
  if (source.kind !== 'pod' || destination.kind !== 'pod') return 'no';
  if (source.workload === undefined || source.workload !== destination.workload) return 'no';
  if (source.workload.kind === 'Pod') return 'yes';
  const [from, ...otherFrom] = source.addresses.candidates;
  const [to, ...otherTo] = destination.addresses.candidates;
  if (from === undefined || to === undefined || otherFrom.length + otherTo.length > 0) return 'unknown';
  return from.family === to.family && from.value === to.value ? 'yes' : 'no';
}
